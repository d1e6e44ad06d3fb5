// SPDX-License-Identifier: Apache-2.0
#pragma once

// What is printed once, when an ACME account is made or its credential is rotated: the credential,
// and everything that a host needs to use it.

#include "admin/api_client.hpp"
#include "base/json.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chancery::admin {

struct HostAdvice {
    std::string email;               ///< For the host's registration; may be empty.
    std::optional<std::string> root; ///< The office's root certificate in PEM, where it is known.
    std::vector<std::string> names;  ///< In the order in which the host is to ask for them.
    std::string note;                ///< Whole lines that this time needs; may be empty.
};

/// Who is told when something is wrong with the hosts' certificates: the nearest that there is of
/// the account's contacts, the department's and the organization's.
std::string
email_for(Api& api, const std::vector<std::string>& contacts, const json::Value& department);

/// `account` is the answer to its creation or rotation. The text holds the HMAC key: for standard
/// output alone.
std::string credential_text(const json::Value& account, const HostAdvice& advice);

} // namespace chancery::admin
