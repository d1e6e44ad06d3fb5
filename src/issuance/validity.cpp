// SPDX-License-Identifier: Apache-2.0
#include "issuance/validity.hpp"

#include "base/error.hpp"

#include <algorithm>

namespace chancery::issuance {

namespace {

using namespace std::chrono_literals;

struct Limit {
    std::chrono::sys_days since;
    std::chrono::days longest;
};

/// Ballot SC-081, from 2026-03-15 on. In the order of time.
constexpr Limit limits[] = {
    {std::chrono::sys_days{}, std::chrono::days(200)},
    {std::chrono::sys_days{std::chrono::year(2027) / 3 / 15}, std::chrono::days(100)},
    {std::chrono::sys_days{std::chrono::year(2029) / 3 / 15}, std::chrono::days(47)},
};

/// Of the lifetime, an hour at most.
constexpr int backdated_part = 24;
constexpr std::chrono::seconds longest_backdating = 1h;
constexpr auto farthest = 48h; ///< BR §7.1.2.7: from the time of signing, either way.

[[noreturn]] void refuse(const std::string& sentence) {
    throw Error(Fault::malformed, sentence);
}

Time begin_of(
    const Profile& profile, const IssuerFacts& issuer, const AskedValidity& asked, Time now
) {
    if (!asked.not_before) {
        const auto backdating = std::min(longest_backdating, profile.lifetime / backdated_part);
        return std::max(now - backdating, issuer.not_before);
    }
    const auto from = *asked.not_before;
    if (from < now - farthest || from > now + farthest)
        refuse("notBefore must be within two days of now, " + to_rfc3339(now));
    if (from < issuer.not_before)
        refuse("notBefore must not be before the issuing CA's, " + to_rfc3339(issuer.not_before));
    return from;
}

std::chrono::seconds lifetime_of(const Profile& profile, Time at) {
    if (!profile.is_public()) return profile.lifetime;
    return std::min<std::chrono::seconds>(profile.lifetime, public_limit(at));
}

/// As late as the profile's rules let any certificate end.
Time end_under_rules(const Profile& profile, Time from, Time at) {
    return profile.is_public() ? Time(from + public_limit(at) - 1s) : Time::max();
}

} // namespace

std::optional<Problem> objection_to_signing(const IssuerFacts& issuer, Time now) {
    return objection_to_signing(issuer.title, {issuer.not_before, issuer.not_after}, now);
}

std::optional<Problem>
objection_to_signing(std::string_view title, const CaLifetime& lifetime, Time now) {
    const auto ca = "the issuing CA \"" + std::string(title) + "\"";
    if (now < lifetime.not_before)
        return Problem{
            Fault::not_issuing,
            "no certificate can be issued at the moment: the server's clock says " +
                to_rfc3339(now) + ", and " + ca + " begins at " + to_rfc3339(lifetime.not_before) +
                "; the office has to set its clock right"};
    if (now >= lifetime.not_after)
        return Problem{
            Fault::not_issuing,
            "no certificate can be issued: " + ca + " expired at " +
                to_rfc3339(lifetime.not_after) + "; the office has to replace it"};
    return std::nullopt;
}

std::chrono::days public_limit(Time issued_at) {
    auto longest = limits[0].longest;
    for (const auto& limit : limits)
        if (issued_at >= limit.since) longest = limit.longest;
    return longest;
}

std::string public_limits() {
    std::string text;
    for (const auto& [since, longest] : limits) {
        const auto days = std::to_string(longest.count());
        if (text.empty())
            text = days + " days";
        else
            text += ", " + days + " from " + to_rfc3339(since).substr(0, 10);
    }
    return text;
}

void require_long_enough(const Profile& profile, const AskedValidity& asked, Time now) {
    constexpr auto on_the_way = 1min; // and what clocks differ by
    // Test CAs issue whatever a test asks for.
    if (profile.is_public() || profile.validity_by_order == ValidityByOrder::within_rules) return;
    if (!asked.not_after) return;
    if (*asked.not_after - asked.not_before.value_or(now) < shortest_of_office - on_the_way)
        refuse(
            "notAfter must be an hour after notBefore, or after now, at least: the profile " +
            profile.name + " has no shorter certificates"
        );
}

Period
period_of(const Profile& profile, const IssuerFacts& issuer, const AskedValidity& asked, Time now) {
    if (auto objection = objection_to_signing(issuer, now)) throw Error(*std::move(objection));
    const auto from = begin_of(profile, issuer, asked, now);
    const auto begin = std::max(from, now);
    const auto usual = std::min(from + lifetime_of(profile, begin) - 1s, issuer.not_after);
    if (!asked.not_after) return {from, usual};
    const bool is_bound = profile.validity_by_order != ValidityByOrder::within_rules;
    const auto latest =
        is_bound ? usual : std::min(end_under_rules(profile, from, begin), issuer.not_after);
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
