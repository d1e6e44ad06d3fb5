// SPDX-License-Identifier: Apache-2.0
#include "admin/words.hpp"

#include "base/encoding.hpp"
#include "base/shell_word.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

namespace chancery::admin {

namespace {

using namespace std::chrono_literals;

constexpr auto relative_limit = std::chrono::days(14);

std::string amount(std::chrono::seconds span) {
    using namespace std::chrono;
    const auto count = [](auto units) { return static_cast<std::size_t>(units.count()); };
    if (span < 1h) return counted(count(duration_cast<minutes>(span)), "minute");
    if (span < 24h) return counted(count(duration_cast<hours>(span)), "hour");
    return counted(count(duration_cast<days>(span)), "day");
}

} // namespace

std::string to_date(Time time) {
    using namespace std::chrono;
    constexpr std::array<std::string_view, 12> months{
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const year_month_day date(floor<days>(time));
    return fmt::format(
        "{} {} {}", unsigned(date.day()), months[unsigned(date.month()) - 1], int(date.year())
    );
}

std::string relative(Time time, Time now) {
    const auto span = time > now ? time - now : now - time;
    if (span >= relative_limit + 24h) return to_date(time);
    if (span < 1min) return "now";
    return time > now ? "in " + amount(span) : amount(span) + " ago";
}

std::string relative_and_exact(std::optional<Time> time, Time now, std::string_view absent) {
    if (!time) return std::string(absent);
    return fmt::format("{} ({})", relative(*time, now), to_rfc3339(*time));
}

std::string counted(std::size_t number, std::string_view noun) {
    return fmt::format("{} {}{}", number, noun, number == 1 ? "" : "s");
}

std::string first_and_count(const std::vector<std::string>& names) {
    if (names.empty()) return "";
    if (names.size() == 1) return names.front();
    return names.front() + " + " + counted(names.size() - 1, "name");
}

std::string shell_option(std::string_view flag, std::string_view value) {
    return fmt::format("{}{}{}", flag, value.starts_with('-') ? "=" : " ", shell_word(value));
}

std::string to_fingerprint(BytesView digest) {
    const auto hex = to_hex(digest);
    std::string text;
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        if (i > 0) text += ':';
        text += hex.substr(i, 2);
    }
    std::ranges::transform(text, text.begin(), [](char c) {
        return c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
    });
    return text;
}

} // namespace chancery::admin
