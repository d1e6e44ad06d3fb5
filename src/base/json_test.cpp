// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "base/json.hpp"

#include <gtest/gtest.h>

namespace chancery::json {

namespace {

std::string message_of(const std::string& text) {
    try {
        (void)parse(text);
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::malformed);
        return error.what();
    }
    return {};
}

TEST(Json, reads_what_rfc_8259_allows) {
    for (const auto* text :
         {"null", "true", "-1.5e3", "\"\\u00e9\"", "[]", "{}", R"({"a":[1,{"b":null}],"c":"d"})"})
        EXPECT_EQ(message_of(text), "") << text;
}

// conforms-refusal: 8555-5-1
TEST(Json, refuses_what_rfc_8259_does_not_allow) {
    for (const auto* text : {
             "",
             " ",
             "{",
             "[1,]",
             "{\"a\":1,}",
             "{a:1}",
             "'a'",
             "01",
             "+1",
             "1.",
             ".5",
             "0x10",
             "NaN",
             "1e999",
             "[-1e999]",
             "Infinity",
             "nul",
             "\"a",
             "\"\t\"",
             "\"\\x\"",
             "\"\\ud800\"",
             "[1] 2",
             "{}{}",
             "// c\n1",
             "/* c */1",
             "\"\xff\"",
             "\"\xc0\x80\"",
             "\"\xed\xa0\x80\"",
             "\xef\xbb\xbf{}",
         })
        EXPECT_NE(message_of(text), "") << text;
}

TEST(Json, refuses_a_member_that_is_named_twice_at_any_depth) {
    EXPECT_EQ(message_of(R"({"a":1,"b":2,"a":3})"), "the JSON names the member \"a\" twice");
    EXPECT_EQ(message_of(R"([{"x":{"a":1,"\u0061":2}}])"), "the JSON names the member \"a\" twice");
    EXPECT_NE(message_of(R"({"":1,"":2})"), "");
}

TEST(Json, bounds_its_depth) {
    EXPECT_EQ(message_of(std::string(16, '[') + std::string(16, ']')), "");
    EXPECT_EQ(message_of(std::string(100'000, '[')), "the JSON is nested too deeply");
}

TEST(Json, bounds_the_members_of_an_object) {
    const auto object_of = [](int members) {
        std::string text = "{";
        for (int i = 0; i < members; ++i)
            text += (i ? ",\"" : "\"") + std::to_string(i) + "\":0";
        return text + "}";
    };
    EXPECT_NO_THROW(parse(object_of(100)));
    EXPECT_THROW(parse(object_of(101)), Error);
}

TEST(Json, escapes_what_a_reader_cannot_see_and_reads_it_back) {
    const std::string text = "\u202e\u009b\u200bx\ufeff\U000e0041\x7f\u6771\U0001f511";
    const auto written = R"("\u202e\u009b\u200bx\ufeff\udb40\udc41\u007f)"
                         "\u6771\U0001f511\"";
    EXPECT_EQ(to_text(text), written);
    EXPECT_EQ(to_pretty_text(text), written);
    EXPECT_EQ(parse(written), Value(text));
    EXPECT_EQ(to_text(Object{{"a\u200b", 1}}), R"({"a\u200b":1})");
}

TEST(Json, is_utf8_whatever_it_is_made_from) {
    EXPECT_EQ(to_text("caf\xe9"), "\"caf\ufffd\"");
    EXPECT_EQ(to_text("\xed\xa0\x80"), "\"\ufffd\ufffd\ufffd\"");
}

TEST(Json, writes_what_it_read) {
    const std::string text = R"({"a":[1,-2,true,null,"q\"\\\n\u0001é"],"b":{},"c":[],"d":1.5})";
    EXPECT_EQ(to_text(parse(text)), text);
}

TEST(Json, takes_strings_that_hold_a_nul) {
    const auto value = parse(R"("a\u0000b")");
    EXPECT_EQ(Reader(value).string(), std::string("a\0b", 3));
}

TEST(JsonReader, names_the_place_of_what_is_wrong) {
    const auto value = parse(R"({"identifiers":[{"type":"dns"},{"type":7}],"n":null})");
    const Reader root(value);
    const auto message = [](auto&& ask) -> std::string {
        try {
            ask();
        } catch (const Error& error) {
            return error.what();
        }
        return {};
    };
    const auto items = root.at("identifiers").array();
    EXPECT_EQ(items[0].at("type").string(), "dns");
    EXPECT_EQ(
        message([&] { items[1].at("type").string(); }), "/identifiers/1/type must be a string"
    );
    EXPECT_EQ(message([&] { items[0].at("value"); }), "/identifiers/0/value is missing");
    EXPECT_EQ(message([&] { root.array(); }), "the value must be an array");
    EXPECT_FALSE(root.find("n"));
    EXPECT_FALSE(root.find("absent"));
}

} // namespace

} // namespace chancery::json
