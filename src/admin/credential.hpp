// SPDX-License-Identifier: Apache-2.0
#pragma once

// What is printed once, when an ACME account is made: the credential, and everything that a host
// needs to use it.

#include "base/json.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chancery::admin {

struct HostAdvice {
    std::string email;               ///< For the host's registration; may be empty.
    std::optional<std::string> root; ///< The office's root certificate in PEM, where it is known.
    std::vector<std::string> names;  ///< In the order in which the host is to ask for them.
};

/// `account` is the answer to its creation. The text holds the HMAC key: for standard output alone.
std::string credential_text(const json::Value& account, const HostAdvice& advice);

} // namespace chancery::admin
