// SPDX-License-Identifier: Apache-2.0
#pragma once

// IP addresses as text and as octets.

#include "base/bytes.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace chancery {

/// 4 or 16 octets, network order; none for what is no IP address. IPv6 without brackets.
std::optional<Bytes> parse_address(std::string_view text);

/// "192.0.2.7", "2001:db8::7"; empty for octets of another number.
std::string to_address_text(BytesView octets);

} // namespace chancery
