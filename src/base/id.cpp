// SPDX-License-Identifier: Apache-2.0
#include "base/id.hpp"

#include "base/encoding.hpp"

namespace chancery {

namespace {

constexpr std::size_t text_size = 36;

bool is_dash_place(std::size_t place) {
    return place == 8 || place == 13 || place == 18 || place == 23;
}

} // namespace

std::string to_text(const IdBytes& id) {
    constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(text_size);
    for (const auto byte : id) {
        if (is_dash_place(text.size())) text += '-';
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

std::optional<IdBytes> parse_id_bytes(std::string_view text) {
    if (text.size() != text_size) return std::nullopt;
    IdBytes id{};
    std::size_t at = 0;
    for (std::size_t place = 0; place < text_size; place += 2) {
        if (is_dash_place(place)) {
            if (text[place] != '-') return std::nullopt;
            ++place;
        }
        const int high = hex_digit(text[place]);
        const int low = hex_digit(text[place + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        id[at++] = static_cast<std::uint8_t>(high << 4 | low);
    }
    return id;
}

} // namespace chancery
