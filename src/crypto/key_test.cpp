// SPDX-License-Identifier: Apache-2.0
#include "crypto/key.hpp"
#include "crypto/keys_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::crypto {

namespace {

TEST(KeyType, has_a_word_for_each) {
    for (const auto kind : every<KeyType>)
        EXPECT_EQ(find_value<KeyType>(to_string(kind)), kind);
    EXPECT_FALSE(find_value<KeyType>("rsa1024"));
}

TEST(UnfitForUse, says_how_many_bits_an_rsa_key_must_have) {
    const Bytes usual("\x01\x00\x01", 3);
    const auto of_size = [&](std::size_t octets) {
        return unfit_for_use(PublicKey::from_rsa("\xc1" + Bytes(octets - 1, '\x55'), usual));
    };
    EXPECT_EQ(of_size(128), "an RSA key must have 2048 to 4096 bits, this one has 1024");
    EXPECT_EQ(of_size(513), "an RSA key must have 2048 to 4096 bits, this one has 4104");
    EXPECT_FALSE(of_size(256));
    EXPECT_FALSE(of_size(512));
    EXPECT_FALSE(unfit_for_use(test_key(KeyType::ecdsaP256).public_key()));
}

} // namespace

} // namespace chancery::crypto
