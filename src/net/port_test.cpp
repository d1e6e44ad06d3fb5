// SPDX-License-Identifier: Apache-2.0
#include "net/port.hpp"

#include <gtest/gtest.h>

namespace chancery::net {

namespace {

TEST(Port, is_a_number_up_to_65535) {
    EXPECT_EQ(parse_port("0"), 0);
    EXPECT_EQ(parse_port("443"), 443);
    EXPECT_EQ(parse_port("00443"), 443);
    EXPECT_EQ(parse_port("65535"), 65535);
    for (const auto* text :
         {"", "65536", "99999", "123456", "-1", "+1", " 1", "1 ", "0x50", "http"})
        EXPECT_FALSE(parse_port(text)) << text;
}

} // namespace

} // namespace chancery::net
