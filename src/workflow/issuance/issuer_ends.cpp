// SPDX-License-Identifier: Apache-2.0
#include "workflow/issuance/issuer_ends.hpp"

#include "base/log.hpp"

#include <chrono>

namespace chancery::workflow {

namespace {

constexpr auto warned_before = std::chrono::days(365);

} // namespace

void show_issuer_ends(Metrics& metrics, const workflow::IssuerRegistry& registry) {
    const auto issuers = registry.current();
    for (const auto& id : issuers->ids()) {
        const auto& issuer = issuers->facts(id);
        metrics
            .gauge(
                "chancery_issuer_not_after_seconds",
                "When an issuing CA expires, in Unix time: nothing is issued from then on.",
                {{"issuer", issuer.title}}
            )
            .set(static_cast<double>(issuer.not_after.time_since_epoch().count()));
    }
}

void warn_of_issuer_ends(const workflow::IssuerRegistry& registry, Time now) {
    const auto issuers = registry.current();
    for (const auto& id : issuers->ids()) {
        const auto& issuer = issuers->facts(id);
        const json::Object values{
            {"issuer", issuer.title}, {"notAfter", to_rfc3339(issuer.not_after)}};
        if (now >= issuer.not_after)
            log::error("an issuing CA has expired: it no longer issues certificates", values);
        else if (now + warned_before >= issuer.not_after)
            log::warning(
                "an issuing CA expires within a year: certificates end with it at the latest",
                values
            );
    }
}

} // namespace chancery::workflow
