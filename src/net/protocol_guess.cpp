// SPDX-License-Identifier: Apache-2.0
#include "net/protocol_guess.hpp"

#include "base/octet.hpp"
#include "base/text.hpp"

namespace chancery::net {

namespace {

constexpr std::size_t least = 5;

/// A record's head (RFC 8446 §5.1): its type, from change_cipher_spec to heartbeat, and a version
/// that begins with 3.
bool is_tls(BytesView bytes) {
    return octet(bytes, 0) >= 20 && octet(bytes, 0) <= 24 && octet(bytes, 1) == 3 &&
           octet(bytes, 2) <= 4;
}

/// A frame of the whole connection (RFC 9113 §4.1): SETTINGS, with which a server begins, or
/// GOAWAY; without flags, and of a length that it may have.
bool is_http2(BytesView bytes) {
    constexpr unsigned settings = 4;
    constexpr unsigned goaway = 7;
    const auto length = octet(bytes, 1) << 8 | octet(bytes, 2);
    const auto type = octet(bytes, 3);
    const bool is_of_connection =
        (type == settings && length % 6 == 0) || (type == goaway && length >= 8);
    const auto stream = bytes.substr(least, 4);
    return octet(bytes, 0) == 0 && is_of_connection && octet(bytes, 4) == 0 &&
           stream.find_first_not_of('\0') == stream.npos;
}

bool begins(BytesView bytes, BytesView text) {
    return equals_ignoring_case(bytes.substr(0, text.size()), text.substr(0, bytes.size()));
}

} // namespace

std::optional<Protocol> guess_protocol(BytesView beginning) {
    if (beginning.size() < least) return std::nullopt;
    if (is_tls(beginning)) return Protocol::tls;
    if (is_http2(beginning) || beginning.starts_with("HTTP/2")) return Protocol::http2;
    for (const auto* text : {"HTTP/", "<!DOCTYPE HTML", "<html"})
        if (begins(beginning, text)) return Protocol::http;
    return std::nullopt;
}

} // namespace chancery::net
