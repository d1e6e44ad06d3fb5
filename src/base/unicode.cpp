// SPDX-License-Identifier: Apache-2.0
#include "base/unicode.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chancery {

namespace {

struct Range {
    char32_t first;
    char32_t last;
};

/// Unicode 15: the general categories Cc, Cf, Zl and Zp, the property Default_Ignorable_Code_Point
/// (DerivedCoreProperties.txt), noncharacters, and what is drawn as nothing: fillers, blank
/// patterns, the object replacement character, and spaces of special widths. U+00A0 and U+202F, as
/// French sets them, and U+3000, as Japanese does, are spaces like any other. In order; the last
/// two code points of a plane are noncharacters and not listed.
constexpr Range invisible[] = {
    {0x0000, 0x001f},   {0x007f, 0x009f},   {0x00ad, 0x00ad},   {0x034f, 0x034f},
    {0x0600, 0x0605},   {0x061c, 0x061c},   {0x06dd, 0x06dd},   {0x070f, 0x070f},
    {0x0890, 0x0891},   {0x08e2, 0x08e2},   {0x115f, 0x1160},   {0x1680, 0x1680},
    {0x17b4, 0x17b5},   {0x180b, 0x180f},   {0x2000, 0x200f},   {0x2028, 0x202e},
    {0x205f, 0x206f},   {0x2800, 0x2800},   {0x3164, 0x3164},   {0xfdd0, 0xfdef},
    {0xfe00, 0xfe0f},   {0xfeff, 0xfeff},   {0xffa0, 0xffa0},   {0xfff0, 0xfffc},
    {0x110bd, 0x110bd}, {0x110cd, 0x110cd}, {0x13430, 0x1343f}, {0x13441, 0x13442},
    {0x16fe4, 0x16fe4}, {0x1bca0, 0x1bca3}, {0x1d159, 0x1d159}, {0x1d173, 0x1d17a},
    {0xe0000, 0xe0fff},
};

/// How many bytes the character at the front has; 0 where there is none (RFC 3629 §4).
std::size_t size_of(std::string_view text) {
    const auto byte = [&](std::size_t at) -> unsigned {
        return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
    };
    const auto first = byte(0);
    if (first < 0x80) return 1;
    if (first < 0xc2 || first > 0xf4) return 0;
    const std::size_t size = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    const unsigned least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80;
    const unsigned most = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf;
    if (byte(1) < least || byte(1) > most) return 0;
    for (std::size_t at = 2; at < size; ++at)
        if ((byte(at) & 0xc0) != 0x80) return 0;
    return size;
}

} // namespace

Character first_character(std::string_view text) {
    const auto size = size_of(text);
    if (size == 0) return {};
    const auto lead = static_cast<unsigned char>(text.front());
    char32_t code = size == 1 ? lead : lead & (0xffU >> (size + 1));
    for (std::size_t at = 1; at < size; ++at)
        code = code << 6 | (static_cast<unsigned char>(text[at]) & 0x3fU);
    return {code, size};
}

bool is_utf8(std::string_view text) {
    while (!text.empty()) {
        const auto size = first_character(text).size;
        if (size == 0) return false;
        text.remove_prefix(size);
    }
    return true;
}

bool is_invisible(char32_t code) {
    if ((code & 0xfffe) == 0xfffe) return true;
    const auto* const range = std::ranges::lower_bound(invisible, code, {}, &Range::last);
    return range != std::end(invisible) && code >= range->first;
}

std::string find_invisible(std::string_view text) {
    while (!text.empty()) {
        const auto [code, size] = first_character(text);
        if (size > 0 && is_invisible(code))
            return fmt::format("U+{:04X}", static_cast<std::uint32_t>(code));
        text.remove_prefix(std::max<std::size_t>(size, 1));
    }
    return {};
}

std::string escape_of(char32_t code) {
    const auto unit = [](std::uint32_t value) { return fmt::format("\\u{:04x}", value); };
    const auto value = static_cast<std::uint32_t>(code);
    if (value < 0x10000) return unit(value);
    // RFC 8259 §7: a pair of UTF-16 surrogates.
    return unit(0xd800 + ((value - 0x10000) >> 10)) + unit(0xdc00 + ((value - 0x10000) & 0x3ff));
}

} // namespace chancery
