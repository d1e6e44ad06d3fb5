// SPDX-License-Identifier: Apache-2.0
#pragma once

// Points in time, in UTC seconds. Time enters a function as an argument; nothing here reads a
// clock.

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace chancery {

using Time = std::chrono::sys_seconds;

/// RFC 3339 in UTC: "2027-01-24T10:00:00Z".
std::string to_rfc3339(Time time);

/// UTC ("Z") only, whole seconds; fractions are dropped. None for anything else.
std::optional<Time> parse_rfc3339(std::string_view text);

/// "2027-01-24", its first second in UTC; a full RFC 3339 time is taken too.
std::optional<Time> parse_date(std::string_view text);

/// ISO 8601 without years and months, whose lengths differ: "P7D", "PT36H", "P1DT12H". None for
/// anything else.
std::optional<std::chrono::seconds> parse_duration(std::string_view text);

} // namespace chancery
