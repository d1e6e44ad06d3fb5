// SPDX-License-Identifier: Apache-2.0
#pragma once

// From when until when a certificate is valid: as its profile says, or as its order asks within
// what the profile and the issuer allow.

#include "base/time.hpp"
#include "issuance/registry.hpp"
#include "model/endpoint.hpp"
#include "model/order.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace chancery::issuance {

/// Both ends are within it (RFC 5280 §4.1.2.5).
struct Period {
    Time from, until;
};

/// Why this CA can sign nothing now: before its beginning (whose clock is wrong?), or after its
/// end.
std::optional<Problem> objection_to_signing(const IssuerFacts& issuer, Time now);
std::optional<Problem>
objection_to_signing(std::string_view title, const CaLifetime& lifetime, Time now);

/// The longest that browsers accept of a public CA's certificate that is issued at this time
/// (CA/Browser Forum BR §6.3.2).
std::chrono::days public_limit(Time issued_at);

/// All of these limits as people read them: "200 days, 100 from 2027-03-15, ...".
std::string public_limits();

/// Under the office's own rules a certificate lasts an hour at least.
inline constexpr std::chrono::seconds shortest_of_office = std::chrono::hours(1);

/// Throws malformed for an order that asks for less than its profile's rules have at least. Asked
/// of the order alone: until it is finalized, some of the time that it asked for has passed.
void require_long_enough(const Profile& profile, const AskedValidity& asked, Time now);

/// Without a wish from a little before now, for hosts whose clock is late: an hour, or a part of a
/// lifetime under a day. Under public rules never longer than their limit, whatever the profile was
/// before that fell. Throws malformed for a wish that cannot be granted: it is never met halfway
/// (RFC 8555 §7.4). Throws not_issuing for a CA that can sign nothing now.
Period
period_of(const Profile& profile, const IssuerFacts& issuer, const AskedValidity& asked, Time now);

} // namespace chancery::issuance
