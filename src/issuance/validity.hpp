// SPDX-License-Identifier: Apache-2.0
#pragma once

// From when until when a certificate is valid: as its profile says, or as its order asks within
// what the profile and the issuer allow.

#include "base/time.hpp"
#include "issuance/registry.hpp"
#include "model/endpoint.hpp"
#include "model/order.hpp"

namespace chancery::issuance {

/// Both ends are within it (RFC 5280 §4.1.2.5).
struct Period {
    Time from, until;
};

/// Why this CA can sign nothing now: before its beginning (whose clock is wrong?), or after its
/// end.
std::optional<Problem> objection_to_signing(const IssuerFacts& issuer, Time now);

/// Without a wish from an hour before now, for hosts whose clock is a little late. Throws malformed
/// for a wish that cannot be granted: it is never met halfway (RFC 8555 §7.4). Throws not_issuing
/// for a CA that can sign nothing now.
Period
period_of(const Profile& profile, const IssuerFacts& issuer, const AskedValidity& asked, Time now);

} // namespace chancery::issuance
