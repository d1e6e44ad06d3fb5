// SPDX-License-Identifier: Apache-2.0
#pragma once

// Private keys that came in a request which was refused for another reason: it is not valid, but
// who sent it has disclosed its key all the same.

#include "crypto/key.hpp"

#include <optional>
#include <string_view>

namespace chancery::acme {

/// The first key in a body whose private half came with it: anywhere in its JSON, and in what
/// stands encoded in its JWSs (their headers and payloads). Looks at a bounded number of keys.
std::optional<crypto::PublicKey> find_disclosed_key(std::string_view body);

} // namespace chancery::acme
