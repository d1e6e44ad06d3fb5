// SPDX-License-Identifier: Apache-2.0
#include "net/http.hpp"

#include "base/encoding.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

namespace chancery::net {

namespace {

/// RFC 3986 §2.3.
bool is_unreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

int hex_digit_of_either_case(char c) {
    return hex_digit(c >= 'A' && c <= 'F' ? static_cast<char>(c + 32) : c);
}

/// In a query a space may also be written as '+'.
std::string decode_query_part(std::string_view text) {
    std::string spaced(text);
    for (auto& c : spaced)
        if (c == '+') c = ' ';
    auto decoded = decode_percent(spaced);
    if (!decoded)
        throw Error(
            Fault::malformed, "the query of the URL holds a '%' without two digits after it"
        );
    return std::move(*decoded);
}

} // namespace

std::string_view find_header(const Headers& headers, std::string_view name) {
    for (const auto& [key, value] : headers)
        if (equals_ignoring_case(key, name)) return value;
    return {};
}

std::string_view Request::path() const {
    const std::string_view whole = target;
    return whole.substr(0, whole.find('?'));
}

std::string_view Request::query() const {
    const std::string_view whole = target;
    const auto mark = whole.find('?');
    return mark == whole.npos ? std::string_view{} : whole.substr(mark + 1);
}

std::optional<std::string> decode_percent(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded += text[i];
            continue;
        }
        if (text.size() - i < 3) return std::nullopt;
        const auto high = hex_digit_of_either_case(text[i + 1]);
        const auto low = hex_digit_of_either_case(text[i + 2]);
        if (high < 0 || low < 0) return std::nullopt;
        decoded += static_cast<char>(high * 16 + low);
        i += 2;
    }
    return decoded;
}

std::string encode_percent(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    std::string encoded;
    for (const auto c : text) {
        if (is_unreserved(c)) {
            encoded += c;
            continue;
        }
        const auto byte = static_cast<unsigned char>(c);
        encoded += '%';
        encoded += digits[byte >> 4];
        encoded += digits[byte & 15];
    }
    return encoded;
}

Headers parse_query(std::string_view query) {
    Headers pairs;
    for (const auto part : split(query, '&')) {
        if (part.empty()) continue;
        const auto equals = part.find('=');
        pairs.emplace_back(
            decode_query_part(part.substr(0, equals)),
            equals == part.npos ? std::string() : decode_query_part(part.substr(equals + 1))
        );
    }
    return pairs;
}

} // namespace chancery::net
