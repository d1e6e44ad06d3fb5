// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.hpp"
#include "base/error.hpp"
#include "crypto/block.hpp"

#include <gtest/gtest.h>

namespace chancery::crypto {

namespace {

/// FIPS 197, appendix C.3.
TEST(Block, is_aes_256) {
    const Block block(
        Secret(*parse_hex("000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f"))
    );
    const auto plain = *parse_hex("00112233445566778899aabbccddeeff");
    const auto sealed = *parse_hex("8ea2b7ca516745bfeafc49904b496089");
    for (int i = 0; i < 3; ++i) { // its contexts are used again
        EXPECT_EQ(block.encrypt(plain), sealed);
        EXPECT_EQ(block.decrypt(sealed), plain);
    }
}

TEST(Block, takes_nothing_of_another_size) {
    const Block block(Secret(Bytes(32, 'k')));
    EXPECT_THROW((void)block.encrypt("short"), Error);
    EXPECT_THROW((void)block.decrypt(Bytes(17, 'x')), Error);
    EXPECT_THROW(Block(Secret(Bytes(16, 'k'))), Error);
}

} // namespace

} // namespace chancery::crypto
