// SPDX-License-Identifier: Apache-2.0
#pragma once

// Certification authority authorization: whether the DNS lets this CA issue for a name (RFC 8659),
// to this account and by this method (RFC 8657). Not for addresses, which have no such records.

#include "acme/challenge.hpp"
#include "net/probe/probe.hpp"
#include "validation/method.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chancery::validation {

struct CaaSubject {
    std::string name; ///< Without "*.".
    bool is_wildcard = false;
    std::vector<std::string> identities;   ///< The CA's own names, as the records have them.
    std::vector<std::string> account_urls; ///< The client's, the one that is printed first.
    /// By which control of the name was shown; none where no challenge was, which a record with
    /// "validationmethods" does not allow.
    std::optional<acme::ChallengeType> method = std::nullopt;
};

/// The name and all above it at once, so that climbing takes no longer than one look-up.
net::Probe plan_caa(const std::string& name);

/// Proven where issuing is allowed. A look-up that failed below the records that count is dns: they
/// might have been there.
Judgement judge_caa(const CaaSubject& subject, const net::Answer& answer);

} // namespace chancery::validation
