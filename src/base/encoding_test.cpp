// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.hpp"

#include <gtest/gtest.h>

namespace chancery {

namespace {

TEST(Base64url, gives_back_every_length) {
    for (std::size_t size = 0; size < 70; ++size) {
        Bytes bytes;
        for (std::size_t i = 0; i < size; ++i)
            bytes += static_cast<char>(i * 37 + 251);
        EXPECT_EQ(parse_base64url(to_base64url(bytes)), bytes) << size;
        EXPECT_EQ(parse_base64(to_base64(bytes)), bytes) << size;
    }
}

// conforms: 8555-6.1-4
TEST(Base64url, agrees_with_rfc_4648) {
    EXPECT_EQ(to_base64url("foobar"), "Zm9vYmFy");
    EXPECT_EQ(to_base64url("foob"), "Zm9vYg");
    EXPECT_EQ(to_base64url("\xfb\xff"), "-_8");
    EXPECT_EQ(to_base64("fo"), "Zm8=");
}

// conforms: 8555-6.1-5
TEST(Base64url, refuses_a_second_text_for_one_value) {
    for (const auto* text : {
             "A",    // six bits are no octet
             "AB",   // bits left over
             "AAB",  // the same, of two octets
             "AA==", // padding
             "A A",  // white space
             "A+/A", // the other alphabet
             "AA\n",
         })
        EXPECT_FALSE(parse_base64url(text)) << text;
}

TEST(Base64, wants_padding_and_skips_line_ends) {
    EXPECT_EQ(parse_base64("Zm9v\r\nYg=="), "foob");
    EXPECT_FALSE(parse_base64("Zm9vYg"));
    EXPECT_FALSE(parse_base64("Zm9v===="));
    EXPECT_FALSE(parse_base64("Z==="));
}

TEST(Hex, takes_either_case_and_refuses_halves) {
    EXPECT_EQ(parse_hex("00fFa5"), Bytes("\x00\xff\xa5", 3));
    EXPECT_EQ(to_hex(Bytes("\x00\xff\xa5", 3)), "00ffa5");
    EXPECT_FALSE(parse_hex("abc"));
    EXPECT_FALSE(parse_hex("0g"));
}

TEST(Pem, reads_its_own_blocks_and_skips_others) {
    const Bytes der(100, 'x');
    const auto text = "hello\n" + to_pem(der, "CERTIFICATE") + to_pem("k", "PRIVATE KEY") +
                      to_pem("b", "CERTIFICATE");
    EXPECT_EQ(parse_pem(text, "CERTIFICATE"), (std::vector<Bytes>{der, "b"}));
    EXPECT_TRUE(parse_pem("-----BEGIN CERTIFICATE-----\nAAAA", "CERTIFICATE").empty());
}

} // namespace

} // namespace chancery
