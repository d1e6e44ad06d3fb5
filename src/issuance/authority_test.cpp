// SPDX-License-Identifier: Apache-2.0
#include "crypto/randomness_for_tests.hpp"
#include "issuance/authority.hpp"
#include "issuance/issuance_for_tests.hpp"

#include <gtest/gtest.h>
#include <openssl/x509v3.h>

namespace chancery::issuance {

namespace {

using namespace std::chrono_literals;

Bytes root_of(const Authority& authority) {
    return der_of(authority.root_pem);
}

Bytes issuing_of(const Authority& authority) {
    return der_of(authority.issuing_pem);
}

Bytes leaf_of(const Authority& authority) {
    Wish wish;
    wish.issuer = facts_of(authority);
    return crypto::sign_certificate(wish.draft().to_be_signed, authority.issuing_key);
}

TEST(Authority, has_a_root_of_p384_for_20_years) {
    const auto root = crypto::read_certificate(root_of(test_authority()));
    EXPECT_EQ(root.subject, "CN=Example University Root R1,O=Example University");
    EXPECT_EQ(root.issuer_der, root.subject_der);
    EXPECT_EQ(root.key.type(), KeyType::ecdsaP384);
    EXPECT_EQ(root.key, test_authority().root_key.public_key());
    EXPECT_EQ(root.not_before, now - 1h);
    // RFC 5280 §4.1.2.5: both ends are included.
    EXPECT_EQ(root.not_after + 1s, root.not_before + std::chrono::years(20));
    EXPECT_TRUE(root.is_ca);
    EXPECT_EQ(X509_get_pathlen(openssl_read(root_of(test_authority())).get()), -1);
}

TEST(Authority, has_an_issuing_ca_of_p256_for_10_years) {
    const auto issuing = crypto::read_certificate(issuing_of(test_authority()));
    EXPECT_EQ(issuing.subject, "CN=Example University Issuing CA I1,O=Example University");
    EXPECT_EQ(issuing.issuer, "CN=Example University Root R1,O=Example University");
    EXPECT_EQ(issuing.key.type(), KeyType::ecdsaP256);
    EXPECT_EQ(issuing.key, test_authority().issuing_key.public_key());
    EXPECT_EQ(issuing.not_before, now - 1h);
    EXPECT_EQ(issuing.not_after + 1s, issuing.not_before + std::chrono::years(10));
    EXPECT_TRUE(issuing.is_ca);
    const auto handle = openssl_read(issuing_of(test_authority()));
    EXPECT_EQ(X509_get_pathlen(handle.get()), 0);
    EXPECT_EQ(X509_get_key_usage(handle.get()), std::uint32_t{KU_KEY_CERT_SIGN | KU_CRL_SIGN});
}

TEST(Authority, is_a_chain_that_openssl_verifies) {
    const auto& authority = test_authority();
    const auto leaf = leaf_of(authority);
    const auto root = root_of(authority);
    EXPECT_EQ(verification_error(leaf, {issuing_of(authority)}, root), X509_V_OK);
    EXPECT_EQ(verification_error(leaf, {}, root), X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY);
    const auto other = create_authority("Example University", "", now);
    EXPECT_NE(verification_error(leaf, {issuing_of(authority)}, root_of(other)), X509_V_OK);
}

TEST(Authority, has_no_ca_below_its_issuing_ca) {
    const auto& authority = test_authority();
    const auto& key = test_key(KeyType::ecdsaP384);
    Wish wish;
    const crypto::DistinguishedName name{"", "", "", "Example University", "One CA too many"};
    const auto below = crypto::sign_certificate(
        crypto::to_be_signed({
            .serial = new_serial(now),
            .issuer_key_algorithm = wish.issuer.key_algorithm,
            .issuer = wish.issuer.name,
            .subject = crypto::to_der(name),
            .not_before = now,
            .not_after = now + 24h,
            .spki = key.public_key().spki(),
            .extensions =
                {crypto::basic_constraints_ca(0),
                 crypto::key_usage_ca(),
                 crypto::subject_key_identifier(key.public_key().spki()),
                 crypto::authority_key_identifier(wish.issuer.key_identifier)},
        }),
        authority.issuing_key
    );
    const auto info = crypto::read_certificate(below);
    wish.issuer.name = info.subject_der;
    wish.issuer.key_identifier = info.key_identifier;
    wish.issuer.key_algorithm = info.key.algorithm();
    const auto leaf = crypto::sign_certificate(wish.draft().to_be_signed, key);
    EXPECT_EQ(
        verification_error(leaf, {below, issuing_of(authority)}, root_of(authority)),
        X509_V_ERR_PATH_LENGTH_EXCEEDED
    );
}

TEST(Authority, of_staging_says_so_in_both_names) {
    const auto staging = create_authority("Example University", "STAGING untrusted ", now);
    EXPECT_EQ(
        crypto::read_certificate(root_of(staging)).common_name,
        "STAGING untrusted Example University Root R1"
    );
    EXPECT_EQ(
        crypto::read_certificate(issuing_of(staging)).common_name,
        "STAGING untrusted Example University Issuing CA I1"
    );
    EXPECT_EQ(
        verification_error(leaf_of(staging), {issuing_of(staging)}, root_of(staging)), X509_V_OK
    );
}

/// The subject's common name as OpenSSL reads it; empty when it reads none, as when it is no UTF-8.
std::string common_name_in_openssl(const Bytes& certificate) {
    const auto handle = openssl_read(certificate);
    if (!handle) return {};
    auto* subject = X509_get_subject_name(handle.get());
    const int at = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    unsigned char* text = nullptr;
    const int size =
        ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, at)));
    if (size < 0) return {};
    std::string name(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
    OPENSSL_free(text);
    return name;
}

