// SPDX-License-Identifier: Apache-2.0
#pragma once

// Bytes as text and back: base64url (RFC 7515 §2), base64, hexadecimal, PEM. Reading is strict: one
// text for one value.

#include "base/bytes.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery {

/// Without padding.
std::string to_base64url(BytesView bytes);

/// None for padding, white space, a foreign character or bits left over.
std::optional<Bytes> parse_base64url(std::string_view text);

/// With padding, on one line.
std::string to_base64(BytesView bytes);

/// White space is skipped (PEM); padding is required. None for anything else that is no base64.
std::optional<Bytes> parse_base64(std::string_view text);

/// Lower case.
std::string to_hex(BytesView bytes);

/// Either case, without separators.
std::optional<Bytes> parse_hex(std::string_view text);

/// The value of a lower-case hexadecimal digit; -1 for any other character.
constexpr int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    return -1;
}

/// "-----BEGIN CERTIFICATE-----", lines of 64 characters (RFC 7468).
std::string to_pem(BytesView der, std::string_view label);

/// The bodies of all blocks with this label, in their order; text around them is skipped.
std::vector<Bytes> parse_pem(std::string_view text, std::string_view label);

} // namespace chancery
