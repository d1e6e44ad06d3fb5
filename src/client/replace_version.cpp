// SPDX-License-Identifier: Apache-2.0
#include "client/replace_version.hpp"

#include "acme_client/renewal_info.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "client/deployment.hpp"
#include "client/issue.hpp"
#include "client/kept_key.hpp"
#include "client/lineage_write.hpp"
#include "client/old_versions.hpp"

#include <fmt/format.h>

namespace chancery::client {

namespace {

/// A certificate that nobody trusts must not take the place of a good one.
void require_no_staging(const Replacement& replacement, const Options& options) {
    const auto before = replacement.lineage.renewal.find("renewalparams", "server");
    const bool becomes_staging = is_staging(replacement.settings.server) &&
                                 !is_staging(before.value_or(std::string(default_server)));
    if (becomes_staging && !options.break_my_certs)
        throw Error(
            Fault::invalid,
            fmt::format(
                "You've asked to renew/replace a seemingly valid certificate with a test "
                "certificate (domains: {}). We will not do that unless you use the "
                "--break-my-certs flag!",
                join(names_of(read_leaf(replacement.lineage)), ", ")
            )
        );
}

/// RFC 9773 §5: where the same server issued what is to be replaced.
std::optional<std::string> replaced_id(const Lineage& lineage, const Settings& settings) {
    if (lineage.renewal.find("renewalparams", "server") != settings.server) return std::nullopt;
    const auto id = acme_client::find_renewal_id(read_leaf(lineage));
    return id ? std::optional(to_string(*id)) : std::nullopt;
}

} // namespace

void require_replaceable(const Replacement& replacement, const Options& options) {
    require_no_staging(replacement, options);
    require_same_key_kind(options, replacement.settings, replacement.lineage);
}

Replaced replace_version(
    const Replacement& replacement, const Options& options, Hooks& hooks, Console& console, Time now
) {
    auto& lineage = replacement.lineage;
    Wanted wanted{
        .names = replacement.names,
        .settings = replacement.settings,
        .announcement = "Renewing an existing certificate for " + summary(replacement.names),
        .replaces = replaced_id(lineage, replacement.settings)};
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
    for (const int version : remove_old_versions(lineage))
        console.debug(fmt::format("Removed version {} of {}", version, lineage.name));
    return {
        issued.expires, issued.names, deploy(lineage, settings.deploy_hook, issued.names, hooks)};
}

} // namespace chancery::client
