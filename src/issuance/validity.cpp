// SPDX-License-Identifier: Apache-2.0
#include "issuance/validity.hpp"

#include "base/error.hpp"

#include <algorithm>

namespace chancery::issuance {

namespace {

using namespace std::chrono_literals;

constexpr auto backdating = 1h;
constexpr auto longest = std::chrono::days(200); ///< BR §6.3.2, as the lints have it.
constexpr auto farthest = 48h; ///< BR §7.1.2.7: from the time of signing, either way.

[[noreturn]] void refuse(const std::string& sentence) {
    throw Error(Fault::malformed, sentence);
}

Time begin_of(const AskedValidity& asked, Time now) {
    if (!asked.not_before) return now - backdating;
    const auto from = *asked.not_before;
    if (from < now - farthest || from > now + farthest)
        refuse("notBefore must be within two days of now, " + to_rfc3339(now));
    return from;
}

} // namespace

Period
period_of(const Profile& profile, const IssuerFacts& issuer, const AskedValidity& asked, Time now) {
    const auto from = begin_of(asked, now);
    const auto usual = std::min(from + profile.lifetime - 1s, issuer.not_after);
    if (!asked.not_after) return {from, usual};
    const bool is_bound = profile.validity_by_order != ValidityByOrder::within_rules;
    const auto latest = is_bound ? usual : std::min(from + longest - 1s, issuer.not_after);
    const auto until = *asked.not_after;
    if (until <= std::max(from, now)) refuse("notAfter must be after notBefore, and after now");
    if (until > latest)
        refuse(
            "notAfter is too late: under the profile " + profile.name +
            " a certificate that begins at " + to_rfc3339(from) + " ends at " + to_rfc3339(latest) +
            " at the latest"
        );
    return {from, until};
}

} // namespace chancery::issuance
