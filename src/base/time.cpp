// SPDX-License-Identifier: Apache-2.0
#include "base/time.hpp"

#include <charconv>
#include <cstdio>

namespace chancery {

namespace {

/// The number in exactly these digits; -1 for anything else.
int digits(std::string_view text, std::size_t at, std::size_t count) {
    int number = -1;
    if (at + count > text.size()) return -1;
    const auto* end = text.data() + at + count;
    if (text[at] < '0' || text[at] > '9') return -1;
    const auto result = std::from_chars(text.data() + at, end, number);
    return result.ec == std::errc() && result.ptr == end ? number : -1;
}

std::optional<Time> day(std::string_view text) {
    using namespace std::chrono;
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const year_month_day date{
        year(digits(text, 0, 4)),
        month(static_cast<unsigned>(digits(text, 5, 2))),
        std::chrono::day(static_cast<unsigned>(digits(text, 8, 2)))};
    if (!date.ok() || digits(text, 0, 4) < 1970) return std::nullopt;
    return Time(sys_days(date));
}

/// How far a local time is ahead of UTC: "Z", "+02:00", "-00:00".
std::optional<std::chrono::seconds> offset_of(std::string_view text) {
    using namespace std::chrono;
    if (text == "Z" || text == "z") return 0s;
    if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':')
        return std::nullopt;
    const int hour = digits(text, 1, 2);
    const int minute = digits(text, 4, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return std::nullopt;
    const auto ahead = hours(hour) + minutes(minute);
    return text[0] == '+' ? ahead : -ahead;
}

} // namespace

std::string to_rfc3339(Time time) {
    using namespace std::chrono;
    const auto date = floor<days>(time);
    const year_month_day ymd(date);
    const hh_mm_ss clock(time - date);
    char text[40];
    const int size = std::snprintf(
        text,
        sizeof text,
        "%04d-%02u-%02uT%02d:%02d:%02dZ",
        int(ymd.year()),
        unsigned(ymd.month()),
        unsigned(ymd.day()),
        int(clock.hours().count()),
        int(clock.minutes().count()),
        int(clock.seconds().count())
    );
    return {text, static_cast<std::size_t>(size)};
}

std::optional<Time> parse_rfc3339(std::string_view text) {
    using namespace std::chrono;
    if (text.size() < 20 || (text[10] != 'T' && text[10] != 't')) return std::nullopt;
    const auto date = day(text.substr(0, 10));
    const int hour = digits(text, 11, 2);
    const int minute = digits(text, 14, 2);
    const int second = digits(text, 17, 2);
    if (!date || text[13] != ':' || text[16] != ':') return std::nullopt;
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60)
        return std::nullopt;

    auto rest = text.substr(19);
    if (rest.starts_with('.')) {
        const auto end = rest.find_first_not_of("0123456789", 1);
        if (end == 1 || end == rest.npos) return std::nullopt;
        rest.remove_prefix(end);
    }
    const auto offset = offset_of(rest);
    if (!offset) return std::nullopt;
    const Time time = *date + hours(hour) + minutes(minute) + seconds(second) - *offset;
    // In UTC it may be before the first that is taken, or in a year of five digits.
    if (time < Time(sys_days(year(1970) / January / 1))) return std::nullopt;
    if (time >= Time(sys_days(year(10000) / January / 1))) return std::nullopt;
    return time;
}

std::optional<Time> parse_date(std::string_view text) {
    if (auto date = day(text)) return date;
    return parse_rfc3339(text);
}

std::optional<std::chrono::seconds> parse_duration(std::string_view text) {
    struct Unit {
        char letter;
        bool of_day;
        std::chrono::seconds length;
    };

    using namespace std::chrono_literals;
    constexpr Unit units[]{
        {'W', false, 168h}, {'D', false, 24h}, {'H', true, 1h}, {'M', true, 1min}, {'S', true, 1s}};
    if (!text.starts_with('P')) return std::nullopt;
    text.remove_prefix(1);
    std::chrono::seconds sum{0};
    bool of_day = false;
    const auto* next = std::begin(units);
    do {
        if (!of_day && text.starts_with('T')) {
            of_day = true;
            text.remove_prefix(1);
        }
        const auto count = text.find_first_not_of("0123456789");
        if (count == text.npos || count == 0 || count > 7) return std::nullopt;
        // Each unit once, in this order.
        while (next != std::end(units) && next->letter != text[count])
            ++next;
        if (next == std::end(units) || next->of_day != of_day) return std::nullopt;
        sum += digits(text, 0, count) * next++->length;
        text.remove_prefix(count + 1);
    } while (!text.empty());
    return sum;
}

} // namespace chancery
