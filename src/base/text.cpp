// SPDX-License-Identifier: Apache-2.0
#include "base/text.hpp"

#include "base/unicode.hpp"

#include <algorithm>

namespace chancery {

namespace {

constexpr char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

} // namespace

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == text.npos) return parts;
        text.remove_prefix(at + 1);
    }
}

std::string join(const std::vector<std::string>& parts, std::string_view separator) {
    std::string text;
    for (const auto& part : parts) {
        if (!text.empty()) text += separator;
        text += part;
    }
    return text;
}

std::string_view trim(std::string_view text) {
    constexpr std::string_view space = " \t\r\n";
    const auto first = text.find_first_not_of(space);
    if (first == text.npos) return {};
    return text.substr(first, text.find_last_not_of(space) - first + 1);
}

std::string to_lower(std::string_view text) {
    std::string result(text);
    std::ranges::transform(result, result.begin(), lower);
    return result;
}

bool equals_ignoring_case(std::string_view a, std::string_view b) {
    return std::ranges::equal(a, b, {}, lower, lower);
}

std::string printable(std::string_view text, std::size_t limit) {
    std::string result;
    while (!text.empty()) {
        const auto [code, size] = first_character(text);
        const auto piece = size == 0            ? std::string("?")
                           : is_invisible(code) ? escape_of(code)
                                                : std::string(text.substr(0, size));
        // A cut must not leave half a character behind.
        if (piece.size() > limit - result.size()) return result + "...";
        result += piece;
        text.remove_prefix(std::max<std::size_t>(size, 1));
    }
    return result;
}

} // namespace chancery
