// SPDX-License-Identifier: Apache-2.0
#include "base/duration.hpp"

#include "base/error.hpp"

namespace chancery {

std::string to_iso8601(std::chrono::seconds duration) {
    using namespace std::chrono_literals;
    ensure(duration >= 0s, "a duration that is written is not negative");
    if (duration == 0s) return "PT0S";

    std::string text = "P";
    const auto take = [&](std::chrono::seconds unit, char letter) {
        if (const auto count = duration / unit) text.append(std::to_string(count)) += letter;
        duration %= unit;
    };
    take(24h, 'D');
    if (duration > 0s) text += 'T';
    take(1h, 'H');
    take(1min, 'M');
    take(1s, 'S');
    return text;
}

} // namespace chancery
