// SPDX-License-Identifier: Apache-2.0
#pragma once

// May this credential register a client, and may a client of it ask for anything at all? Pure, as
// decide.hpp is. Denies by default.

#include "base/error.hpp"
#include "model/client.hpp"
#include "model/facts.hpp"
#include "model/rules.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace chancery::policy {

struct [[nodiscard]] CredentialVerdict {
    CredentialRule rule;
    /// Of source_not_allowed the address, of algorithm_not_allowed the algorithm that is allowed.
    std::string about = {};

    bool granted() const noexcept { return rule == CredentialRule::granted; }
};

/// What a host does whose client belongs to another ACME account than it should: a client, and its
/// key, stays with the account that it registered with.
inline constexpr std::string_view register_anew =
    "register again with the credential of another account and a new account key (certbot: "
    "\"certbot unregister\", then \"certbot register\")";

/// How a registration comes.
struct Attempt {
    std::string_view algorithm; ///< Of the binding's MAC, which fitted: "HS256".
    std::string_view address;   ///< The peer's.
    Time now;
};

/// Whether a new client may register.
[[nodiscard]] CredentialVerdict
check_registration(const CredentialFacts& facts, const Attempt& attempt);

/// Whether a client may ask, from this address.
[[nodiscard]] CredentialVerdict
check_client(ClientStatus status, const AccountStanding& account, std::string_view address);

/// The sentence for the requester: what was refused, by which rule, whom to ask.
std::string explain(const CredentialVerdict& verdict, std::string_view ask);

/// None when it is granted; else `unauthorized`, or `deactivated`.
[[nodiscard]] std::optional<Problem>
refusal(const CredentialVerdict& verdict, std::string_view ask);

} // namespace chancery::policy
