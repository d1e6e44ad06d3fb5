// SPDX-License-Identifier: Apache-2.0
#pragma once

// Small questions about ASCII text.

#include <string>
#include <string_view>
#include <vector>

namespace chancery {

/// "a,b" at ',' is {"a", "b"}; empty parts are kept, so "" is {""}.
std::vector<std::string_view> split(std::string_view text, char separator);

/// "a, b".
std::string join(const std::vector<std::string>& parts, std::string_view separator);

/// Without spaces and line ends at both sides.
std::string_view trim(std::string_view text);

/// A to Z become a to z; every other byte stays.
std::string to_lower(std::string_view text);

/// ASCII letters of either case are the same.
bool equals_ignoring_case(std::string_view a, std::string_view b);

/// Invisible characters (base/unicode) are escaped as in JSON ("\u202e"), a byte that is not UTF-8
/// becomes '?', and what is longer than `limit` bytes is cut: for a value that came from a stranger
/// and goes into a log line, a message, a table or an audit row.
std::string printable(std::string_view text, std::size_t limit = 200);

} // namespace chancery
