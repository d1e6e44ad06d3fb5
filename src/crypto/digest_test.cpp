// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.hpp"
#include "crypto/digest.hpp"

#include <gtest/gtest.h>

namespace chancery::crypto {

namespace {

Secret key_of(std::string_view text) {
    return Secret(Bytes(text));
}

TEST(Digest, gives_what_fips_180_4_gives) {
    EXPECT_EQ(
        to_hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    );
    EXPECT_EQ(
        to_hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    );
    EXPECT_EQ(
        to_hex(digest(Hash::sha384, "abc")),
        "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
        "8086072ba1e7cc2358baeca134c825a7"
    );
    EXPECT_EQ(
        to_hex(digest(Hash::sha512, "abc")),
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
    );
    EXPECT_EQ(to_hex(md5("abc")), "900150983cd24fb0d6963f7d28e17f72");
}

TEST(Hmac, gives_what_rfc_4231_gives) {
    const auto key = key_of("Jefe"); // test case 2
    const auto* data = "what do ya want for nothing?";
    EXPECT_EQ(
        to_hex(hmac(Hash::sha256, key, data)),
        "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"
    );
    EXPECT_EQ(
        to_hex(hmac(Hash::sha384, key, data)),
        "af45d2e376484031617f78d2b58a6b1b9c7ef464f5a01b47e42ec3736322445e"
        "8e2240ca5e69e2c78b3239ecfab21649"
    );
    EXPECT_EQ(
        to_hex(hmac(Hash::sha512, key, data)),
        "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
        "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737"
    );
    EXPECT_EQ( // test case 6: a key longer than a block
        to_hex(hmac(
            Hash::sha256,
            Secret(Bytes(131, '\xaa')),
            "Test Using Larger Than Block-Size Key - Hash Key First"
        )),
        "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"
    );
}

TEST(Hmac, takes_an_empty_key_and_leaves_none_behind) {
    EXPECT_EQ(
        to_hex(hmac(Hash::sha256, Secret(), "")),
        "b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad"
    );
    const auto before = hmac(Hash::sha256, Secret(), "data");
    hmac(Hash::sha256, key_of("another"), "data");
    EXPECT_EQ(hmac(Hash::sha256, Secret(), "data"), before);
}

TEST(Comparison, tells_equal_from_unequal) {
    EXPECT_TRUE(equal_in_constant_time("", ""));
    EXPECT_TRUE(equal_in_constant_time("abc", "abc"));
    EXPECT_FALSE(equal_in_constant_time("abc", "abd"));
    EXPECT_FALSE(equal_in_constant_time("abc", "abcd"));
    EXPECT_FALSE(equal_in_constant_time("abc", ""));
}

} // namespace

} // namespace chancery::crypto
