// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "base/text.hpp"
#include "client/decide.hpp"
#include "client/enroll.hpp"
#include "client/hooks.hpp"
#include "client/issue.hpp"
#include "client/kept_key.hpp"
#include "client/lineage_write.hpp"
#include "client/replace_version.hpp"
#include "client/verbs.hpp"

#include <fmt/format.h>

namespace chancery::client {

namespace {

struct Found {
    std::vector<Lineage> lineages;
    std::vector<Existing> existing; ///< One for each lineage.
};

/// A broken one is no match for anything; `certificates` tells about it.
Found find_existing(const Options& options, Console& console, Time now) {
    Found found;
    for (const auto& file : renewal_files(options.directories)) {
        try {
            auto lineage = read_lineage(file);
            if (deploy_newest(lineage))
                console.warn("Found a new certificate /archive/ that was not linked to in /live/; "
                             "fixing...");
            const auto leaf = read_leaf(lineage);
            found.existing.push_back(
                {.name = lineage.name,
                 .renewal_file = file,
                 .names = names_of(leaf),
                 .key_type = key_type_of(leaf.key),
                 .due = is_due(lineage, now)}
            );
            found.lineages.push_back(std::move(lineage));
        } catch (const Error& error) {
            console.debug(
                fmt::format("Renewal conf file {} is broken: {}", file, error.problem().detail)
            );
        }
    }
    return found;
}

void report_success(
    const Options& options, Console& console, const Lineage& lineage, Time expires
) {
    console.notify(fmt::format(
        "\nSuccessfully received certificate.\n"
        "Certificate is saved at: {}\n"
        "Key is saved at:         {}\n"
        "This certificate expires on {}.\n"
        "These files will be updated when the certificate renews.",
        lineage.link(Item::fullchain),
        lineage.link(Item::privkey),
        to_rfc3339(expires).substr(0, 10)
    ));
    if (options.preconfigured_renewal) return;
    console.notify("NEXT STEPS:\n- The certificate will need to be renewed before it expires. Let "
                   "cron or a systemd timer run \"chancery renew\" (or \"certbot renew\") twice a "
                   "day.");
}

/// Where the first name is a wildcard, files do not begin with "*.".
std::string wanted_name(const Options& options) {
    if (options.cert_name) return *options.cert_name;
    const auto first = options.names().front();
    return first.starts_with("*.") ? first.substr(2) : first;
}

/// Returns the names that it got.
std::vector<std::string> create(const Options& options, Hooks& hooks, Console& console, Time now) {
    Settings settings = options;
    // Before the server is asked: what it would give could not be kept.
    const auto name = free_name(options.directories, wanted_name(options));
    auto enrolled = enroll(options, settings, console, now);
    const auto names = options.names();
    console.notify(fmt::format("Requesting a certificate for {}", summary(names)));
    const auto issued = issue(enrolled, options, settings, names, std::nullopt, console);
    settings.account = enrolled.account_id;
    auto renewal = new_renewal_file(options.directories, name);
    record(renewal, options, settings);
    const auto lineage = create_lineage(options.directories, name, issued.version, renewal);
    hooks.deploy(settings.deploy_hook, {lineage.live(), issued.names});
    report_success(options, console, lineage, issued.expires);
    return issued.names;
}

std::vector<std::string> replace(
    const Replacement& replacement, const Options& options, Hooks& hooks, Console& console, Time now
) {
    const auto replaced = replace_version(replacement, options, hooks, console, now);
    report_success(options, console, replacement.lineage, replaced.expires);
    return replaced.names;
}

std::vector<std::string>
without(std::vector<std::string> names, const std::vector<std::string>& some) {
    std::erase_if(names, [&](const std::string& name) {
        return std::ranges::find(some, name) != some.end();
    });
    return names;
}

Request request_of(const Options& options) {
    return {
        .names = options.names(),
        .cert_name = options.cert_name,
        .key_type = options.is_given("key_type") ? std::optional(options.key_type) : std::nullopt,
        .force = options.force_renewal,
        .expand = options.expand,
        .duplicate = options.duplicate,
        .renew_with_new_domains = options.renew_with_new_domains,
        .non_interactive = options.non_interactive};
}

void require_authenticator(const Options& options) {
    if (options.authenticator.empty())
        throw Error(
            Fault::invalid,
            "Missing command line flag or config entry for this setting:\nHow would "
            "you like to authenticate with the ACME CA?\n\n(You can set this with "
            "the --standalone flag)"
        );
}

} // namespace

int certonly(Options& options, Console& console, Time now) {
    require_authenticator(options);
    auto found = find_existing(options, console, now);
    const auto decision = decide(request_of(options), found.existing);
    if (decision.action == Action::refuse) throw Error(Fault::invalid, decision.reason);
    if (decision.action == Action::keep) {
        console.notify("Certificate not yet due for renewal");
        console.notify_in_frame("Certificate not yet due for renewal; no action taken.");
        return 0;
    }
    std::optional<Replacement> replacement;
    if (const auto at = decision.lineage) {
        const auto& existing = found.existing[*at];
        replacement.emplace(Replacement{
            .lineage = found.lineages[*at],
            .names = options.names().empty() ? existing.names : options.names(),
            .settings = settings_for_replacement(options, existing.key_type),
            .anew = true});
        require_replaceable(*replacement, options);
    }
    Hooks hooks(options.directories, options.directory_hooks, console);
    const auto names = replacement ? replacement->names : options.names();
    hooks.before(options.pre_hook);
    hooks.remember(options.post_hook);
    try {
        const auto renewed = replacement ? replace(*replacement, options, hooks, console, now)
                                         : create(options, hooks, console, now);
        hooks.after(renewed, without(names, renewed));
    } catch (const Error&) {
        hooks.after({}, names);
        throw;
    }
    return 0;
}

} // namespace chancery::client
