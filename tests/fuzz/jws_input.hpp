// SPDX-License-Identifier: Apache-2.0
#pragma once

// Inputs of the JWS targets. What begins with '{' is the JWS itself; anything else is its protected
// header, payload and signature on a line each, encoded here, so that mutations reach what
// base64url would hide.

#include "base/encoding.hpp"
#include "base/json.hpp"

#include <string>
#include <string_view>

namespace chancery::fuzz {

struct JwsParts {
    std::string_view header;
    std::string_view payload;
    std::string_view signature; ///< The rest: octets, line ends too.
};

inline std::string_view take_line(std::string_view& rest) {
    const auto line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    return line;
}

inline bool is_jws_itself(std::string_view input) {
    return input.starts_with('{');
}

inline JwsParts parts_of(std::string_view input) {
    const auto header = take_line(input);
    const auto payload = take_line(input);
    return {header, payload, input};
}

inline json::Value encoded(const JwsParts& parts) {
    return json::Object{
        {"protected", to_base64url(parts.header)},
        {"payload", to_base64url(parts.payload)},
        {"signature", to_base64url(parts.signature)}};
}

} // namespace chancery::fuzz
