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

Time begin_of(const IssuerFacts& issuer, const AskedValidity& asked, Time now) {
    if (!asked.not_before) return std::max(now - backdating, issuer.not_before);
    const auto from = *asked.not_before;
    if (from < now - farthest || from > now + farthest)
        refuse("notBefore must be within two days of now, " + to_rfc3339(now));
    if (from < issuer.not_before)
        refuse("notBefore must not be before the issuing CA's, " + to_rfc3339(issuer.not_before));
    return from;
}

} // namespace

std::optional<Problem> objection_to_signing(const IssuerFacts& issuer, Time now) {
    const auto ca = "the issuing CA \"" + issuer.title + "\"";
    if (now < issuer.not_before)
        return Problem{
            Fault::not_issuing,
            "no certificate can be issued at the moment: the server's clock says " +
                to_rfc3339(now) + ", and " + ca + " begins at " + to_rfc3339(issuer.not_before) +
                "; the office has to set its clock right"};
    if (now >= issuer.not_after)
        return Problem{
            Fault::not_issuing,
            "no certificate can be issued: " + ca + " expired at " + to_rfc3339(issuer.not_after) +
                "; the office has to replace it"};
    return std::nullopt;
}

Period
period_of(const Profile& profile, const IssuerFacts& issuer, const AskedValidity& asked, Time now) {
    if (auto objection = objection_to_signing(issuer, now)) throw Error(*std::move(objection));
    const auto from = begin_of(issuer, asked, now);
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
