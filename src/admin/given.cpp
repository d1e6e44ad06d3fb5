// SPDX-License-Identifier: Apache-2.0
#include "admin/given.hpp"

#include "base/time.hpp"
#include "base/unset_time.hpp"

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

std::optional<std::string> objection_to_date(const std::string& text) {
    if (parse_date(text)) return std::nullopt;
    if (is_unset_time(text))
        return "\"" + text +
               "\" is what programs write for a time that was never set; give the date or leave "
               "the "
               "option out";
    return "\"" + text + "\" is not a date, e.g. 2027-06-30";
}

std::optional<std::vector<std::string>>
given_list(const std::vector<std::string>& texts, const std::string& empty) {
    if (texts.empty()) return std::nullopt;
    return texts == std::vector<std::string>{empty} ? std::vector<std::string>() : texts;
}

} // namespace chancery::admin
