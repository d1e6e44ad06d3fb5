// SPDX-License-Identifier: Apache-2.0
#include "admin/table.hpp"

#include <gtest/gtest.h>

namespace chancery::admin {

namespace {

const std::vector<Column> columns{{"Name", Column::Width::may_shrink}, {"State"}, {"Last used"}};

TEST(Table, aligns_its_columns_under_a_header) {
    EXPECT_EQ(
        to_table(
            columns,
            {{"physics-web", state("active"), "3 hours ago"}, {"x", state("disabled"), "never"}},
            {}
        ),
        "Name         State     Last used\n"
        "physics-web  active    3 hours ago\n"
        "x            disabled  never\n"
    );
}

TEST(Table, ends_no_line_with_spaces) {
    EXPECT_EQ(
        to_table(columns, {{"a", "", ""}, {"", "b", ""}, {"", "", "c"}}, {}),
        "Name  State  Last used\n"
        "a\n"
        "      b\n"
        "             c\n"
    );
}

TEST(Table, counts_characters_and_not_bytes) {
    EXPECT_EQ(
        to_table({{"A"}, {"B"}}, {{"Universit\u00e4t", "x"}, {"University", "y"}}, {}),
        "A            B\n"
        "Universit\u00e4t  x\n"
        "University   y\n"
    );
}

TEST(Table, cuts_what_may_shrink_to_the_terminal) {
    EXPECT_EQ(
        to_table(columns, {{"a-very-long-name-of-an-account", "active", "never"}}, {.width = 34}),
        "Name             State   Last used\n"
        "a-very-long-na\u2026  active  never\n"
    );
}

TEST(Table, is_as_wide_as_its_text_where_there_is_no_terminal) {
    const std::string name(300, 'n');
    EXPECT_NE(to_table(columns, {{name, "active", "never"}}, {}).find(name), std::string::npos);
}

TEST(Table, cuts_no_column_that_must_be_whole) {
    const std::string url = "https://pki.campus.example/acme/ov/directory";
    EXPECT_NE(to_table({{"URL"}}, {{url}}, {.width = 20}).find(url), std::string::npos);
}

TEST(Table, colours_words_by_what_they_mean_and_only_when_asked) {
    const std::vector<Row> rows{{state("granted"), state("notDelegated")}};
    EXPECT_EQ(to_table({{"A"}, {"B"}}, rows, {}).find('\x1b'), std::string::npos);
    EXPECT_EQ(
        to_table({{"A"}, {"B"}}, rows, {.colours = true}),
        "\x1b[1mA\x1b[0m        \x1b[1mB\x1b[0m\n"
        "\x1b[32mgranted\x1b[0m  \x1b[31mnotDelegated\x1b[0m\n"
    );
}

TEST(Table, lets_no_stranger_command_the_terminal) {
    EXPECT_EQ(harmless("a\x1b[31mb\nc"), "a\\u001b[31mb\\u000ac");
    EXPECT_EQ(harmless("\u009b31m"), "\\u009b31m") << "C1 control sequence introducer";
    EXPECT_EQ(harmless("\u202egro.elpmaxe"), "\\u202egro.elpmaxe") << "right-to-left override";
    EXPECT_EQ(harmless("Phy\u200bsics"), "Phy\\u200bsics") << "zero-width space";
    EXPECT_EQ(harmless("Universit\u00e4t \u6771\u4eac"), "Universit\u00e4t \u6771\u4eac");
    EXPECT_EQ(to_table({{"A"}}, {{"\x1b]0;title\x07"}}, {}), "A\n\\u001b]0;title\\u0007\n");
}

TEST(Fields, stand_under_each_other) {
    EXPECT_EQ(
        to_fields({{"Name", "Campus"}, {"Locality", "Exampletown"}, {"State", ""}}, {}),
        "Name:     Campus\n"
        "Locality: Exampletown\n"
        "State:\n"
    );
}

} // namespace

} // namespace chancery::admin
