// SPDX-License-Identifier: Apache-2.0
#include "client/options.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "client/missing_values.hpp"
#include "client/spelling.hpp"
#include "client/verbs.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace chancery::client {

namespace {

/// The last one given counts, as with argparse.
CLI::Option* text_option(
    CLI::App& app, const std::string& names, std::optional<std::string>& into, const char* help
) {
    return app
        .add_option_function<std::string>(
            names, [&into](const std::string& value) { into = value; }, help
        )
        ->take_last()
        ->type_name("TEXT");
}

CLI::Option* flag(CLI::App& app, const std::string& names, bool& into, const char* help) {
    return app.add_flag_callback(
        names, [&into] { into = true; }, help
    );
}

template <class Number>
CLI::Option* number_option(
    CLI::App& app, const std::string& names, std::optional<Number>& into, const char* help
) {
    return app
        .add_option_function<Number>(
            names, [&into](const Number& value) { into = value; }, help
        )
        ->take_last()
        ->type_name("N");
}

void add_domain(Options& options, const std::string& domain) {
    auto checked = checked_domain(domain);
    if (std::ranges::find(options.domains, checked) == options.domains.end())
        options.domains.push_back(std::move(checked));
}

void name_options(CLI::App& app, Options& options) {
    app.add_option_function<std::vector<std::string>>(
           "-d,--domain,--domains",
           [&options](const std::vector<std::string>& values) {
               for (const auto& value : values)
                   for (const auto part : split(value, ','))
                       if (const auto domain = trim(part); !domain.empty())
                           add_domain(options, std::string(domain));
           },
           "A name for the certificate; may be repeated, and take several with commas between"
    )
        ->allow_extra_args(false)
        ->type_name("NAME");
    text_option(
        app, "--cert-name", options.cert_name, "The lineage: its directory below live, its file"
    );
    flag(app, "--expand", options.expand, "Replace a certificate that has some of the names");
    flag(
        app,
        "--force-renewal,--renew-by-default",
        options.force_renewal,
        "Get a new certificate whether or not it is due"
    );
    flag(
        app,
        "--renew-with-new-domains",
        options.renew_with_new_domains,
        "Let --cert-name take the names of --domain instead of those it had"
    );
    flag(app, "--duplicate", options.duplicate, "A second lineage for names that have one");
}

void account_options(CLI::App& app, Options& options) {
    text_option(app, "--server", options.server, "The ACME server's directory URL");
    flag(app, "--agree-tos", options.agree_tos, "Agree to the server's terms of service");
    text_option(app, "-m,--email", options.email, "Where the server may write to");
    flag(
        app,
        "--register-unsafely-without-email",
        options.register_without_email,
        "Register without an address"
    );
    text_option(app, "--account", options.account, "The account to use, by its directory's name");
    text_option(app, "--eab-kid", options.eab_key_id, "Key id of the external account");
    app.add_option_function<std::string>(
           "--eab-hmac-key",
           [&options](const std::string& value) { options.eab_hmac_key = Secret(value); },
           "HMAC key of the external account; CHANCERY_EAB_HMAC_KEY in the environment and "
           "--eab-hmac-key-file keep it out of the process list"
    )
        ->take_last()
        ->type_name("TEXT");
    text_option(
        app, "--eab-hmac-key-file", options.eab_hmac_key_file, "A file that holds the HMAC key"
    );
    app.add_option_function<std::string>(
           "--eab-hmac-alg",
           [&options](const std::string& value) {
               options.eab_hash = value == "HS256"   ? crypto::Hash::sha256
                                  : value == "HS384" ? crypto::Hash::sha384
                                                     : crypto::Hash::sha512;
           },
           "HS256 (default), HS384 or HS512"
    )
        ->take_last()
        ->check(CLI::IsMember({"HS256", "HS384", "HS512"}));
}

void authenticator_options(CLI::App& app, Options& options) {
    app.add_flag_callback(
        "--standalone",
        [&options] { options.authenticator = "standalone"; },
        "Answer http-01 with a small web server, if the server asks for it"
    );
    text_option(app, "-a,--authenticator", options.authenticator, "The same by name: standalone");
    app.add_option_function<std::string>(
           "--preferred-challenges",
           [&options](const std::string& value) {
               options.preferred_challenges.clear();
               for (const auto part : split(value, ',')) {
                   const std::string name(trim(part));
                   options.preferred_challenges.push_back(
                       name == "http"  ? "http-01"
                       : name == "dns" ? "dns-01"
                                       : name
                   );
               }
           },
           "Challenge types in the order of preference: http"
    )
        ->take_last()
        ->type_name("TEXT");
    number_option(app, "--http-01-port", options.http01_port, "Port of --standalone (80)")
        ->check(CLI::Range(1, 65535));
    text_option(
        app, "--http-01-address", options.http01_address, "Address that --standalone listens on"
    );
}

void key_options(CLI::App& app, Options& options) {
    text_option(app, "--key-type", options.key_type, "ecdsa (default) or rsa")
        ->check(CLI::IsMember({"rsa", "ecdsa"}));
    number_option(app, "--rsa-key-size", options.rsa_key_size, "2048 (default), 3072 or 4096")
        ->check(CLI::IsMember({2048, 3072, 4096}));
    text_option(
        app,
        "--elliptic-curve",
        options.elliptic_curve,
        "secp256r1 (default), secp384r1 or secp521r1"
    )
        ->check(CLI::IsMember({"secp256r1", "secp384r1", "secp521r1"}));
    app.add_flag_callback(
        "--reuse-key", [&options] { options.reuse_key = true; }, "Keep the key at renewal"
    );
    app.add_flag_callback(
        "--no-reuse-key", [&options] { options.reuse_key = false; }, "A new key at each renewal"
    );
    flag(app, "--new-key", options.new_key, "A new key this time, even with --reuse-key");
}

void hook_options(CLI::App& app, Options& options) {
    text_option(app, "--pre-hook", options.pre_hook, "Shell command before certificates are got");
    text_option(app, "--post-hook", options.post_hook, "Shell command after the attempts");
    text_option(
        app,
        "--deploy-hook,--renew-hook",
        options.deploy_hook,
        "Shell command for each certificate that was got, with RENEWED_LINEAGE and RENEWED_DOMAINS"
    );
    app.add_flag_callback(
        "--no-directory-hooks",
        [&options] { options.directory_hooks = false; },
        "Leave the scripts in renewal-hooks alone"
    );
    app.add_flag_callback(
        "--no-autorenew",
        [&options] { options.autorenew = false; },
        "Let renew pass this certificate over"
    );
}

void directory_option(
    CLI::App& app, const std::string& name, std::string& into, bool& given, const char* help
) {
    app.add_option_function<std::string>(
           name,
           [&into, &given, name](const std::string& value) {
               if (value.empty()) throw Error(Fault::invalid, name + " must not be empty");
               into = absolute_path(value);
               given = true;
           },
           help
    )
        ->take_last()
        ->type_name("DIR");
}

void program_options(CLI::App& app, Options& options) {
    flag(
        app,
        "-n,--non-interactive,--noninteractive",
        options.non_interactive,
        "Never ask; take what is safe"
    );
    auto& directories = options.directories;
    directory_option(
        app, "--config-dir", directories.config, options.config_directory_given, "/etc/letsencrypt"
    );
    directory_option(
        app, "--work-dir", directories.work, options.work_directory_given, "/var/lib/letsencrypt"
    );
    directory_option(
        app, "--logs-dir", directories.logs, options.logs_directory_given, "/var/log/letsencrypt"
    );
    app.add_flag_callback(
        "--no-verify-ssl",
        [&options] { options.verify_tls = false; },
        "Trust any server certificate: for tests alone"
    );
    app.add_option_function<unsigned>(
           "--issuance-timeout",
           [&options](unsigned value) { options.issuance_timeout = std::chrono::seconds(value); },
           "Seconds to wait for the server in all (90)"
    )
        ->take_last()
        ->check(CLI::Range(1, 86400))
        ->type_name("N");
    app.add_option("--max-log-backups", options.log_backups, "How many old logs to keep (1000)")
        ->take_last()
        ->check(CLI::Range(0, 100'000))
        ->type_name("N");
    flag(app, "-q,--quiet", options.quiet, "Print errors alone");
    app.add_flag("-v,--verbose", options.verbosity, "Say what is done; twice: each request");
}

void add_ignored_options(CLI::App& app) {
    for (const auto name : ignored_flags())
        app.add_flag_callback(std::string(name), [] {})->group(""); // not in --help
    for (const auto name : ignored_options())
        app.add_option_function<std::string>(std::string(name), [](const std::string&) {})
            ->take_last()
            ->group("");
}

std::vector<LongNames> long_names(const CLI::App& app) {
    std::vector<LongNames> names;
    for (const auto* option : app.get_options())
        names.push_back(option->get_lnames());
    return names;
}

Answer refusal(const std::string& sentence) {
    return {2, "chancery: error: " + sentence};
}

} // namespace

std::variant<Options, Answer> parse_options(std::span<const std::string> arguments) {
    Options options;
    CLI::App app("Gets and renews certificates over ACME, as certbot does.", "chancery");
    app.set_help_flag("-h,--help", "Print this");
    app.set_version_flag("--version", "chancery " CHANCERY_VERSION);
    app.footer("The office's own commands: chancery admin --help");
    std::vector<std::string> words;
    app.add_option("verb", words, verb_help())->type_name("");
    name_options(app, options);
    account_options(app, options);
    authenticator_options(app, options);
    key_options(app, options);
    hook_options(app, options);
    program_options(app, options);
    add_ignored_options(app);
    try {
        auto expanded = spelled_out(long_names(app), arguments);
        refuse_missing_values(app, expanded);
        std::ranges::reverse(expanded); // CLI11 takes them from the end.
        app.parse(std::move(expanded));
        if (words.empty()) return refusal("which verb? " + verb_help() + "; --help says more");
        if (words.front() == "help") return Answer{0, app.help()};
        if (words.size() > 1) return refusal("unrecognized arguments: " + printable(words[1]));
        const auto verb = find_verb(words.front());
        if (!verb) return refusal(printable(words.front()) + " is no verb; " + verb_help());
        options.verb = verb->name;
        require_consistent(options);
    } catch (const CLI::CallForHelp&) {
        return Answer{0, app.help()};
    } catch (const CLI::CallForVersion&) {
        return Answer{0, "chancery " CHANCERY_VERSION};
    } catch (const CLI::ParseError& error) {
        return refusal(plain_message(error.what()));
    } catch (const Error& error) {
        return refusal(error.problem().detail);
    }
    return options;
}

} // namespace chancery::client
