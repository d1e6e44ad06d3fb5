// SPDX-License-Identifier: Apache-2.0
#pragma once

// What is printed once, when an ACME account is made: the credential, and everything that a host
// needs to use it.

#include "base/json.hpp"

#include <optional>
#include <string>

namespace chancery::admin {

/// `account` is the answer to its creation, `email` may be empty, `root` is the office's root
/// certificate in PEM where it is known. The text holds the HMAC key: for standard output alone.
std::string credential_text(
    const json::Value& account, const std::string& email, const std::optional<std::string>& root
);

} // namespace chancery::admin
