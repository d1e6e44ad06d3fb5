// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace chancery {

/// What programs write for a time that was never set: the zero values of Go, .NET and Java,
/// whichever the time zone, with or without a time of day.
constexpr bool is_unset_time(std::string_view text) {
    for (const std::string_view zero : {"0001-01-01", "0000-12-31", "0000-00-00"})
        if (text == zero || (text.starts_with(zero) && text[zero.size()] == 'T')) return true;
    return false;
}

} // namespace chancery
