// SPDX-License-Identifier: Apache-2.0
#pragma once

// UTF-8 one character at a time, and the characters that a reader cannot see: a name with one of
// them looks like another name, and a terminal may obey it.

#include <cstddef>
#include <string>
#include <string_view>

namespace chancery {

struct Character {
    char32_t code = 0;
    std::size_t size = 0; ///< In bytes; 0 where the text does not begin with UTF-8.
};

/// The character at the front of a text that is not empty (RFC 3629 §4).
Character first_character(std::string_view text);

/// Whether all of it is (RFC 3629 §4).
bool is_utf8(std::string_view text);

/// Control characters (also U+0080 to U+009F), line and paragraph separators, format characters
/// (bidirectional marks among them), and all that Unicode lets a renderer ignore (zero-width
/// characters, fillers, variation selectors), noncharacters, and what is drawn as nothing.
bool is_invisible(char32_t code);

/// The first invisible character of the text as "U+202E"; empty without one. What is not UTF-8 is
/// passed over.
std::string find_invisible(std::string_view text);

/// As JSON escapes it: "\u202e", "\udb40\udc41".
std::string escape_of(char32_t code);

} // namespace chancery
