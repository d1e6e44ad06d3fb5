// SPDX-License-Identifier: Apache-2.0
#include "crypto/keys_for_tests.hpp"
#include "crypto/openssl.hpp"

#include <gtest/gtest.h>

#include <stdexcept>

namespace chancery::crypto {

namespace {

using Arithmetic = std::unique_ptr<BN_CTX, Free<BN_CTX_free>>;

const Bytes usual("\x01\x00\x01", 3);

Bytes bytes_of(const BIGNUM* number) {
    Bytes bytes(static_cast<std::size_t>(BN_num_bytes(number)), '\0');
    BN_bn2bin(number, octets(bytes));
    return bytes;
}

Number prime_of(int bits) {
    Number prime(BN_new());
    BN_generate_prime_ex(prime.get(), bits, 0, nullptr, nullptr, nullptr);
    return prime;
}

/// Of a prime among numbers of these sizes: one in a thousand is one.
constexpr int most_tries = 100'000;

/// To the next odd number that is prime.
void advance_to_prime(BIGNUM* number) {
    const Arithmetic arithmetic(BN_CTX_new());
    for (int tries = 0; tries < most_tries; ++tries) {
        BN_add_word(number, 2);
        if (BN_check_prime(number, arithmetic.get(), nullptr) == 1) return;
    }
    throw std::runtime_error("no prime follows");
}

PublicKey key_of(const BIGNUM* p, const BIGNUM* q) {
    const Arithmetic arithmetic(BN_CTX_new());
    const Number product(BN_new());
    BN_mul(product.get(), p, q, arithmetic.get());
    return PublicKey::from_rsa(bytes_of(product.get()), usual);
}

bool mentions(const std::optional<std::string>& sentence, std::string_view word) {
    return sentence && sentence->find(word) != std::string::npos;
}

TEST(Weakness, is_none_of_a_new_key) {
    for (const auto kind : every_kind)
        EXPECT_EQ(weakness(test_key(kind).public_key()), std::nullopt);
}

TEST(Weakness, is_a_small_factor) {
    const auto large = prime_of(2040);
    for (const unsigned small : {3u, 5u, 251u, 997u}) {
        const Number factor(BN_new());
        BN_set_word(factor.get(), small);
        EXPECT_TRUE(mentions(weakness(key_of(large.get(), factor.get())), "small factor")) << small;
    }
}

TEST(Weakness, is_two_primes_that_are_close) {
    const auto p = prime_of(1024);
    const Number q(BN_dup(p.get()));
    advance_to_prime(q.get());
    EXPECT_TRUE(mentions(weakness(key_of(p.get(), q.get())), "close"));
    EXPECT_TRUE(mentions(weakness(key_of(p.get(), p.get())), "close"));
    // 2^515 apart: a few rounds of Fermat's method find them.
    const Number far(BN_new());
    BN_set_bit(far.get(), 515);
    BN_add(q.get(), p.get(), far.get());
    BN_set_bit(q.get(), 0);
    advance_to_prime(q.get());
    EXPECT_TRUE(mentions(weakness(key_of(p.get(), q.get())), "close"));
}

/// k * M + (65537^a mod M) with M the product of the first 39 primes, as the flawed generator does.
Number roca_prime() {
    const Arithmetic arithmetic(BN_CTX_new());
    const Number product(BN_new());
    BN_one(product.get());
    for (unsigned candidate = 2; candidate <= 167; ++candidate) {
        bool prime = true;
        for (unsigned divisor = 2; divisor < candidate; ++divisor)
            if (candidate % divisor == 0) prime = false;
        if (prime) BN_mul_word(product.get(), candidate);
    }
    const Number generator(BN_new());
    BN_set_word(generator.get(), 65537);
    Number candidate(BN_new());
    const Number exponent(BN_new());
    const Number factor(BN_new());
    for (int tries = 0; tries < most_tries; ++tries) {
        BN_rand(exponent.get(), 60, BN_RAND_TOP_ANY, BN_RAND_BOTTOM_ANY);
        BN_rand(
            factor.get(), 520 - BN_num_bits(product.get()), BN_RAND_TOP_TWO, BN_RAND_BOTTOM_ANY
        );
        BN_mod_exp(
            candidate.get(), generator.get(), exponent.get(), product.get(), arithmetic.get()
        );
        BN_mul(factor.get(), factor.get(), product.get(), arithmetic.get());
        BN_add(candidate.get(), candidate.get(), factor.get());
        if (BN_check_prime(candidate.get(), arithmetic.get(), nullptr) == 1) return candidate;
    }
    throw std::runtime_error("no prime of the flawed generator");
}

TEST(Weakness, is_the_fingerprint_of_the_flawed_generator) {
    const auto p = roca_prime();
    const auto q = roca_prime();
    const auto key = key_of(p.get(), q.get());
    EXPECT_TRUE(mentions(weakness(key), "ROCA"));
    EXPECT_FALSE(mentions(weakness(key_of(p.get(), prime_of(512).get())), "ROCA"));
}

TEST(Weakness, is_a_private_half_in_a_standard) {
    const auto p256 = [](std::string_view x, std::string_view y) {
        return weakness(
            PublicKey::from_ec_point(KeyAlgorithm::ec_p256, from_base64url(x), from_base64url(y))
        );
    };
    EXPECT_TRUE(mentions(
        p256(
            "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
            "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"
        ),
        "RFC 7515"
    ));
    EXPECT_TRUE(mentions(
        p256(
            "MKBCTNIcKUSDii11ySs3526iDZ8AiTo7Tu6KPAqv7D4",
            "4Etl6SRW2YiLUrN5vfvVHuhp7x8PxltmWWlbbM4IFyM"
        ),
        "RFC 7517"
    ));
    EXPECT_TRUE(mentions(
        weakness(PublicKey::from_ed25519(
            from_hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
        )),
        "RFC 8037"
    ));
    EXPECT_TRUE(mentions(
        weakness(PublicKey::from_spki(
            from_base64("MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEQiVI+I+3gv+17KN0RFLHKh5Vj71v"
                        "c75eSOkyMsxFxbFsTNEMTLjVuKFxOelIgsiZJXKZNCX0FBmrfpCkKklCcg==")
        )),
        "RFC 9500"
    ));
    EXPECT_TRUE(mentions(
        weakness(PublicKey::from_spki(from_base64(
            "MIGbMBAGByqGSM49AgEGBSuBBAAjA4GGAAQB6SkFDxJPxrxVx9U5M2Xfne9KsMIssleY+TTrBOPGuuNwGlen"
            "kQ6dgb82MVno68sVXWNJ9L22zPipTFxZx6rBAaQANKZEDjdnUNI3H9G9wsjztx0vTuXqNDLIFcyjFWD+XZOH"
            "7HdLVYOGMOXLv1qMvgqR3QBkxpmaH25uZ/rd7eTIyPY="
        ))),
        "RFC 7515"
    ));
}

} // namespace

} // namespace chancery::crypto
