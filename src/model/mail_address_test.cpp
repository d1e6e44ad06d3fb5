// SPDX-License-Identifier: Apache-2.0
#include "model/mail_address.hpp"

#include <gtest/gtest.h>

#include <string>

namespace chancery {

namespace {

TEST(MailAddress, is_what_mail_systems_take) {
    for (const auto* address :
         {"a@b.example",
          "root@localhost",
          "root@mail",
          "A.B@C.Example",
          "first.last+tag@mail.b.example",
          "user%example.net@b.example",
          "o'neil_#!$&*-/=?^`{|}~@b.example",
          "\xc3\xa4@b.example", // ä
          "a@b\xc3\xbc"
          "cher.example", // bücher.example
          "\xe7\x94\xa8\xe6\x88\xb7@\xe4\xbe\x8b\xe5\xad\x90.example",
          "a@xn--bcher-kva.example",
          "a@3com.example",
          "\"not@me\"@b.example",
          "\"a b\"@b.example",
          "\"a\\\"b\\\\\"@b.example",
          "\"\"@b.example",
          "a@[192.0.2.7]",
          "a@[IPv6:2001:db8::7]"})
        EXPECT_TRUE(is_mail_address(address)) << address;
    EXPECT_TRUE(is_mail_address(std::string(64, 'a') + "@b.example"));
}

TEST(MailAddress, is_nothing_else) {
    for (const auto* text :
         {"",
          "@",
          "a",
          "a@",
          "@b.example",
          "a@b@c.example",
          "a@b.example,c@d.example",
          "a@b.example;c@d.example",
          "a b@c.example",
          " a@b.example",
          "a@b.example ",
          ".a@b.example",
          "a.@b.example",
          "a..b@c.example",
          "a@b..example",
          "a@.example",
          "a@b.example.",
          "a@-b.example",
          "a@b_c.example",
          "a@*.b.example",
          "a@127.0.0.1",
          "a@1",
          "a@[127.0.0]",
          "a@[2001:db8::7]",
          "a@[IPv6:192.0.2.7]",
          "a@[]",
          "<a@b.example>",
          "Name <a@b.example>",
          "a(comment)@b.example",
          "\"a\"b\"@c.example",
          "\"a\\\"@c.example",
          "\"@c.example",
          "a@b.example\r\nBcc: c@d.example",
          "\"a\nb\"@c.example",
          "\xff@b.example",
          "a@\xc3.example"})
        EXPECT_FALSE(is_mail_address(text)) << text;
    EXPECT_FALSE(is_mail_address(std::string("a\0b@c.example", 13)));
    EXPECT_FALSE(is_mail_address(std::string(65, 'a') + "@b.example"));
    EXPECT_FALSE(is_mail_address("a@" + std::string(64, 'b') + ".example"));
}

} // namespace

} // namespace chancery
