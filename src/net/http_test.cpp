// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "net/http.hpp"

#include <gtest/gtest.h>

namespace chancery::net {

namespace {

TEST(Percent, is_decoded_strictly) {
    EXPECT_EQ(decode_percent("%2A.example.org"), "*.example.org");
    EXPECT_EQ(decode_percent("%c3%A4+"), "\xc3\xa4+");
    EXPECT_EQ(decode_percent(""), "");
    for (const auto* text : {"%", "a%2", "%zz", "%2x", "% 2"})
        EXPECT_FALSE(decode_percent(text)) << text;
}

TEST(Percent, gives_back_every_byte) {
    std::string all;
    for (int i = 0; i < 256; ++i)
        all += static_cast<char>(i);
    EXPECT_EQ(decode_percent(encode_percent(all)), all);
    EXPECT_EQ(encode_percent("a b/c~"), "a%20b%2Fc~");
}

TEST(Query, is_decoded_into_pairs) {
    const auto pairs = parse_query("a=1&b=%20+&c&=d&&a=2=3");
    const Headers expected{{"a", "1"}, {"b", "  "}, {"c", ""}, {"", "d"}, {"a", "2=3"}};
    EXPECT_EQ(pairs, expected);
    EXPECT_TRUE(parse_query("").empty());
    EXPECT_THROW(parse_query("a=%2"), Error);
}

TEST(Header, is_found_in_any_case) {
    const Headers headers{{"Content-Type", "a"}, {"content-type", "b"}};
    EXPECT_EQ(find_header(headers, "CONTENT-TYPE"), "a");
    EXPECT_EQ(find_header(headers, "Content"), "");
}

TEST(Request, has_a_path_and_a_query) {
    Request request;
    request.target = "/a/b?c=d?e";
    EXPECT_EQ(request.path(), "/a/b");
    EXPECT_EQ(request.query(), "c=d?e");
    request.target = "/a";
    EXPECT_EQ(request.path(), "/a");
    EXPECT_EQ(request.query(), "");
}

} // namespace

} // namespace chancery::net
