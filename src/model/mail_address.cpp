// SPDX-License-Identifier: Apache-2.0
#include "model/mail_address.hpp"

#include "base/address.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <idn2.h>
#include <memory>
#include <string>

namespace chancery {

namespace {

constexpr std::size_t max_address = 320;
constexpr std::size_t max_local_part = 64; // RFC 5321 §4.5.3.1.1
constexpr std::size_t max_domain = 253;
constexpr std::size_t max_label = 63;

constexpr bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

constexpr bool is_letter_or_digit(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || is_digit(c);
}

/// RFC 5322 §3.2.3, RFC 6531 §3.3.
bool is_atom_character(char c) {
    return is_letter_or_digit(c) || static_cast<unsigned char>(c) >= 0x80 ||
           std::string_view("!#$%&'*+-/=?^_`{|}~").find(c) != std::string_view::npos;
}

/// Words with single dots between them.
bool is_dotted(std::string_view text) {
    return std::ranges::all_of(split(text, '.'), [](std::string_view word) {
        return !word.empty() && std::ranges::all_of(word, is_atom_character);
    });
}

/// RFC 5322 §3.2.4: what is special stands behind a backslash.
bool is_quoted(std::string_view text) {
    if (text.size() < 2 || text.front() != '"' || text.back() != '"') return false;
    const auto content = text.substr(1, text.size() - 2);
    for (std::size_t at = 0; at < content.size(); ++at) {
        if (content[at] == '"') return false;
        if (content[at] == '\\' && ++at == content.size()) return false;
    }
    return true;
}

bool is_label(std::string_view label) {
    return !label.empty() && label.size() <= max_label && label.front() != '-' &&
           label.back() != '-' &&
           std::ranges::all_of(label, [](char c) { return is_letter_or_digit(c) || c == '-'; });
}

/// With A-labels for U-labels; empty for what has none.
std::string to_ascii(std::string_view domain) {
    char* ascii = nullptr;
    if (idn2_to_ascii_8z(std::string(domain).c_str(), &ascii, IDN2_NONTRANSITIONAL) != IDN2_OK)
        return {};
    const std::unique_ptr<char, decltype(&idn2_free)> held(ascii, idn2_free);
    return ascii;
}

bool is_host(std::string_view text) {
    const auto domain = to_ascii(text);
    if (domain.empty() || domain.size() > max_domain) return false;
    const auto labels = split(domain, '.');
    return std::ranges::all_of(labels, is_label) && !std::ranges::all_of(labels.back(), is_digit);
}

/// RFC 5321 §4.1.3.
bool is_literal(std::string_view text) {
    constexpr std::string_view ipv6 = "IPv6:";
    if (text.size() < 2 || text.front() != '[' || text.back() != ']') return false;
    const auto address = text.substr(1, text.size() - 2);
    if (!equals_ignoring_case(address.substr(0, ipv6.size()), ipv6))
        return address.find(':') == address.npos && parse_address(address);
    return address.find(':', ipv6.size()) != address.npos &&
           parse_address(address.substr(ipv6.size()));
}

} // namespace

bool is_mail_address(std::string_view text) {
    // A quoted string may hold an '@', a domain cannot.
    const auto at = text.rfind('@');
    if (text.size() > max_address || at == text.npos || printable(text, max_address) != text)
        return false;
    const auto local = text.substr(0, at);
    const auto domain = text.substr(at + 1);
    return local.size() <= max_local_part && (is_dotted(local) || is_quoted(local)) &&
           (is_host(domain) || is_literal(domain));
}

} // namespace chancery
