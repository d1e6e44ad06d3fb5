// SPDX-License-Identifier: Apache-2.0
#include "net/port.hpp"

#include <charconv>

namespace chancery::net {

std::optional<unsigned short> parse_port(std::string_view text) {
    unsigned short port = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, code] = std::from_chars(text.data(), end, port);
    if (code != std::errc{} || stop != end) return std::nullopt;
    return port;
}

} // namespace chancery::net
