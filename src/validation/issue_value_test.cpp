// SPDX-License-Identifier: Apache-2.0
#include "validation/issue_value.hpp"

#include <gtest/gtest.h>

namespace chancery::validation {

namespace {

/// "issuer|tag=value|tag=value"; "malformed" for none.
std::string read(std::string_view text) {
    const auto value = parse_issue_value(text);
    if (!value) return "malformed";
    auto result = value->issuer;
    for (const auto& [tag, content] : value->parameters)
        result += "|" + tag + "=" + content;
    return result;
}

TEST(IssueValue, is_read_as_rfc_8659_writes_it) {
    const std::pair<std::string_view, std::string_view> cases[] = {
        {"ca1.example.net", "ca1.example.net"},
        {"ca1.example.net; account=230123", "ca1.example.net|account=230123"}, // §4.2's example
        {"CA.Example", "ca.example"},
        {"", ""},
        {";", ""},
        {" \t", ""},
        {" ; ", ""},
        {"; a=b", "|a=b"},
        {"a;b=c", "a|b=c"},
        {"a;", "a"},
        {"a; ", "a"},
        {"a-b.c-1;\tX-1 \t= y\t; z=", "a-b.c-1|x-1=y|z="},
        {"a; b=c=d!\"#~", "a|b=c=d!\"#~"},
        {"a; b=1; b=2", "a|b=1|b=2"},
    };
    for (const auto& [text, expected] : cases)
        EXPECT_EQ(read(text), expected) << text;
}

// conforms: 8659-4.2-1
// conforms-refusal: persist-4.1-1
TEST(IssueValue, that_is_malformed_is_none) {
    const std::string_view texts[] = {
        "a b",
        "a..b",
        ".a",
        "a.",
        "-a",
        "a-",
        "a_b",
        "%%%%%", // §4.2's example
        "a; b",
        "a; =b",
        "a; b=c;",
        "a; b=c; ",
        "a;; b=c",
        "a; b=c d",
        "a; -b=c",
        "a; b-=c",
        "a; b_=c",
        "a\n; b=c",
        "a; b=c\n",
        "a; b=\x7f",
        "a; b=\xc3\xa4",
        "\xc3\xa4.example",
    };
    for (const auto text : texts)
        EXPECT_EQ(read(text), "malformed") << text;
    EXPECT_EQ(read(std::string_view("a\0; b=c", 7)), "malformed");
}

TEST(IssueValue, tells_whom_even_a_malformed_text_names) {
    EXPECT_EQ(issuer_of(" CA.example ;;"), "ca.example");
    EXPECT_EQ(issuer_of(""), "");
    EXPECT_TRUE(is_among("ca.example", {"x", "CA.example"}));
    EXPECT_FALSE(is_among("ca.example", {}));
    EXPECT_FALSE(is_among("", {""}));
}

} // namespace

} // namespace chancery::validation
