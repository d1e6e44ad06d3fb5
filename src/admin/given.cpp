// SPDX-License-Identifier: Apache-2.0
#include "admin/given.hpp"

#include <charconv>

namespace chancery::admin {

std::optional<int> number_of(const std::string& text) {
    int number = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (fault != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<json::Value> given_number(const std::optional<std::string>& text) {
    if (!text) return std::nullopt;
    return json::Value(number_of(*text));
}

std::optional<json::Value> given_switch(const std::optional<std::string>& text) {
    if (!text) return std::nullopt;
    return json::Value(*text == "on");
}

std::optional<std::vector<std::string>>
given_list(const std::vector<std::string>& texts, const std::string& empty) {
    if (texts.empty()) return std::nullopt;
    return texts == std::vector<std::string>{empty} ? std::vector<std::string>() : texts;
}

} // namespace chancery::admin
