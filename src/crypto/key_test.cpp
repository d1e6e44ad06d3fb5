// SPDX-License-Identifier: Apache-2.0
#include "crypto/der.hpp"
#include "crypto/key.hpp"
#include "crypto/openssl.hpp"
#include "crypto/test_keys.hpp"

#include <gtest/gtest.h>
#include <openssl/rsa.h>

#include <thread>

namespace chancery::crypto {

namespace {

KeyHandle openssl_key(const Secret& pkcs8) {
    const auto* at = octets(pkcs8.reveal());
    return KeyHandle(d2i_AutoPrivateKey(nullptr, &at, static_cast<long>(pkcs8.reveal().size())));
}

Bytes openssl_spki(const char* algorithm, const char* parameter) {
    const KeyHandle key(
        parameter ? EVP_PKEY_Q_keygen(nullptr, nullptr, algorithm, parameter)
                  : EVP_PKEY_Q_keygen(nullptr, nullptr, algorithm)
    );
    return encoded(key.get(), i2d_PUBKEY);
}

bool openssl_verifies(const PublicKey& key, BytesView message, BytesView signature) {
    const auto* at = octets(key.spki());
    const KeyHandle handle(d2i_PUBKEY(nullptr, &at, static_cast<long>(key.spki().size())));
    const DigestContext context(EVP_MD_CTX_new());
    const auto* digest = key.type() == KeyType::ed25519   ? nullptr
                         : key.type() == KeyType::ec_p384 ? EVP_sha384()
                                                          : EVP_sha256();
    return EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, handle.get()) == 1 &&
           EVP_DigestVerify(
               context.get(), octets(signature), signature.size(), octets(message), message.size()
           ) == 1;
}

std::optional<Fault> fault_of_spki(const Bytes& spki) {
    return fault_of([&] { PublicKey::from_spki(spki); });
}

Bytes with_octet(Bytes bytes, std::size_t at, char octet) {
    bytes.at(at) = octet;
    return bytes;
}

TEST(KeyKind, has_a_word_for_each) {
    for (const auto kind :
         {KeyKind::rsa2048,
          KeyKind::rsa3072,
          KeyKind::rsa4096,
          KeyKind::ecdsaP256,
          KeyKind::ecdsaP384,
          KeyKind::ed25519})
        EXPECT_EQ(find_key_kind(to_string(kind)), kind);
    EXPECT_FALSE(find_key_kind("rsa1024"));
}

TEST(PublicKey, is_read_from_what_openssl_writes) {
    const auto p256 = openssl_spki("EC", "P-256");
    const auto p384 = openssl_spki("EC", "P-384");
    const auto ed25519 = openssl_spki("ED25519", nullptr);
    EXPECT_EQ(PublicKey::from_spki(p256).description(), "ECDSA P-256");
    EXPECT_EQ(PublicKey::from_spki(p384).description(), "ECDSA P-384");
    EXPECT_EQ(PublicKey::from_spki(ed25519).description(), "Ed25519");
    EXPECT_EQ(PublicKey::from_spki(p384).bits(), 384);
    for (const auto& spki : {p256, p384, ed25519})
        EXPECT_EQ(PublicKey::from_spki(spki).spki(), spki);
    const auto& rsa = test_key(KeyKind::rsa2048);
    const auto der = encoded(openssl_key(rsa.to_pkcs8()).get(), i2d_PUBKEY);
    EXPECT_EQ(PublicKey::from_spki(der).spki(), der);
    EXPECT_EQ(PublicKey::from_spki(der).description(), "RSA 2048");
    EXPECT_EQ(PublicKey::from_spki(der).kind(), KeyKind::rsa2048);
    EXPECT_EQ(PublicKey::from_spki(der), rsa.public_key());
}

TEST(PublicKey, of_another_type_is_refused) {
    EXPECT_EQ(fault_of_spki(openssl_spki("EC", "P-521")), Fault::bad_public_key);
    EXPECT_EQ(fault_of_spki(openssl_spki("EC", "secp256k1")), Fault::bad_public_key);
    EXPECT_EQ(fault_of_spki(openssl_spki("ED448", nullptr)), Fault::bad_public_key);
    EXPECT_EQ(fault_of_spki(openssl_spki("X25519", nullptr)), Fault::bad_public_key);
}

TEST(PublicKey, off_its_curve_or_in_another_form_is_refused) {
    for (const auto kind : {KeyKind::ecdsaP256, KeyKind::ecdsaP384}) {
        const auto& spki = test_key(kind).public_key().spki();
        const auto last = spki.size() - 1;
        const auto head = spki.size() - 2 * (kind == KeyKind::ecdsaP256 ? 32 : 48) - 1;
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
        if (kind == KeyKind::ecdsaP256 || kind == KeyKind::ecdsaP384) {
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
    const auto& spki = test_key(KeyKind::rsa2048).public_key().spki();
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

TEST(UnfitForUse, says_how_many_bits_an_rsa_key_must_have) {
    const Bytes usual("\x01\x00\x01", 3);
    const auto of_size = [&](std::size_t octets) {
        return unfit_for_use(PublicKey::from_rsa("\xc1" + Bytes(octets - 1, '\x55'), usual));
    };
    EXPECT_EQ(of_size(128), "an RSA key must have 2048 to 4096 bits, this one has 1024");
    EXPECT_EQ(of_size(513), "an RSA key must have 2048 to 4096 bits, this one has 4104");
    EXPECT_FALSE(of_size(256));
    EXPECT_FALSE(of_size(512));
    EXPECT_FALSE(unfit_for_use(test_key(KeyKind::ecdsaP256).public_key()));
}

TEST(PrivateKey, signs_what_openssl_verifies) {
    for (const auto kind : every_kind) {
        const auto& key = test_key(kind);
        EXPECT_EQ(key.public_key().kind(), kind);
        for (const auto* message : {"", "a message"}) {
            const auto signature = key.sign(message, SignatureForm::x509);
            EXPECT_TRUE(openssl_verifies(key.public_key(), message, signature));
            EXPECT_TRUE(key.public_key().verify(message, signature, SignatureForm::x509));
            EXPECT_FALSE(key.public_key().verify("another", signature, SignatureForm::x509));
        }
    }
}

TEST(PrivateKey, signs_and_verifies_in_several_threads) {
    const auto& key = test_key(KeyKind::ecdsaP256);
    std::array<int, 4> verified{};
    {
        std::vector<std::jthread> threads;
        for (auto& count : verified)
            threads.emplace_back([&count, &key, mine = PublicKey(key.public_key())] {
                for (int i = 0; i < 50; ++i) {
                    const auto message = "message " + std::to_string(i);
                    const auto signature = key.sign(message, SignatureForm::jws);
                    count += mine.verify(message, signature, SignatureForm::jws) ? 1 : 0;
                }
            });
    }
    for (const int count : verified)
        EXPECT_EQ(count, 50);
}

TEST(PrivateKey, is_written_and_read_as_pkcs8_and_pem) {
    for (const auto kind : every_kind) {
        const auto& key = test_key(kind);
        EXPECT_EQ(PrivateKey::from_pkcs8(key.to_pkcs8()).public_key(), key.public_key());
        EXPECT_EQ(PrivateKey::from_pem(key.to_pem()).public_key(), key.public_key());
        EXPECT_TRUE(key.to_pem().reveal().starts_with("-----BEGIN PRIVATE KEY-----\n"));
        EXPECT_TRUE(openssl_key(key.to_pkcs8()));
    }
}

TEST(PrivateKey, is_read_from_the_older_forms_of_pem) {
    // Made with: openssl ec -conv_form compressed
    const Secret sec1(Bytes("-----BEGIN EC PARAMETERS-----\n"
                            "BggqhkjOPQMBBw==\n"
                            "-----END EC PARAMETERS-----\n"
                            "-----BEGIN EC PRIVATE KEY-----\n"
                            "MFcCAQEEINxPBkr93ogjhAiBkS0EbDy33PemZ3pElG8uvOPWDU4RoAoGCCqGSM49\n"
                            "AwEHoSQDIgAD9p1JWnk9xZATSDOpGaTHykHhvMfSivCQF1cAQJErl+w=\n"
                            "-----END EC PRIVATE KEY-----\n"));
    EXPECT_EQ(PrivateKey::from_pem(sec1).public_key().type(), KeyType::ec_p256);
    const Secret pkcs1(Bytes("-----BEGIN RSA PRIVATE KEY-----\n"
                             "MIICWwIBAAKBgQDTH5Vh9I9+WziocLqA5kgtIRqYRJZcYIp5u4Wl/vRNBHMFlLK7\n"
                             "9J7Xy3pwzoZfq9N/JMhSssM/cdQsvxko/rTslShjlWuNvp/iWMOqR3AdaSkU846m\n"
                             "UyFiE9x3EP1Dg9ksDtYDGdg5qGKtjporaxhpuRm2yYNAlhvN1rJJdW60YQIDAQAB\n"
                             "AoGAe5f7vZKMBm6kpocHx7oH+tNsXEOauo2Rw13yCZFNt2CpbVT1pW65Jp9qGGvu\n"
                             "4kcW01HXLAKWpqeejGt68TLa+qwCQfVfBQdRiCe79ONf7Eo+/NCLWXOlIp8Xf6RQ\n"
                             "ZHrAOu2GjUYW+2ZQMd3j6j7naeg5GCKQaQ++no/0lNu4AoECQQD64fSwXU8tcT5y\n"
                             "rO5FJY0o686hANxX1mhNc/Xha9N5qeHTDOo4eAUHO+i7PXDqymjWso1Tdp81wOrl\n"
                             "QY+j2fOpAkEA124D3n8kRmD+t6kIeyqM+vFcQ9iulzoedZbVh0Wvb1l9TpsNFDgX\n"
                             "7cTGMxoOJKOe2nS33pdy+Wmk6Tm2Mzwt+QJAFHkD4rB6mZa4Jdt+xh2+WyyC/Bh5\n"
                             "4qEYedmQowiNhUwbpYFUS69fmauF3mGxKTfDPmHrrnfrnhNUF8k104UhoQJARNvx\n"
                             "eKkDG0vdny70ewn6zitf5n/YLpZxLfzse7SWgu0D1KBS6eeUHngLMkJdyvBR0loE\n"
                             "e63FHlvaToIX7wCJYQJAZw8Xew+Jb6nil+cp7d5TnMgjrfmuvsWet+zQIKjRo7h7\n"
                             "objBnZFNnbEzQrMzQtE/6N3cQwJAdcXZm811gXdEWQ==\n"
                             "-----END RSA PRIVATE KEY-----\n"));
    EXPECT_EQ(PrivateKey::from_pem(pkcs1).public_key().bits(), 1024);
}

TEST(PrivateKey, that_cannot_be_read_is_malformed) {
    const auto pem = [](std::string_view text) {
        return fault_of([&] { PrivateKey::from_pem(Secret(Bytes(text))); });
    };
    EXPECT_EQ(pem(""), Fault::malformed);
    EXPECT_EQ(
        pem("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n"), Fault::malformed
    );
    EXPECT_EQ(
        pem("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"
            "MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAg0EtctOumFDAICCAAw\n"
            "DAYIKoZIhvcNAgkFADAdBglghkgBZQMEAQIEECZ+Cjy00v/Hh5qNlVRFeUIEQAOz\n"
            "OezqaGq3ckLVhPnqXW81mLrOrplqHeiYDT7x70RehLhJmb7dh1j4FXCStXxdkPdh\n"
            "iSxw8W3ZdWSU1UAvkm8=\n"
            "-----END ENCRYPTED PRIVATE KEY-----\n"),
        Fault::malformed
    );
    EXPECT_EQ(
        pem("-----BEGIN PRIVATE KEY-----\n"
            "MIHuAgEAMBAGByqGSM49AgEGBSuBBAAjBIHWMIHTAgEBBEIBONEijSbK4f3nQd06\n"
            "D6djKFqYIOTraQ86lUJOPSnY/vmZymcrfgQYuihFXAFETVYW3VJa6XfL8QmzYFlx\n"
            "wYVdvk2hgYkDgYYABADPSsEQAVFGm588RSTSf9iGnnpxUrQvYQ2K4AuFcsgK6vze\n"
            "d996+V1/NwATsivtRMPJntXEiZjb+2JxLnec/CUiDQGyP+VggecUQc6YEb6uRYhl\n"
            "Vtv+idy63FHJ0jk4klL7QlfnP+9nBGVfJj7PtEzhL541fPz1h9tsw46wnELwAkq/\n"
            "jQ==\n"
            "-----END PRIVATE KEY-----\n"),
        Fault::malformed
    );
    const auto der = test_key(KeyKind::ed25519).to_pkcs8();
    const auto pkcs8 = [](Bytes bytes) {
        return fault_of([&] { PrivateKey::from_pkcs8(Secret(std::move(bytes))); });
    };
    EXPECT_EQ(pkcs8(""), Fault::malformed);
    EXPECT_EQ(pkcs8(Bytes(der.reveal()) + '\0'), Fault::malformed);
    EXPECT_EQ(pkcs8(Bytes(der.reveal().substr(1))), Fault::malformed);
}

TEST(PrivateKey, whose_halves_do_not_belong_together_is_refused) {
    const auto other = PrivateKey::generate(KeyKind::ecdsaP256);
    const auto point = [](const PrivateKey& key) { return key.public_key().spki().substr(27); };
    const auto one = point(test_key(KeyKind::ecdsaP256));
    EXPECT_EQ(
        fault_of([&] {
            PrivateKey::from_ec_jwk_parts(
                KeyType::ec_p256, one.substr(0, 32), one.substr(32), Secret(Bytes(32, '\x11'))
            );
        }),
        Fault::malformed
    );
}

} // namespace

} // namespace chancery::crypto
