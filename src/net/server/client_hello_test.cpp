// SPDX-License-Identifier: Apache-2.0
#include "net/server/client_hello.hpp"

#include <gtest/gtest.h>

namespace chancery::net {

namespace {

using namespace std::string_literals;

TEST(ClientHello, names_the_server_that_is_meant) {
    EXPECT_EQ(parse_server_name("\0\x08\0\0\x05"s + "a.org"), "a.org");
    EXPECT_EQ(parse_server_name(""), "");
    EXPECT_EQ(parse_server_name("\0\x08\x01\0\x05"s + "a.org"), "") << "no host name";
    EXPECT_EQ(parse_server_name("\0\x08\0\0\x06"s + "a.org"), "") << "longer than its list";
    EXPECT_EQ(parse_server_name("\0\x09\0\0\x05"s + "a.org"), "") << "longer than there is";
    EXPECT_EQ(parse_server_name("\0\x03\0\0\0"s), "");
}

TEST(ClientHello, offers_protocols) {
    using Names = std::vector<std::string>;
    EXPECT_EQ(parse_protocols("\0\x0c\x02h2\x08http/1.1"s), (Names{"h2", "http/1.1"}));
    EXPECT_EQ(parse_protocols(""), Names{});
    EXPECT_EQ(parse_protocols("\0\0"s), Names{});
    EXPECT_EQ(parse_protocols("\0\x05\x02h2\x08h"s), (Names{"h2", ""})) << "cut";
    EXPECT_EQ(parse_protocols("\0\xff\x02h2"s), Names{}) << "longer than there is";
}

} // namespace

} // namespace chancery::net
