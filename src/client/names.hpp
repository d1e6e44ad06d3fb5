// SPDX-License-Identifier: Apache-2.0
#pragma once

// The names of a certificate as people give them: DNS names and IP addresses. Which of the two a
// text is, model/name.hpp tells.

#include <string>

namespace chancery::client {

/// As certbot takes it: lower case, without the dot at the end. Throws invalid for what is not a
/// DNS name, with certbot's sentence.
std::string checked_domain(const std::string& text);

/// In the spelling of RFC 5952. Throws invalid for what is not an IP address.
std::string checked_address(const std::string& text);

} // namespace chancery::client
