// SPDX-License-Identifier: Apache-2.0
#include "base/unicode.hpp"

#include <gtest/gtest.h>

namespace chancery {

namespace {

TEST(Character, is_read_from_utf8_alone) {
    const auto code = [](std::string_view text) { return first_character(text).code; };
    const auto size = [](std::string_view text) { return first_character(text).size; };
    EXPECT_EQ(code("a"), U'a');
    EXPECT_EQ(code("\u00e9"), U'\u00e9');
    EXPECT_EQ(code("\u20ac."), U'\u20ac');
    EXPECT_EQ(size("\u20ac."), 3u);
    EXPECT_EQ(code("\U0001f511"), U'\U0001f511');
    EXPECT_EQ(code("\U0010ffff"), U'\U0010ffff');
    // Latin-1, cut off, overlong, a surrogate, beyond Unicode.
    for (const auto* text :
         {"\xe9", "\xf0\x9f\x94", "\xc0\xaf", "\xed\xa0\x80", "\xf4\x90\x80\x80"})
        EXPECT_EQ(size(text), 0u) << text;
}

TEST(Invisible, are_control_format_and_ignorable_characters_at_both_ends_of_each_range) {
    for (const auto code : std::initializer_list<char32_t>{
             0x00,
             0x1f,
             0x7f,
             0x80,
             0x85,
             0x9b,
             0x9f,
             0xad,
             0x34f,
             0x61c,
             0x180e,
             0x200b,
             0x200c,
             0x200d,
             0x200e,
             0x200f,
             0x2028,
             0x2029,
             0x202a,
             0x202e,
             0x2060,
             0x2064,
             0x2066,
             0x2069,
             0x206f,
             0x3164,
             0xfe0f,
             0xfeff,
             0xffa0,
             0xfff9,
             0xfffb,
             0x600,
             0x605,
             0x110bd,
             0x13430,
             0x1bca3,
             0x1d173,
             0xe0001,
             0xe007f,
             0xe0fff,
             // Blank.
             0x115f,
             0x1160,
             0x1680,
             0x2000,
             0x200a,
             0x205f,
             0x2800,
             0xfffc,
             0x13441,
             0x13442,
             0x16fe4,
             0x1d159,
             // Noncharacters.
             0xfdd0,
             0xfdef,
             0xfffe,
             0xffff,
             0x1fffe,
             0x1ffff,
             0x10ffff})
        EXPECT_TRUE(is_invisible(code)) << std::hex << static_cast<std::uint32_t>(code);
    for (const auto code : std::initializer_list<char32_t>{
             0x20,   0x7e,   0xa0,   0xae,    0xe9,    0x300,   0x34e,   0x606,   0x1fff,  0x2010,
             0x2027, 0x202f, 0x205e, 0x2070,  0x27ff,  0x2801,  0x3000,  0x3165,  0xfdcf,  0xfdf0,
             0xfdff, 0xfe10, 0xfffd, 0x13440, 0x13443, 0x1d158, 0x1f511, 0xe1000, 0x10fffd})
        EXPECT_FALSE(is_invisible(code)) << std::hex << static_cast<std::uint32_t>(code);
}

TEST(Invisible, is_found_by_its_number) {
    EXPECT_EQ(find_invisible("Physics"), "");
    EXPECT_EQ(find_invisible("Universit\u00e4t \u6771\u4eac \U0001f511"), "");
    EXPECT_EQ(find_invisible("Phy\u200bsics\u202e"), "U+200B");
    EXPECT_EQ(find_invisible("a\nb"), "U+000A");
    EXPECT_EQ(find_invisible("\u009b31m"), "U+009B");
    EXPECT_EQ(find_invisible("\U000e0041"), "U+E0041");
    EXPECT_EQ(find_invisible("\xff\xfe\u200b"), "U+200B");
}

TEST(Escape, is_that_of_json) {
    EXPECT_EQ(escape_of(0x1b), "\\u001b");
    EXPECT_EQ(escape_of(0x202e), "\\u202e");
    EXPECT_EQ(escape_of(0xe0041), "\\udb40\\udc41");
}

} // namespace

} // namespace chancery
