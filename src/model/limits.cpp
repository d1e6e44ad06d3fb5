// SPDX-License-Identifier: Apache-2.0
#include "model/limits.hpp"

#include "base/duration.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

#include <charconv>

namespace chancery {

namespace {

using namespace std::chrono_literals;
using enum LimitKind;

constexpr std::string_view unlimited = "none";

/// 1 to `most`.
std::optional<int> parse_count(std::string_view text, int most) {
    int count = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, code] = std::from_chars(text.data(), end, count);
    if (code != std::errc{} || stop != end || count < 1 || count > most) return std::nullopt;
    return count;
}

std::optional<std::chrono::seconds> parse_period(std::string_view text) {
    const auto period = parse_duration(text);
    if (!period || *period < 1s || *period > Rate::longest_period) return std::nullopt;
    return period;
}

Rate at_once(int count, std::chrono::seconds period) {
    return {.count = count, .period = period, .burst = count};
}

} // namespace

std::string to_string(const Rate& rate) {
    auto text = std::to_string(rate.count);
    if (rate.period == 0s) return text;
    text += '/' + to_iso8601(rate.period);
    return rate.burst == rate.count ? text : text + '/' + std::to_string(rate.burst);
}

std::optional<Rate> parse_rate(LimitKind kind, std::string_view text) {
    const auto parts = split(text, '/');
    const auto count = parse_count(parts[0], Rate::most);
    if (!count) return std::nullopt;
    if (has_no_period(kind))
        return parts.size() == 1 ? std::optional(at_once(*count, 0s)) : std::nullopt;
    if (parts.size() < 2 || parts.size() > 3) return std::nullopt;
    const auto period = parse_period(parts[1]);
    const auto burst = parts.size() == 3 ? parse_count(parts[2], *count) : count;
    if (!period || !burst) return std::nullopt;
    return Rate{.count = *count, .period = *period, .burst = *burst};
}

bool has_no_period(LimitKind kind) {
    return kind == open_orders_per_client || kind == open_orders_per_account ||
           kind == failures_until_paused;
}

Limits overridden(Limits endpoint, const Limits& account) {
    for (const auto& [kind, rate] : account)
        endpoint[kind] = rate;
    return endpoint;
}

std::optional<Rate> rate_of(const Limits& limits, LimitKind kind) {
    const auto found = limits.find(kind);
    return found == limits.end() ? std::nullopt : found->second;
}

std::vector<std::string> to_texts(const Limits& limits) {
    std::vector<std::string> texts;
    for (const auto& [kind, rate] : limits)
        texts.push_back(
            std::string(to_string(kind)) + ' ' + (rate ? to_string(*rate) : std::string(unlimited))
        );
    return texts;
}

std::optional<Limits> parse_limits(std::span<const std::string> texts) {
    Limits limits;
    for (const auto& text : texts) {
        const auto parts = split(text, ' ');
        const auto kind = find_value<LimitKind>(parts[0]);
        if (!kind || parts.size() != 2) return std::nullopt;
        auto& rate = limits[*kind];
        if (parts[1] == unlimited) continue;
        rate = parse_rate(*kind, parts[1]);
        if (!rate) return std::nullopt;
    }
    return limits;
}

Limits limits_for_the_known() {
    return {
        {registrations_per_address, at_once(500, 3h)},
        {registrations_per_account, at_once(2000, 3h)},
        {orders_per_client, at_once(1000, 3h)},
        {orders_per_account, at_once(3000, 3h)},
        {open_orders_per_client, at_once(300, 0s)},
        {open_orders_per_account, at_once(2000, 0s)},
        {changes_per_client, at_once(100, 3h)},
    };
}

Limits limits_for_strangers() {
    return {
        {registrations_per_address, at_once(50, 3h)},
        {orders_per_client, at_once(300, 3h)},
        {open_orders_per_client, at_once(300, 0s)},
        {changes_per_client, at_once(100, 3h)},
        {certificates_per_domain, at_once(500, 168h)},
        {certificates_per_name_set, at_once(5, 168h)},
        {failed_validations, at_once(5, 1h)},
        {failures_until_paused, at_once(200, 0s)},
    };
}

Limits no_limits() {
    Limits limits;
    for (const auto kind : every<LimitKind>)
        limits[kind] = std::nullopt;
    return limits;
}

} // namespace chancery
