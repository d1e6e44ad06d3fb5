// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "base/text.hpp"
#include "client/decide.hpp"
#include "client/enroll.hpp"
#include "client/hooks.hpp"
#include "client/issue.hpp"
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
                 .due = is_due(lineage, settings_for(options, &lineage.renewal), now)}
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

void report_success(Console& console, const Lineage& lineage, Time expires) {
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
    console.notify("NEXT STEPS:\n- The certificate will need to be renewed before it expires. Let "
                   "cron or a systemd timer run \"chancery renew\" (or \"certbot renew\") twice a "
                   "day.");
}

/// Where the first name is a wildcard, files do not begin with "*.".
std::string wanted_name(const Options& options) {
    if (options.cert_name) return *options.cert_name;
    const auto& first = options.domains.front();
    return first.starts_with("*.") ? first.substr(2) : first;
}

void create(const Options& options, Hooks& hooks, Console& console, Time now) {
    auto settings = settings_for(options, nullptr);
    // Before the server is asked: what it would give could not be kept.
    const auto name = free_name(options.directories, wanted_name(options));
    auto enrolled = enroll(options, settings, console, now);
    console.notify(fmt::format("Requesting a certificate for {}", summary(options.domains)));
    const auto issued = issue(enrolled, options, settings, options.domains, std::nullopt, console);
    settings.account = enrolled.account_id;
    auto renewal = new_renewal_file(options.directories, name);
    record(renewal, options, settings);
    const auto lineage = create_lineage(options.directories, name, issued.version, renewal);
    hooks.deploy(settings.deploy_hook, {lineage.live(), options.domains});
    report_success(console, lineage, issued.expires);
}

void replace(
    Lineage& lineage,
    const std::vector<std::string>& names,
    const Options& options,
    Hooks& hooks,
    Console& console,
    Time now
) {
    const auto expires = replace_version(lineage, names, options, hooks, console, now);
    report_success(console, lineage, expires);
}

Request request_of(const Options& options) {
    return {
        .names = options.domains,
        .cert_name = options.cert_name,
        .key_type = options.key_type,
        .force = options.force_renewal,
        .expand = options.expand,
        .duplicate = options.duplicate,
        .renew_with_new_domains = options.renew_with_new_domains,
        .non_interactive = options.non_interactive};
}

} // namespace

int certonly(Options& options, Console& console, Time now) {
    auto found = find_existing(options, console, now);
    const auto decision = decide(request_of(options), found.existing);
    if (decision.action == Action::refuse) throw Error(Fault::invalid, decision.reason);
    if (decision.action == Action::keep) {
        console.notify("Certificate not yet due for renewal");
        console.notify_in_frame("Certificate not yet due for renewal; no action taken.");
        return 0;
    }
    if (decision.action == Action::create && !options.authenticator)
        throw Error(
            Fault::invalid,
            "Missing command line flag or config entry for this setting:\nHow would "
            "you like to authenticate with the ACME CA?\n\n(You can set this with "
            "the --standalone flag)"
        );
    Hooks hooks(options.directories, options.directory_hooks, console);
    auto* lineage = decision.lineage ? &found.lineages[*decision.lineage] : nullptr;
    const auto names = options.domains.empty() && lineage ? found.existing[*decision.lineage].names
                                                          : options.domains;
    const auto settings = settings_for(options, lineage ? &lineage->renewal : nullptr);
    hooks.before(settings.pre_hook);
    hooks.remember(settings.post_hook);
    try {
        if (lineage)
            replace(*lineage, names, options, hooks, console, now);
        else
            create(options, hooks, console, now);
    } catch (const Error&) {
        hooks.after({}, names);
        throw;
    }
    hooks.after(names, {});
    return 0;
}

} // namespace chancery::client
