// SPDX-License-Identifier: Apache-2.0
#include "client/lineage/replace_version.hpp"

#include "acme_client/renewal_info.hpp"
#include "client/hooks/deployment.hpp"
#include "client/issue.hpp"
#include "client/lineage/kept_key.hpp"
#include "client/lineage/lineage_write.hpp"
#include "client/lineage/old_versions.hpp"
#include "client/lineage/staging.hpp"

namespace chancery::client {

namespace {

bool is_of_server(const Lineage& lineage, const Settings& settings) {
    return lineage.renewal.find("renewalparams", "server") == settings.server;
}

/// What could come in the place of a good certificate.
Staging staging_of(const Lineage& lineage, const Settings& settings, const Options& options) {
    if (options.break_my_certs || is_of_staging(lineage)) return Staging::allowed;
    // Under its own server a lineage goes on, whatever that says of itself meanwhile.
    return is_of_server(lineage, settings) ? Staging::not_by_issuer : Staging::refused;
}

/// RFC 9773 §5: where the same server issued what is to be replaced.
std::optional<std::string> replaced_id(const Lineage& lineage, const Settings& settings) {
    if (!is_of_server(lineage, settings)) return std::nullopt;
    const auto id = acme_client::find_renewal_id(read_leaf(lineage));
    return id ? std::optional(to_string(*id)) : std::nullopt;
}

} // namespace

void require_replaceable(const Replacement& replacement, const Options& options) {
    const auto& [lineage, names, settings, anew] = replacement;
    if (is_staging(settings.server) && staging_of(lineage, settings, options) == Staging::refused)
        refuse_staging(names_of(read_leaf(lineage)));
    require_same_key_kind(options, settings, lineage);
}

Replaced replace_version(
    const Replacement& replacement, const Options& options, Hooks& hooks, Console& console, Time now
) {
    auto& lineage = replacement.lineage;
    Wanted wanted{
        .names = replacement.names,
        .settings = replacement.settings,
        .announcement = "Renewing an existing certificate for " + summary(replacement.names),
        .replaces = replaced_id(lineage, replacement.settings),
        .staging = staging_of(lineage, replacement.settings, options)};
    auto& settings = wanted.settings;
    if (settings.reuse_key && !options.new_key) wanted.reused_key = read_key(lineage);
    const auto issued = issue(wanted, options, hooks, console, now);

    settings.account = issued.account;
    auto successor = lineage;
    const auto write = replacement.anew ? record_anew : record;
    write(successor.renewal, options, settings);
    expect_deployment(
        successor.renewal, next_version(lineage), hooks.deploy_commands(settings.deploy_hook)
    );
    add_version(successor, issued.version);
    lineage = std::move(successor);
    remove_old_versions(lineage, console);
    return {
        issued.expires, issued.names, deploy(lineage, settings.deploy_hook, issued.names, hooks)};
}

} // namespace chancery::client