TEST(Authority, of_a_long_organization_cuts_it_in_the_common_names_alone) {
    std::string umlauts = "x";
    while (umlauts.size() < 63)
        umlauts += "\xc3\xa4"; // so that a cut falls into the middle of one
    for (const auto& organization : {std::string(64, 'o'), umlauts, umlauts.substr(1)}) {
        const auto authority = create_authority(organization, "STAGING untrusted ", now);
        for (const auto& [certificate, role] :
             {std::pair{root_of(authority), " Root R1"},
              std::pair{issuing_of(authority), " Issuing CA I1"}}) {
            const auto name = common_name_in_openssl(certificate);
            EXPECT_LE(name.size(), 64U);
            ASSERT_GE(name.size(), 63U); // as much as there is room for
            EXPECT_TRUE(name.starts_with("STAGING untrusted " + organization.substr(0, 31)));
            EXPECT_TRUE(name.ends_with(role)) << name;
            EXPECT_TRUE(crypto::read_certificate(certificate).subject.ends_with("O=" + organization)
            );
        }
    }
}

TEST(Serial, has_20_octets_in_the_order_of_time) {
    const auto serial = new_serial(now);
    ASSERT_EQ(serial.size(), 20U);
    EXPECT_EQ(to_hex(serial.substr(0, 4)), "35a4e900"); // half of 1,800,000,000
    EXPECT_LT(serial, new_serial(now + 2s));
    // Positive and of full length until its time runs over, in the year 2106.
    constexpr Time last{4'294'967'295s};
    EXPECT_EQ(to_hex(new_serial(last).substr(0, 4)), "7fffffff");
}

TEST(Serial, never_occurs_twice_nor_follows_from_another) {
    // BR §7.1: at least 64 bits of a generator's; here the 128 after the time.
    const auto after_the_time = [] { return new_serial(now).substr(4); };
    EXPECT_EQ(crypto::Samples(crypto::draw_many(4000, after_the_time)).fault(), "");
}

} // namespace

} // namespace chancery::issuance
