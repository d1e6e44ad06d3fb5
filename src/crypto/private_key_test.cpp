// SPDX-License-Identifier: Apache-2.0
#include "crypto/keys_for_tests.hpp"
#include "crypto/openssl_for_tests.hpp"

#include <gtest/gtest.h>

#include <thread>

namespace chancery::crypto {

namespace {

bool openssl_verifies(const PublicKey& key, BytesView message, BytesView signature) {
    const auto* at = octets(key.spki());
    const KeyHandle handle(d2i_PUBKEY(nullptr, &at, static_cast<long>(key.spki().size())));
    const DigestContext context(EVP_MD_CTX_new());
    const auto* digest = key.algorithm() == KeyAlgorithm::ed25519   ? nullptr
                         : key.algorithm() == KeyAlgorithm::ec_p384 ? EVP_sha384()
                         : key.algorithm() == KeyAlgorithm::ec_p521 ? EVP_sha512()
                                                                    : EVP_sha256();
    return EVP_DigestVerifyInit(context.get(), nullptr, digest, nullptr, handle.get()) == 1 &&
           EVP_DigestVerify(
               context.get(), octets(signature), signature.size(), octets(message), message.size()
           ) == 1;
}

TEST(PrivateKey, signs_what_openssl_verifies) {
    for (const auto kind : every_kind) {
        const auto& key = test_key(kind);
        EXPECT_EQ(key.public_key().type(), kind);
        for (const auto* message : {"", "a message"}) {
            const auto signature = key.sign(message, SignatureForm::x509);
            EXPECT_TRUE(openssl_verifies(key.public_key(), message, signature));
            EXPECT_TRUE(key.public_key().verify(message, signature, SignatureForm::x509));
            EXPECT_FALSE(key.public_key().verify("another", signature, SignatureForm::x509));
        }
    }
}

TEST(PrivateKey, signs_and_verifies_in_several_threads) {
    const auto& key = test_key(KeyType::ecdsaP256);
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
        EXPECT_TRUE(openssl_key(key));
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
    EXPECT_EQ(PrivateKey::from_pem(sec1).public_key().algorithm(), KeyAlgorithm::ec_p256);
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

TEST(PrivateKey, on_p521_is_read_as_openssl_wrote_it) {
    const auto key = PrivateKey::from_pem(
        Secret(Bytes("-----BEGIN PRIVATE KEY-----\n"
                     "MIHuAgEAMBAGByqGSM49AgEGBSuBBAAjBIHWMIHTAgEBBEIBONEijSbK4f3nQd06\n"
                     "D6djKFqYIOTraQ86lUJOPSnY/vmZymcrfgQYuihFXAFETVYW3VJa6XfL8QmzYFlx\n"
                     "wYVdvk2hgYkDgYYABADPSsEQAVFGm588RSTSf9iGnnpxUrQvYQ2K4AuFcsgK6vze\n"
                     "d996+V1/NwATsivtRMPJntXEiZjb+2JxLnec/CUiDQGyP+VggecUQc6YEb6uRYhl\n"
                     "Vtv+idy63FHJ0jk4klL7QlfnP+9nBGVfJj7PtEzhL541fPz1h9tsw46wnELwAkq/\n"
                     "jQ==\n"
                     "-----END PRIVATE KEY-----\n"))
    );
    EXPECT_EQ(key.public_key().type(), KeyType::ecdsaP521);
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
            "MIGEAgEAMBAGByqGSM49AgEGBSuBBAAKBG0wawIBAQQgZ38kBTPoIlhqPT3lP+2x\n"
            "hwuvWaH0Ca3wnAXGed69DSmhRANCAAT70YycixAWallRccEVhNMeOfRIS8YQuTCp\n"
            "RVq9EJrpUmwT/zFjEhhCRI03xWw30YIlYTYrbxp4lAoQkP48hdYv\n" // secp256k1
            "-----END PRIVATE KEY-----\n"),
        Fault::malformed
    );
    const auto der = test_key(KeyType::ed25519).to_pkcs8();
    const auto pkcs8 = [](Bytes bytes) {
        return fault_of([&] { PrivateKey::from_pkcs8(Secret(std::move(bytes))); });
    };
    EXPECT_EQ(pkcs8(""), Fault::malformed);
    EXPECT_EQ(pkcs8(Bytes(der.reveal()) + '\0'), Fault::malformed);
    EXPECT_EQ(pkcs8(Bytes(der.reveal().substr(1))), Fault::malformed);
}

TEST(PrivateKey, whose_halves_do_not_belong_together_is_refused) {
    const auto other = PrivateKey::generate(KeyType::ecdsaP256);
    const auto point = [](const PrivateKey& key) { return key.public_key().spki().substr(27); };
    const auto one = point(test_key(KeyType::ecdsaP256));
    EXPECT_EQ(
        fault_of([&] {
            PrivateKey::from_ec_jwk_parts(
                KeyAlgorithm::ec_p256, one.substr(0, 32), one.substr(32), Secret(Bytes(32, '\x11'))
            );
        }),
        Fault::malformed
    );
}

} // namespace

} // namespace chancery::crypto
