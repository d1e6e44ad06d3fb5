// SPDX-License-Identifier: Apache-2.0
#include "testca/knobs.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string_view>

namespace chancery::testca {

namespace {

/// Longer than that, and another would take the challenge over (workflow::validation_lease).
constexpr int longest_sleep = 30;
constexpr int longest_chain = 10;

std::optional<int> parse_number(const char* text) {
    if (!text) return std::nullopt;
    const std::string_view view(text);
    int number = 0;
    const auto [stop, code] = std::from_chars(view.data(), view.data() + view.size(), number);
    if (code != std::errc{} || stop != view.data() + view.size()) return std::nullopt;
    return number;
}

bool is_true(const char* text) {
    const std::string_view view(text ? text : "");
    return view == "1" || view == "true" || view == "True" || view == "TRUE";
}

} // namespace

Knobs read_knobs(const std::function<const char*(const char*)>& environment) {
    Knobs knobs;
    const auto set = [&](int& knob, const char* name, int least, int most) {
        if (const auto number = parse_number(environment(name))) {
            if (*number >= least) knob = std::min(*number, most);
        }
    };
    int sleep = static_cast<int>(knobs.longest_sleep.count());
    set(sleep, "PEBBLE_VA_SLEEPTIME", 1, longest_sleep);
    knobs.longest_sleep =
        std::chrono::seconds(is_true(environment("PEBBLE_VA_NOSLEEP")) ? 0 : sleep);
    knobs.always_valid = is_true(environment("PEBBLE_VA_ALWAYS_VALID"));
    // Pebble too lets one nonce of a hundred through, or no client would ever come to an end.
    set(knobs.nonce_reject, "PEBBLE_WFE_NONCEREJECT", 0, 99);
    set(knobs.authorization_reuse, "PEBBLE_AUTHZREUSE", 0, 100);
    set(knobs.alternate_roots, "PEBBLE_ALTERNATE_ROOTS", 0, longest_chain);
    set(knobs.chain_length, "PEBBLE_CHAIN_LENGTH", 0, longest_chain);
    set(knobs.orders_a_page, "PEBBLE_WFE_ORDERS_PER_PAGE", 1, 1000);
    return knobs;
}

} // namespace chancery::testca
