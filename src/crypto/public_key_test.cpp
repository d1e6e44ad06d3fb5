// SPDX-License-Identifier: Apache-2.0
#include "crypto/der.hpp"
#include "crypto/keys_for_tests.hpp"
#include "crypto/openssl_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::crypto {

namespace {

Bytes openssl_spki(const char* algorithm, const char* parameter) {
    const KeyHandle key(
        parameter ? EVP_PKEY_Q_keygen(nullptr, nullptr, algorithm, parameter)
                  : EVP_PKEY_Q_keygen(nullptr, nullptr, algorithm)
    );
    return encoded(key.get(), i2d_PUBKEY);
}

std::optional<Fault> fault_of_spki(const Bytes& spki) {
    return fault_of([&] { PublicKey::from_spki(spki); });
}

Bytes with_octet(Bytes bytes, std::size_t at, char octet) {
    bytes.at(at) = octet;
    return bytes;
}

TEST(PublicKey, is_read_from_what_openssl_writes) {
    const auto p256 = openssl_spki("EC", "P-256");
    const auto p384 = openssl_spki("EC", "P-384");
    const auto p521 = openssl_spki("EC", "P-521");
    const auto ed25519 = openssl_spki("ED25519", nullptr);
    EXPECT_EQ(PublicKey::from_spki(p256).description(), "ECDSA P-256");
    EXPECT_EQ(PublicKey::from_spki(p384).description(), "ECDSA P-384");
    EXPECT_EQ(PublicKey::from_spki(p521).description(), "ECDSA P-521");
    EXPECT_EQ(PublicKey::from_spki(ed25519).description(), "Ed25519");
    EXPECT_EQ(PublicKey::from_spki(p384).bits(), 384);
    EXPECT_EQ(PublicKey::from_spki(p521).bits(), 521);
    EXPECT_EQ(PublicKey::from_spki(p521).type(), KeyType::ecdsaP521);
    for (const auto& spki : {p256, p384, p521, ed25519})
        EXPECT_EQ(PublicKey::from_spki(spki).spki(), spki);
    const auto& rsa = test_key(KeyType::rsa2048);
    const auto der = encoded(openssl_key(rsa).get(), i2d_PUBKEY);
    EXPECT_EQ(PublicKey::from_spki(der).spki(), der);
    EXPECT_EQ(PublicKey::from_spki(der).description(), "RSA 2048");
    EXPECT_EQ(PublicKey::from_spki(der).type(), KeyType::rsa2048);
    EXPECT_EQ(PublicKey::from_spki(der), rsa.public_key());
}

TEST(PublicKey, of_another_type_is_refused) {
    EXPECT_EQ(fault_of_spki(openssl_spki("EC", "P-224")), Fault::bad_public_key);
    EXPECT_EQ(fault_of_spki(openssl_spki("EC", "secp256k1")), Fault::bad_public_key);
    EXPECT_EQ(fault_of_spki(openssl_spki("ED448", nullptr)), Fault::bad_public_key);
    EXPECT_EQ(fault_of_spki(openssl_spki("X25519", nullptr)), Fault::bad_public_key);
}

TEST(PublicKey, off_its_curve_or_in_another_form_is_refused) {
    for (const auto& [kind, coordinate] :
         {std::pair{KeyType::ecdsaP256, 32u},
          {KeyType::ecdsaP384, 48u},
          {KeyType::ecdsaP521, 66u}}) {
        const auto& spki = test_key(kind).public_key().spki();
        const auto last = spki.size() - 1;
        const auto head = spki.size() - 2 * coordinate - 1;
        const auto flipped = static_cast<char>(spki[last] ^ 1);
        EXPECT_EQ(fault_of_spki(with_octet(spki, last, flipped)), Fault::bad_public_key);
        for (const char form :
             {'\x00', '\x02', '\x03', '\x05', '\x06', '\x07'}) // compressed, hybrid
            EXPECT_EQ(fault_of_spki(with_octet(spki, head, form)), Fault::bad_public_key);
        EXPECT_EQ(fault_of_spki(spki + '\0'), Fault::bad_public_key);
        EXPECT_EQ(fault_of_spki(spki.substr(0, last)), Fault::bad_public_key);
        EXPECT_EQ(
            fault_of_spki(spki.substr(0, head + 1) + Bytes(last - head, '\0')),
            Fault::bad_public_key
        );
        EXPECT_EQ( // coordinates that are not below the field's prime
            fault_of_spki(spki.substr(0, head + 1) + Bytes(last - head, '\xff')),
            Fault::bad_public_key
        );
    }
}

TEST(PublicKey, is_never_taken_when_openssl_refuses_it) {
    for (const auto kind : every_kind) {
        const auto& spki = test_key(kind).public_key().spki();
        int taken = 0;
        for (std::size_t bit = 0; bit < 8 * spki.size(); ++bit) {
            auto changed = spki;
            changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
            if (fault_of_spki(changed)) continue;
            ++taken;
            const auto* at = octets(changed);
            const KeyHandle key(d2i_PUBKEY(nullptr, &at, static_cast<long>(changed.size())));
            ASSERT_TRUE(key) << bit;
            EXPECT_EQ(encoded(key.get(), i2d_PUBKEY), changed) << bit;
        }
        // Only a changed number of RSA or point of Edwards' curve is another key.
        if (test_key(kind).public_key().description().starts_with("ECDSA")) {
            EXPECT_EQ(taken, 0);
        }
        for (std::size_t size = 0; size < spki.size(); ++size)
            EXPECT_EQ(fault_of_spki(spki.substr(0, size)), Fault::bad_public_key);
    }
    forget_errors();
}

TEST(PublicKey, of_a_point_on_edwards_curve_that_signs_anything_is_refused) {
    for (const auto* point : {
             "0100000000000000000000000000000000000000000000000000000000000000",
             "0100000000000000000000000000000000000000000000000000000000000080",
             "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
             "0000000000000000000000000000000000000000000000000000000000000000",
             "0000000000000000000000000000000000000000000000000000000000000080",
             "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
             "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
             "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
             "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
             "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f", // p, not canonical
             "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
         })
        EXPECT_EQ(
            fault_of([&] { PublicKey::from_ed25519(from_hex(point)); }), Fault::bad_public_key
        ) << point;
    EXPECT_EQ(fault_of([] { PublicKey::from_ed25519(Bytes(31, 'x')); }), Fault::bad_public_key);
}

TEST(PublicKey, of_rsa_is_bounded) {
    const Bytes usual("\x01\x00\x01", 3);
    const auto modulus = [](std::size_t octets) {
        return "\xc1" + Bytes(octets - 2, '\x55') + "\x01";
    };
    const auto fault = [](const Bytes& n, const Bytes& e) {
        return fault_of([&] { PublicKey::from_rsa(n, e); });
    };
    EXPECT_FALSE(fault(modulus(128), usual));
    EXPECT_FALSE(fault(modulus(1024), usual));
    EXPECT_FALSE(fault(modulus(256), "\x03"));
    EXPECT_FALSE(fault(modulus(256), "\xff\xff\xff\xff"));
    EXPECT_EQ(PublicKey::from_rsa(modulus(256), usual).bits(), 2048);
    EXPECT_EQ(PublicKey::from_rsa('\x7f' + modulus(255), usual).bits(), 2047);
    for (const auto& [n, e] : {
             std::pair{modulus(127), usual},
             std::pair{modulus(1025), usual},
             std::pair{'\0' + modulus(256), usual}, // a leading zero
             std::pair{modulus(256) + '\0', usual}, // even
             std::pair{Bytes(), usual},
             std::pair{modulus(256), Bytes()},
             std::pair{modulus(256), Bytes(1, '\0')},
             std::pair{modulus(256), Bytes("\x01")},
             std::pair{modulus(256), Bytes("\x02")},
             std::pair{modulus(256), Bytes("\x01\x00\x00", 3)},
             std::pair{modulus(256), Bytes("\x01\x00\x00\x00\x01", 5)},
             std::pair{modulus(256), Bytes("\x00\x03", 2)},
         })
        EXPECT_EQ(fault(n, e), Fault::bad_public_key) << to_hex(e) << ' ' << n.size();
}

TEST(PublicKey, of_rsa_must_be_written_as_der_has_it) {
    const auto& spki = test_key(KeyType::rsa2048).public_key().spki();
    // The algorithm without NULL, as some implementations write it.
    auto inner = der::Reader(spki).open(der::sequence);
    inner.content(der::sequence);
    const auto without_null = der::element(
        der::sequence,
        {der::element(der::sequence, der::oid("1.2.840.113549.1.1.1")),
         inner.whole(der::bit_string)}
    );
    EXPECT_EQ(fault_of_spki(without_null), Fault::bad_public_key);
    EXPECT_EQ(fault_of_spki(spki + '\0'), Fault::bad_public_key);
    EXPECT_EQ(fault_of_spki(""), Fault::bad_public_key);
}

} // namespace

} // namespace chancery::crypto
