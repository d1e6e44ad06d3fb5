// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.hpp"
#include "crypto/crl.hpp"
#include "crypto/keys_for_tests.hpp"
#include "crypto/openssl.hpp"
#include "crypto/openssl_for_tests.hpp"

#include <gtest/gtest.h>
#include <openssl/x509v3.h>

namespace chancery::crypto {

namespace {

using namespace std::chrono_literals;
using CrlHandle = std::unique_ptr<X509_CRL, Free<X509_CRL_free>>;
using Octets = std::unique_ptr<ASN1_INTEGER, Free<ASN1_INTEGER_free>>;
using Reason = std::unique_ptr<ASN1_ENUMERATED, Free<ASN1_ENUMERATED_free>>;
using AuthorityKey = std::unique_ptr<AUTHORITY_KEYID, Free<AUTHORITY_KEYID_free>>;

constexpr Time now{1'800'000'000s}; // 2027-01-15T08:00:00Z

const Bytes issuer = to_der(DistinguishedName{"DE", "", "", "Example University", "Issuing CA"});

CrlFields fields_for(const PrivateKey& key, std::vector<RevokedEntry> entries = {}) {
    return {
        .issuer_key_algorithm = key.public_key().algorithm(),
        .issuer = issuer,
        .issuer_key_identifier = key_identifier(key.public_key().spki()),
        .number = 0x1'8000'0000,
        .this_update = now,
        .next_update = now + 7 * 24h,
        .entries = std::move(entries),
    };
}

CrlHandle openssl_read(const Bytes& der) {
    const auto* at = octets(der);
    CrlHandle crl(d2i_X509_CRL(nullptr, &at, static_cast<long>(der.size())));
    EXPECT_EQ(at, octets(der) + der.size());
    return crl;
}

CrlHandle signed_crl(const CrlFields& fields, const PrivateKey& key) {
    return openssl_read(sign_crl(to_be_signed(fields), key));
}

/// Null where nothing with this serial is revoked.
const X509_REVOKED* entry_of(X509_CRL* crl, const Bytes& serial) {
    const Number number = to_number(serial);
    const Octets wanted(BN_to_ASN1_INTEGER(number.get(), nullptr));
    X509_REVOKED* entry = nullptr;
    return X509_CRL_get0_by_serial(crl, &entry, wanted.get()) == 1 ? entry : nullptr;
}

/// The entry's CRLReason, -1 where it has none, -2 where there is no entry.
long reason_of(X509_CRL* crl, const Bytes& serial) {
    const auto* entry = entry_of(crl, serial);
    if (!entry) return -2;
    const Reason reason(static_cast<ASN1_ENUMERATED*>(
        X509_REVOKED_get_ext_d2i(entry, NID_crl_reason, nullptr, nullptr)
    ));
    return reason ? ASN1_ENUMERATED_get(reason.get()) : -1;
}

TEST(Crl, verifies_in_openssl_for_every_kind_of_key) {
    for (const auto kind : every_kind) {
        const auto& key = test_key(kind);
        const auto crl = signed_crl(fields_for(key, {{"\x07", now, 1}}), key);
        ASSERT_TRUE(crl);
        for (const auto other : every_kind)
            EXPECT_EQ(
                X509_CRL_verify(crl.get(), openssl_key(test_key(other)).get()) == 1, other == kind
            );
    }
    forget_errors();
}

TEST(Crl, says_in_openssl_what_was_written) {
    const auto& key = test_key(KeyType::ecdsaP384);
    const auto crl = signed_crl(fields_for(key), key);
    ASSERT_TRUE(crl);
    EXPECT_EQ(X509_CRL_get_version(crl.get()), X509_CRL_VERSION_2);
    EXPECT_EQ(encoded(X509_CRL_get_issuer(crl.get()), i2d_X509_NAME), issuer);
    EXPECT_EQ(bytes_of(X509_CRL_get0_lastUpdate(crl.get())), "270115080000Z");
    EXPECT_EQ(bytes_of(X509_CRL_get0_nextUpdate(crl.get())), "270122080000Z");
    EXPECT_EQ(X509_CRL_get_REVOKED(crl.get()), nullptr) << "an empty list must be absent";
    EXPECT_EQ(X509_CRL_get_ext_count(crl.get()), 2);
    int critical = -1;
    const Octets number(static_cast<ASN1_INTEGER*>(
        X509_CRL_get_ext_d2i(crl.get(), NID_crl_number, &critical, nullptr)
    ));
    std::int64_t value = 0;
    ASSERT_EQ(ASN1_INTEGER_get_int64(&value, number.get()), 1);
    EXPECT_EQ(value, 0x1'8000'0000);
    EXPECT_EQ(critical, 0);
    const AuthorityKey authority(static_cast<AUTHORITY_KEYID*>(
        X509_CRL_get_ext_d2i(crl.get(), NID_authority_key_identifier, &critical, nullptr)
    ));
    ASSERT_TRUE(authority);
    EXPECT_EQ(bytes_of(authority->keyid), key_identifier(key.public_key().spki()));
    EXPECT_EQ(critical, 0);
}

// conforms: 8555-7.6-1
TEST(Crl, lists_serials_with_time_and_reason) {
    const auto& key = test_key(KeyType::ecdsaP256);
    const auto high = from_hex("80000000000000000000000000000000000001");
    const auto crl = signed_crl(
        fields_for(
            key, {{high, now - 1h, 0}, {from_hex("0102"), now - 2h, 1}, {from_hex("7fff"), now, 9}}
        ),
        key
    );
    ASSERT_TRUE(crl);
    EXPECT_EQ(sk_X509_REVOKED_num(X509_CRL_get_REVOKED(crl.get())), 3);
    EXPECT_EQ(reason_of(crl.get(), high), -1) << "unspecified is left out";
    EXPECT_EQ(reason_of(crl.get(), from_hex("0102")), CRL_REASON_KEY_COMPROMISE);
    EXPECT_EQ(reason_of(crl.get(), from_hex("7fff")), CRL_REASON_PRIVILEGE_WITHDRAWN);
    EXPECT_EQ(reason_of(crl.get(), from_hex("03")), -2);
    EXPECT_EQ(
        bytes_of(X509_REVOKED_get0_revocationDate(entry_of(crl.get(), from_hex("0102")))),
        "270115060000Z"
    );
}

TEST(Crl, writes_times_from_2050_on_as_generalized_time) {
    const auto& key = test_key(KeyType::ecdsaP256);
    auto fields = fields_for(key);
    fields.next_update = Time{2'524'608'000s};
    const auto crl = signed_crl(fields, key);
    ASSERT_TRUE(crl);
    EXPECT_EQ(bytes_of(X509_CRL_get0_nextUpdate(crl.get())), "20500101000000Z");
}

TEST(Crl, is_not_signed_by_a_key_that_it_does_not_name) {
    const auto& key = test_key(KeyType::ecdsaP256);
    const auto list = to_be_signed(fields_for(key));
    EXPECT_EQ(fault_of([&] { sign_crl(list, test_key(KeyType::ed25519)); }), Fault::internal);
}

TEST(Crl, has_a_positive_number_and_known_reasons) {
    const auto& key = test_key(KeyType::ecdsaP256);
    auto fields = fields_for(key);
    fields.number = 0;
    EXPECT_EQ(fault_of([&] { to_be_signed(fields); }), Fault::internal);
    for (const int reason : {-1, 7, 11})
        EXPECT_EQ(
            fault_of([&] {
                to_be_signed(fields_for(key, {{"\x01", now, reason}}));
            }),
            Fault::internal
        ) << reason;
}

TEST(Certificate, says_where_crl_and_issuer_are) {
    const auto& key = test_key(KeyType::ecdsaP256);
    const auto info = read_certificate(sign_certificate(
        to_be_signed(CertificateFields{
            .serial = "\x01",
            .issuer_key_algorithm = key.public_key().algorithm(),
            .issuer = issuer,
            .subject = issuer,
            .not_before = now,
            .not_after = now + 1h,
            .spki = key.public_key().spki(),
            .extensions =
                {crl_distribution_points("http://pki.example.org/ca/one.crl"),
                 authority_information_access("http://pki.example.org/ca/one.crt")},
        }),
        key
    ));
    EXPECT_EQ(info.crl_urls, std::vector<std::string>{"http://pki.example.org/ca/one.crl"});
    EXPECT_EQ(info.ca_issuers_urls, std::vector<std::string>{"http://pki.example.org/ca/one.crt"});
}

} // namespace

} // namespace chancery::crypto
