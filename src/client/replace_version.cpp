// SPDX-License-Identifier: Apache-2.0
#include "client/replace_version.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "client/decide.hpp"
#include "client/enroll.hpp"
#include "client/issue.hpp"
#include "client/lineage_write.hpp"

#include <fmt/format.h>

namespace chancery::client {

bool is_due(const Lineage& lineage, const Settings& settings, Time now) {
    if (!settings.autorenew) return false;
    std::optional<std::chrono::seconds> interval;
    if (settings.renew_before_expiry) {
        interval = parse_interval(*settings.renew_before_expiry);
        if (!interval)
            throw Error(
                Fault::invalid,
                fmt::format(
                    "renew_before_expiry in {} must be such as \"30 days\"", lineage.renewal_file
                )
            );
    }
    const auto leaf = read_leaf(lineage);
    return is_due(leaf.not_before, leaf.not_after, now, interval);
}

Time replace_version(
    Lineage& lineage,
    const std::vector<std::string>& names,
    const Options& options,
    Hooks& hooks,
    Console& console,
    Time now
) {
    auto settings = settings_for(options, &lineage.renewal);
    if (settings.authenticator != "standalone")
        throw Error(
            Fault::invalid,
            fmt::format(
                "The authenticator {} is not supported by chancery yet; renew this certificate "
                "with certbot, or once with chancery certonly --standalone --cert-name {}",
                printable(settings.authenticator),
                lineage.name
            )
        );
    std::optional<Secret> reused;
    if (settings.reuse_key && !options.new_key) {
        require_same_key_kind(options, settings, lineage);
        reused = read_key(lineage);
    }
    auto enrolled = enroll(options, settings, console, now);
    console.notify(fmt::format("Renewing an existing certificate for {}", summary(names)));
    const auto issued = issue(enrolled, options, settings, names, reused, console);
    settings.account = enrolled.account_id;
    record(lineage.renewal, options, settings);
    add_version(lineage, issued.version);
    hooks.deploy(settings.deploy_hook, {lineage.live(), names});
    return issued.expires;
}

} // namespace chancery::client
