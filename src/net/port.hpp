// SPDX-License-Identifier: Apache-2.0
#pragma once

// Port numbers as text, in URLs, addresses and what proxies say.

#include <optional>
#include <string_view>

namespace chancery::net {

/// Decimal digits only, 0 to 65535.
std::optional<unsigned short> parse_port(std::string_view text);

} // namespace chancery::net
