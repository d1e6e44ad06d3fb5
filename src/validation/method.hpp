// SPDX-License-Identifier: Apache-2.0
#pragma once

// A challenge type: two pure functions, of which the first says what to ask and the second what the
// answer means. Each type is the file of its name; methods.cpp lists them.

#include "acme/challenge.hpp"
#include "base/error.hpp"
#include "base/time.hpp"
#include "model/name.hpp"
#include "net/probe/probe.hpp"

#include <string>
#include <variant>
#include <vector>

namespace chancery::validation {

/// What a challenge is about, and what its answer is compared with.
struct Subject {
    std::string name; ///< Without "*."; or an address (RFC 8738).
    bool is_wildcard = false;
    bool is_address = false;
    std::string token;
    std::string key_authorization;         ///< RFC 8555 §8.1.
    std::vector<std::string> account_urls; ///< The client's, the one that is printed first.
    std::vector<std::string> identities;   ///< The CA's own names, as CAA records have them.
    Time now;
};

/// Control of the name was shown. `until` bounds how long it may be relied on, where the method
/// says so.
struct Proven {
    std::optional<Time> until = std::nullopt;
};

/// Denies by default: what is not Proven is a Problem that the host's administrator can act on.
struct [[nodiscard]] Judgement : std::variant<Proven, Problem> {
    using variant::variant;
};

struct Method {
    acme::ChallengeType type;
    net::Probe (*plan)(const Subject& subject);
    Judgement (*judge)(const Subject& subject, const net::Answer& answer);
    bool takes_wildcards = false;
    bool takes_addresses = false; ///< RFC 8738.
};

/// Of this type; every<acme::ChallengeType> has them all.
Method method(acme::ChallengeType type);

/// Those of these types, given by their words, that can show control of the name.
std::vector<acme::ChallengeType> types_for(const Name& name, const std::vector<std::string>& words);

} // namespace chancery::validation
