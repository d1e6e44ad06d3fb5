// SPDX-License-Identifier: Apache-2.0
// Signatures at the edges: all that looks nearly right is refused.
#include "crypto/der.hpp"
#include "crypto/keys_for_tests.hpp"
#include "crypto/openssl_for_tests.hpp"

#include <gtest/gtest.h>
#include <openssl/rsa.h>

namespace chancery::crypto {

namespace {

constexpr BytesView message = "what was signed";

struct Curve {
    KeyType kind;
    std::size_t size; ///< Of r and of s.
    Bytes order;
};

const std::array curves{
    Curve{
        KeyType::ecdsaP256,
        32,
        from_hex("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551"),
    },
    Curve{
        KeyType::ecdsaP384,
        48,
        from_hex("ffffffffffffffffffffffffffffffffffffffffffffffffc7634d81f4372ddf"
                 "581a0db248b0a77aecec196accc52973"),
    },
    Curve{
        KeyType::ecdsaP521,
        66,
        from_hex("01fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffa"
                 "51868783bf2f966b7fcc0148f709a5d03bb5c9b8899c47aebb6fb71e91386409"),
    },
};

bool verifies(const PublicKey& key, BytesView signature, SignatureForm form) {
    return key.verify(message, signature, form);
}

Bytes der_of(BytesView r, BytesView s) {
    return der::element(der::sequence, {der::unsigned_integer(r), der::unsigned_integer(s)});
}

/// What OpenSSL is left with after a signature was refused.
unsigned long left_errors() {
    return ERR_peek_error();
}

TEST(Signature, of_ecdsa_in_a_jws_is_r_and_s_side_by_side) {
    for (const auto& curve : curves) {
        const auto& key = test_key(curve.kind);
        for (int i = 0; i < 40; ++i) { // among them numbers with and without a high bit
            const auto raw = key.sign(message, SignatureForm::jws);
            ASSERT_EQ(raw.size(), 2 * curve.size);
            EXPECT_TRUE(verifies(key.public_key(), raw, SignatureForm::jws));
            const auto der = der_of(raw.substr(0, curve.size), raw.substr(curve.size));
            EXPECT_TRUE(verifies(key.public_key(), der, SignatureForm::x509));
            EXPECT_FALSE(verifies(key.public_key(), der, SignatureForm::jws));
            EXPECT_FALSE(verifies(key.public_key(), raw, SignatureForm::x509));
        }
    }
}

TEST(Signature, of_ecdsa_with_short_numbers_is_padded_and_verified) {
    // One signature in 128 has a number that begins with a zero octet.
    const auto& key = test_key(KeyType::ecdsaP256);
    bool found = false;
    for (int i = 0; i < 5000 && !found; ++i) {
        const auto raw = key.sign(message, SignatureForm::jws);
        ASSERT_TRUE(verifies(key.public_key(), raw, SignatureForm::jws));
        found = raw[0] == '\0' || raw[32] == '\0';
    }
    EXPECT_TRUE(found);
}

TEST(Signature, of_ecdsa_with_numbers_out_of_range_is_refused) {
    for (const auto& curve : curves) {
        const auto& key = test_key(curve.kind);
        const auto raw = key.sign(message, SignatureForm::jws);
        const auto r = raw.substr(0, curve.size);
        const auto s = raw.substr(curve.size);
        const Bytes zero(curve.size, '\0');
        const Bytes ones(curve.size, '\xff');
        auto one = zero;
        one.back() = '\x01';
        const auto n = curve.order;
        for (const auto& [bad_r, bad_s] : {
                 std::pair{zero, s},
                 std::pair{r, zero},
                 std::pair{zero, zero},
                 std::pair{n, s},
                 std::pair{r, n},
                 std::pair{n, n},
                 std::pair{ones, s},
                 std::pair{r, ones},
                 std::pair{ones, ones},
                 std::pair{one, one},
                 std::pair{one, n},
                 std::pair{s, r},
             }) {
            EXPECT_FALSE(verifies(key.public_key(), bad_r + bad_s, SignatureForm::jws));
            EXPECT_FALSE(verifies(key.public_key(), der_of(bad_r, bad_s), SignatureForm::x509));
        }
    }
    EXPECT_EQ(left_errors(), 0u);
}

TEST(Signature, of_ecdsa_of_another_length_is_refused) {
    for (const auto& curve : curves) {
        const auto& key = test_key(curve.kind);
        const auto raw = key.sign(message, SignatureForm::jws);
        for (std::size_t size = 0; size < raw.size(); ++size)
            EXPECT_FALSE(verifies(key.public_key(), raw.substr(0, size), SignatureForm::jws));
        EXPECT_FALSE(verifies(key.public_key(), raw + '\0', SignatureForm::jws));
        EXPECT_FALSE(verifies(key.public_key(), '\0' + raw, SignatureForm::jws));
        const auto padded = '\0' + raw.substr(0, curve.size) + '\0' + raw.substr(curve.size);
        EXPECT_FALSE(verifies(key.public_key(), padded, SignatureForm::jws));
    }
}

TEST(Signature, of_ecdsa_in_loose_der_is_refused) {
    const auto& key = test_key(KeyType::ecdsaP256).public_key();
    const auto raw = test_key(KeyType::ecdsaP256).sign(message, SignatureForm::jws);
    const auto r = der::unsigned_integer(raw.substr(0, 32));
    const auto s = der::unsigned_integer(raw.substr(32));
    const auto good = der::element(der::sequence, {r, s});
    ASSERT_TRUE(verifies(key, good, SignatureForm::x509));
    const auto longer_r =
        der::element(der::integer, {Bytes(1, '\0'), raw.substr(0, 32)}); // once more padded
    for (const auto& bad : {
             good + '\0',
             der::element(der::sequence, {r, s, Bytes("\x05\x00", 2)}),
             der::element(der::sequence, {"\x02\x22" + Bytes(2, '\0') + raw.substr(0, 32), s}),
             der::element(der::sequence, r),
             "\x30\x81" + good.substr(1),         // the length in its long form
             "\x30\x80" + r + s + Bytes(2, '\0'), // indefinite
             good.substr(0, good.size() - 1),
             Bytes(),
         })
        EXPECT_FALSE(verifies(key, bad, SignatureForm::x509)) << to_hex(bad);
    EXPECT_EQ(
        verifies(key, der::element(der::sequence, {longer_r, s}), SignatureForm::x509),
        longer_r == r
    );
}

TEST(Signature, with_any_bit_changed_is_refused) {
    for (const auto kind : every_kind) {
        const auto& key = test_key(kind);
        const auto signature = key.sign(message, SignatureForm::jws);
        for (std::size_t bit = 0; bit < 8 * signature.size(); ++bit) {
            auto changed = signature;
            changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
            EXPECT_FALSE(verifies(key.public_key(), changed, SignatureForm::jws)) << bit;
        }
        EXPECT_TRUE(verifies(key.public_key(), signature, SignatureForm::jws));
    }
    EXPECT_EQ(left_errors(), 0u);
}

TEST(Signature, of_another_key_or_hash_is_refused) {
    for (const auto kind : every_kind) {
        const auto signature = test_key(kind).sign(message, SignatureForm::x509);
        for (const auto other : every_kind)
            EXPECT_EQ(
                verifies(test_key(other).public_key(), signature, SignatureForm::x509),
                other == kind
            );
    }
    const auto& key = test_key(KeyType::ecdsaP256);
    const auto signature = key.sign(message, SignatureForm::x509);
    EXPECT_TRUE(key.public_key().verify(Hash::sha256, message, signature));
    EXPECT_FALSE(key.public_key().verify(Hash::sha384, message, signature));
    EXPECT_FALSE(key.public_key().verify(Hash::sha512, message, signature));
    const auto& edwards = test_key(KeyType::ed25519);
    EXPECT_FALSE(edwards.public_key().verify(
        Hash::sha512, message, edwards.sign(message, SignatureForm::x509)
    ));
}

/// Signed by OpenSSL with the test's RSA key.
Bytes rsa_signature(const EVP_MD* digest, int padding) {
    const auto key = openssl_key(test_key(KeyType::rsa2048));
    const DigestContext context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* settings = nullptr;
    EVP_DigestSignInit(context.get(), &settings, digest, nullptr, key.get());
    EVP_PKEY_CTX_set_rsa_padding(settings, padding);
    Bytes signature(256, '\0');
    std::size_t size = signature.size();
    EXPECT_EQ(
        EVP_DigestSign(context.get(), octets(signature), &size, octets(message), message.size()), 1
    );
    return signature;
}

/// The RSA operation on a block of our own making.
Bytes rsa_raw(const Bytes& block) {
    const auto key = openssl_key(test_key(KeyType::rsa2048));
    const KeyContext context(EVP_PKEY_CTX_new(key.get(), nullptr));
    EVP_PKEY_sign_init(context.get());
    EVP_PKEY_CTX_set_rsa_padding(context.get(), RSA_NO_PADDING);
    Bytes signature(256, '\0');
    std::size_t size = signature.size();
    EXPECT_EQ(
        EVP_PKEY_sign(context.get(), octets(signature), &size, octets(block), block.size()), 1
    );
    return signature;
}

TEST(Signature, of_rsa_is_pkcs1_with_the_hash_that_was_named) {
    const auto& key = test_key(KeyType::rsa2048).public_key();
    const auto sha256_signature = rsa_signature(EVP_sha256(), RSA_PKCS1_PADDING);
    EXPECT_TRUE(verifies(key, sha256_signature, SignatureForm::jws));
    EXPECT_FALSE(key.verify(Hash::sha384, message, sha256_signature));
    const auto sha512_signature = rsa_signature(EVP_sha512(), RSA_PKCS1_PADDING);
    EXPECT_TRUE(key.verify(Hash::sha512, message, sha512_signature));
    EXPECT_FALSE(verifies(key, sha512_signature, SignatureForm::jws));
    EXPECT_FALSE(
        verifies(key, rsa_signature(EVP_sha256(), RSA_PKCS1_PSS_PADDING), SignatureForm::jws)
    );
    EXPECT_FALSE(verifies(key, rsa_signature(EVP_sha1(), RSA_PKCS1_PADDING), SignatureForm::jws));
}

TEST(Signature, of_rsa_with_other_padding_or_length_is_refused) {
    const auto& key = test_key(KeyType::rsa2048).public_key();
    const auto info = from_hex("3031300d060960864801650304020105000420") + sha256(message);
    const auto padded = [&](const Bytes& head, const Bytes& tail) {
        return head + Bytes(256 - head.size() - tail.size() - 1, '\xff') + '\0' + tail;
    };
    const Bytes head("\x00\x01", 2);
    const auto good = rsa_raw(padded(head, info));
    EXPECT_TRUE(verifies(key, good, SignatureForm::jws));
    const auto without_null =
        from_hex("302f300b0609608648016503040201") + Bytes("\x04\x20", 2) + sha256(message);
    for (const auto& block : {
             padded(Bytes("\x00\x02", 2), info),  // the type for encryption
             padded(head, info + Bytes(1, '\0')), // something after the digest
             padded(head, sha256(message)),       // no DigestInfo
             padded(head, without_null),
             head + Bytes(8, '\xff') + '\0' + info +
                 Bytes(256 - 11 - info.size(), '\0'), // Bleichenbacher
         })
        EXPECT_FALSE(verifies(key, rsa_raw(block), SignatureForm::jws));
    EXPECT_FALSE(verifies(key, '\0' + good, SignatureForm::jws));
    EXPECT_FALSE(verifies(key, good.substr(1), SignatureForm::jws));
    EXPECT_FALSE(verifies(key, Bytes(256, '\0'), SignatureForm::jws));
    EXPECT_FALSE(verifies(key, Bytes(256, '\xff'), SignatureForm::jws)); // not below the modulus
    EXPECT_FALSE(verifies(key, "", SignatureForm::jws));
    EXPECT_EQ(left_errors(), 0u);
}

TEST(Signature, of_ed25519_with_a_scalar_out_of_range_is_refused) {
    // RFC 8032 §7.1, test 1, and the same with the group's order added to S (§5.1.7).
    const auto key = PublicKey::from_ed25519(
        from_hex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    );
    const auto r = from_hex("e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155");
    const auto s = from_hex("5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b");
    EXPECT_TRUE(key.verify("", r + s, SignatureForm::jws));
    const auto order = from_hex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");
    Bytes sum(32, '\0');
    int carry = 0;
    for (std::size_t i = 0; i < 32; ++i) {
        carry += static_cast<unsigned char>(s[i]) + static_cast<unsigned char>(order[i]);
        sum[i] = static_cast<char>(carry);
        carry >>= 8;
    }
    EXPECT_FALSE(key.verify("", r + sum, SignatureForm::jws));
    EXPECT_FALSE(key.verify("", r + s + '\0', SignatureForm::jws));
    EXPECT_FALSE(key.verify("", r, SignatureForm::jws));
}

} // namespace

} // namespace chancery::crypto
