// SPDX-License-Identifier: Apache-2.0
#include "client/replace_version.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "client/decide.hpp"
#include "client/enroll.hpp"
#include "client/issue.hpp"
#include "client/kept_key.hpp"
#include "client/lineage_write.hpp"

#include <fmt/format.h>

namespace chancery::client {

namespace {

std::optional<std::chrono::seconds> interval_before_expiry(const Lineage& lineage) {
    const auto text = lineage.renewal.find("", "renew_before_expiry");
    if (!text) return std::nullopt;
    const auto interval = parse_interval(*text);
    if (!interval)
        throw Error(
            Fault::invalid,
            fmt::format(
                "renew_before_expiry in {} must be a period, e.g. 30 days", lineage.renewal_file
            )
        );
    return interval;
}

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

} // namespace

bool is_due(const Lineage& lineage, Time now) {
    if (to_lower(lineage.renewal.find("renewalparams", "autorenew").value_or("")) == "false")
        return false;
    const auto leaf = read_leaf(lineage);
    return is_due(leaf.not_before, leaf.not_after, now, interval_before_expiry(lineage));
}

void require_replaceable(const Replacement& replacement, const Options& options) {
    require_no_staging(replacement, options);
    require_same_key_kind(options, replacement.settings, replacement.lineage);
}

Replaced replace_version(
    const Replacement& replacement, const Options& options, Hooks& hooks, Console& console, Time now
) {
    auto& lineage = replacement.lineage;
    auto settings = replacement.settings;
    std::optional<Secret> reused;
    if (settings.reuse_key && !options.new_key) reused = read_key(lineage);
    auto enrolled = enroll(options, settings, console, now);
    console.notify(
        fmt::format("Renewing an existing certificate for {}", summary(replacement.names))
    );
    const auto issued = issue(enrolled, options, settings, replacement.names, reused, console);
    settings.account = enrolled.account_id;
    const auto write = replacement.anew ? record_anew : record;
    write(lineage.renewal, options, settings);
    add_version(lineage, issued.version);
    hooks.deploy(settings.deploy_hook, {lineage.live(), issued.names});
    return {issued.expires, issued.names};
}

} // namespace chancery::client
