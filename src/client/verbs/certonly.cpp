// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "base/text.hpp"
#include "client/decide.hpp"
#include "client/due.hpp"
#include "client/hooks/deployment.hpp"
#include "client/hooks/hook_checks.hpp"
#include "client/hooks/hooks.hpp"
#include "client/interruption.hpp"
#include "client/issue.hpp"
#include "client/lineage/kept_key.hpp"
#include "client/lineage/lineage_write.hpp"
#include "client/lineage/replace_version.hpp"
#include "client/verbs.hpp"

#include <fmt/format.h>

namespace chancery::client {

namespace {

struct Found {
    std::vector<Lineage> lineages;
    std::vector<Existing> existing; ///< One for each lineage.
};

/// A broken one is no match for anything; `certificates` tells about it.
Found find_existing(const Options& options, Console& console) {
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
                 .key_type = key_type_of(leaf.key)}
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

Replaced create(const Options& options, Hooks& hooks, Console& console, Time now) {
    // Before the server is asked: what it would give could not be kept.
    const auto name = free_name(options.directories, wanted_name(options));
    Wanted wanted{
        .names = options.names(),
        .settings = options,
        .announcement = "Requesting a certificate for " + summary(options.names())};
    const auto issued = issue(wanted, options, hooks, console, now);
    wanted.settings.account = issued.account;
    auto renewal = new_renewal_file(options.directories, name);
    record(renewal, options, wanted.settings);
    expect_deployment(renewal, 1, hooks.deploy_commands(options.deploy_hook));
    auto lineage = create_lineage(options.directories, name, issued.version, renewal);
    const bool deployed = deploy(lineage, options.deploy_hook, issued.names, hooks);
    report_success(options, console, lineage, issued.expires);
    return {issued.expires, issued.names, deployed};
}

Replaced replace(
    const Replacement& replacement, const Options& options, Hooks& hooks, Console& console, Time now
) {
    auto replaced = replace_version(replacement, options, hooks, console, now);
    report_success(options, console, replacement.lineage, replaced.expires);
    return replaced;
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

void require_deployed(bool deployed) {
    if (!deployed)
        throw Error(
            Fault::unavailable,
            "The certificate was saved, but a deploy hook failed. The next run of \"chancery "
            "renew\" runs this hook again."
        );
}

/// Not due: all there may be to do is a deploy hook that failed before.
int keep(Lineage& lineage, const Options& options, Hooks& hooks, Console& console) {
    console.notify("Certificate not yet due for renewal");
    console.notify_in_frame("Certificate not yet due for renewal; no action taken.");
    if (!is_deployment_due(lineage)) return 0;
    const auto settings = settings_for_renewal(options, lineage.renewal);
    require_deployed(deploy(lineage, settings.deploy_hook, names_of(read_leaf(lineage)), hooks));
    return 0;
}

} // namespace

int certonly(Options& options, Console& console, Time now) {
    require_authenticator(options);
    require_given_hooks(options);
    auto found = find_existing(options, console);
    const auto decision = decide(request_of(options), found.existing);
    if (decision.action == Action::refuse) throw Error(Fault::invalid, decision.reason);
    // An order, and what its hooks stopped, is not left half-way.
    const Interruption interruption;
    Hooks hooks(options.directories, options.directory_hooks, console);
    auto* lineage = decision.lineage ? &found.lineages[*decision.lineage] : nullptr;
    if (decision.action == Action::keep &&
        !DueDates(options, console, now).is_due(*lineage, options))
        return keep(*lineage, options, hooks, console);
    std::optional<Replacement> replacement;
    if (lineage) {
        const auto& existing = found.existing[*decision.lineage];
        replacement.emplace(Replacement{
            .lineage = *lineage,
            .names = options.names().empty() ? existing.names : options.names(),
            .settings = settings_for_replacement(options, existing.key_type),
            .anew = true});
        require_replaceable(*replacement, options);
    }
    const auto names = replacement ? replacement->names : options.names();
    try {
        const auto obtained = replacement ? replace(*replacement, options, hooks, console, now)
                                          : create(options, hooks, console, now);
        hooks.after(obtained.names, without(names, obtained.names));
        require_deployed(obtained.deployed);
    } catch (const std::exception&) {
        hooks.after({}, names); // Unless they have run.
        throw;
    }
    return 0;
}

} // namespace chancery::client
