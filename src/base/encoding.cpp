// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.hpp"

#include <array>
#include <cstdint>

namespace chancery {

namespace {

constexpr std::string_view url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view mime_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

constexpr std::array<std::int8_t, 256> values_of(std::string_view alphabet) {
    std::array<std::int8_t, 256> values{};
    values.fill(-1);
    for (std::size_t i = 0; i < alphabet.size(); ++i)
        values[static_cast<unsigned char>(alphabet[i])] = static_cast<std::int8_t>(i);
    return values;
}

constexpr auto url_values = values_of(url_alphabet);
constexpr auto mime_values = values_of(mime_alphabet);

std::uint32_t octet(BytesView bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

std::string encode(BytesView bytes, std::string_view alphabet) {
    std::string text;
    text.reserve(bytes.size() * 4 / 3 + 4);
    std::size_t at = 0;
    for (; at + 2 < bytes.size(); at += 3) {
        const auto bits = octet(bytes, at) << 16 | octet(bytes, at + 1) << 8 | octet(bytes, at + 2);
        text += alphabet[bits >> 18];
        text += alphabet[bits >> 12 & 63];
        text += alphabet[bits >> 6 & 63];
        text += alphabet[bits & 63];
    }
    if (const auto left = bytes.size() - at; left > 0) {
        const auto bits = octet(bytes, at) << 16 | (left == 2 ? octet(bytes, at + 1) << 8 : 0);
        text += alphabet[bits >> 18];
        text += alphabet[bits >> 12 & 63];
        if (left == 2) text += alphabet[bits >> 6 & 63];
    }
    return text;
}

std::optional<Bytes> decode(std::string_view text, const std::array<std::int8_t, 256>& values) {
    if (text.size() % 4 == 1) return std::nullopt;
    Bytes bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const char c : text) {
        const int value = values[static_cast<unsigned char>(c)];
        if (value < 0) return std::nullopt;
        bits = bits << 6 | static_cast<std::uint32_t>(value);
        held += 6;
        if (held < 8) continue;
        held -= 8;
        bytes += static_cast<char>(bits >> held);
        bits &= (1u << held) - 1;
    }
    if (bits != 0) return std::nullopt;
    return bytes;
}

constexpr bool is_space(char c) {
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

} // namespace

std::string to_base64url(BytesView bytes) {
    return encode(bytes, url_alphabet);
}

std::optional<Bytes> parse_base64url(std::string_view text) {
    return decode(text, url_values);
}

std::string to_base64(BytesView bytes) {
    auto text = encode(bytes, mime_alphabet);
    while (text.size() % 4 != 0)
        text += '=';
    return text;
}

std::optional<Bytes> parse_base64(std::string_view text) {
    std::string packed;
    packed.reserve(text.size());
    for (const char c : text)
        if (!is_space(c)) packed += c;
    if (packed.size() % 4 != 0) return std::nullopt;
    for (int i = 0; i < 2 && packed.ends_with('='); ++i)
        packed.pop_back();
    return decode(packed, mime_values);
}

std::string to_hex(BytesView bytes) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        text += digits[octet(bytes, i) >> 4];
        text += digits[octet(bytes, i) & 15];
    }
    return text;
}

std::optional<Bytes> parse_hex(std::string_view text) {
    const auto digit = [](char c) { return hex_digit(c >= 'A' && c <= 'F' ? char(c + 32) : c); };
    if (text.size() % 2 != 0) return std::nullopt;
    Bytes bytes;
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = digit(text[i]);
        const int low = digit(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes += static_cast<char>(high << 4 | low);
    }
    return bytes;
}

std::string to_pem(BytesView der, std::string_view label) {
    constexpr std::size_t line = 64;
    const auto body = to_base64(der);
    std::string pem;
    pem.reserve(body.size() + body.size() / line + 2 * label.size() + 40);
    pem.append("-----BEGIN ").append(label).append("-----\n");
    for (std::size_t at = 0; at < body.size(); at += line)
        pem.append(body, at, line).append("\n");
    pem.append("-----END ").append(label).append("-----\n");
    return pem;
}

std::vector<Bytes> parse_pem(std::string_view text, std::string_view label) {
    const auto begin = "-----BEGIN " + std::string(label) + "-----";
    const auto end = "-----END " + std::string(label) + "-----";
    std::vector<Bytes> blocks;
    for (auto at = text.find(begin); at != text.npos; at = text.find(begin, at)) {
        at += begin.size();
        const auto stop = text.find(end, at);
        if (stop == text.npos) break;
        if (auto body = parse_base64(text.substr(at, stop - at)))
            blocks.push_back(*std::move(body));
        at = stop;
    }
    return blocks;
}

} // namespace chancery
