// SPDX-License-Identifier: Apache-2.0
#include "base/address.hpp"
#include "issuance/draft.hpp"
#include "issuance/issuance_for_tests.hpp"

#include <gtest/gtest.h>
#include <openssl/x509v3.h>

namespace chancery::issuance {

namespace {

using namespace std::chrono_literals;

Bytes signed_draft(const Draft& draft) {
    return crypto::sign_certificate(draft.to_be_signed, test_authority().issuing_key);
}

crypto::CertificateInfo read(const Wish& wish) {
    return crypto::read_certificate(signed_draft(wish.draft()));
}

/// What OpenSSL prints of an extension.
std::string printed(const Wish& wish, int nid) {
    const auto certificate = openssl_read(signed_draft(wish.draft()));
    const int at = X509_get_ext_by_NID(certificate.get(), nid, -1);
    if (at < 0) return "absent";
    const crypto::MemoryStream stream(BIO_new(BIO_s_mem()));
    auto* extension = X509_get_ext(certificate.get(), at);
    X509V3_EXT_print(stream.get(), extension, 0, 0);
    return (X509_EXTENSION_get_critical(extension) ? "critical " : "") +
           crypto::written(stream.get());
}

TEST(Draft, is_a_server_certificate_of_the_organization) {
    const Wish wish;
    const auto leaf = signed_draft(wish.draft());
    const auto& authority = test_authority();
    EXPECT_EQ(
        verification_error(leaf, {der_of(authority.issuing_pem)}, der_of(authority.root_pem)),
        X509_V_OK
    );
    const auto info = crypto::read_certificate(leaf);
    EXPECT_EQ(info.subject, "CN=www.campus.example,O=Example University,L=Marburg,ST=Hessen,C=DE");
    EXPECT_EQ(info.issuer_der, wish.issuer.name);
    EXPECT_EQ(info.key, wish.key);
    EXPECT_FALSE(info.is_ca);
    EXPECT_EQ(
        printed(wish, NID_subject_alt_name), "DNS:www.campus.example, DNS:*.lab.campus.example"
    );
    EXPECT_EQ(printed(wish, NID_key_usage), "critical Digital Signature");
    EXPECT_EQ(printed(wish, NID_ext_key_usage), "TLS Web Server Authentication");
    EXPECT_EQ(printed(wish, NID_basic_constraints), "critical CA:FALSE");
    EXPECT_EQ(printed(wish, NID_certificate_policies), "absent");
}

TEST(Draft, says_of_itself_what_its_bytes_say) {
    for (const auto kind : crypto::every_kind) {
        Wish wish;
        wish.key = test_key(kind).public_key();
        const auto draft = wish.draft();
        const auto info = crypto::read_certificate(signed_draft(draft));
        EXPECT_EQ(draft.serial, info.serial);
        EXPECT_EQ(draft.not_before, info.not_before);
        EXPECT_EQ(draft.not_after, info.not_after);
        EXPECT_EQ(draft.key_digest, crypto::sha256(info.key.spki()));
        EXPECT_EQ(draft.key_type, to_string(info.key.type().value()));
    }
}

TEST(Draft, has_the_usages_of_its_key_and_profile) {
    Wish wish;
    wish.key = test_key(KeyType::rsa2048).public_key();
    wish.profile.client_auth = true;
    wish.profile.policies = {"2.23.140.1.2.2"};
    EXPECT_EQ(printed(wish, NID_key_usage), "critical Digital Signature, Key Encipherment");
    EXPECT_EQ(
        printed(wish, NID_ext_key_usage),
        "TLS Web Server Authentication, TLS Web Client Authentication"
    );
    EXPECT_EQ(printed(wish, NID_certificate_policies), "Policy: 2.23.140.1.2.2");
}

TEST(Draft, must_staple_where_it_was_asked_for) {
    Wish wish;
    wish.profile.takes_must_staple = true;
    EXPECT_EQ(printed(wish, NID_tlsfeature), "absent");
    wish.must_staple = true;
    EXPECT_EQ(printed(wish, NID_tlsfeature), "status_request");
    wish.profile.takes_must_staple = false;
    EXPECT_EQ(fault_of([&] { wish.draft(); }), Fault::internal);
}

TEST(Draft, lives_as_long_as_its_profile_says) {
    Wish wish;
    EXPECT_EQ(read(wish).not_before, now - 1h); // for hosts whose clock is a little late
    EXPECT_EQ(read(wish).not_after, now - 1h + 90 * 24h - 1s);
    wish.profile.lifetime = 7 * 24h;
    EXPECT_EQ(read(wish).not_after, now - 1h + 7 * 24h - 1s);
    wish.profile.lifetime = 200 * 24h;
    EXPECT_EQ(read(wish).not_after, now - 1h + 200 * 24h - 1s);
}

TEST(Draft, of_a_profile_that_is_longer_than_public_rules_allow_is_shorter) {
    Wish wish;
    wish.profile.lifetime = 398 * 24h;
    EXPECT_EQ(read(wish).not_after, now - 1h + 200 * 24h - 1s);
    wish.profile.names.rules = RuleSet::office;
    EXPECT_EQ(read(wish).not_after, now - 1h + 398 * 24h - 1s);
}

TEST(Draft, does_not_outlive_its_issuer) {
    Wish wish;
    wish.issuer.not_after = now + 10 * 24h;
    EXPECT_EQ(read(wish).not_after, now + 10 * 24h);
    wish.issuer.not_after = now - 2h; // it is over
    EXPECT_EQ(fault_of([&] { wish.draft(); }), Fault::not_issuing);
}

TEST(Draft, of_a_profile_without_subject_names_no_organization) {
    Wish wish;
    wish.profile.subject = SubjectForm::none;
    EXPECT_EQ(read(wish).subject, "CN=www.campus.example");
    EXPECT_EQ(
        printed(wish, NID_subject_alt_name), "DNS:www.campus.example, DNS:*.lab.campus.example"
    );
}

TEST(Draft, with_an_empty_subject_has_a_critical_subject_alternative_name) {
    // RFC 5280 §4.2.1.6.
    Wish wish;
    wish.profile.subject = SubjectForm::none;
    wish.common_name.clear();
    EXPECT_EQ(read(wish).subject, "");
    EXPECT_EQ(
        printed(wish, NID_subject_alt_name),
        "critical DNS:www.campus.example, DNS:*.lab.campus.example"
    );
}

TEST(Draft, leaves_out_what_the_organization_does_not_say) {
    Wish wish;
    wish.organization.country.clear();
    wish.organization.state.clear();
    wish.organization.locality.clear();
    wish.common_name.clear();
    EXPECT_EQ(read(wish).subject, "O=Example University");
}

TEST(Draft, of_the_servers_own_has_addresses) {
    Wish wish;
    wish.profile.names.rules = RuleSet::office;
    wish.common_name.clear();
    wish.dns_names = {"office"};
    wish.ip_addresses = {parse_address("192.0.2.7").value(), parse_address("2001:db8::7").value()};
    EXPECT_EQ(
        printed(wish, NID_subject_alt_name),
        "DNS:office, IP Address:192.0.2.7, IP Address:2001:DB8:0:0:0:0:0:7"
    );
    wish.dns_names.clear();
    EXPECT_EQ(read(wish).ip_addresses, wish.ip_addresses);
}

TEST(Draft, with_a_name_in_the_common_name_alone_is_our_own_mistake) {
    Wish wish;
    wish.common_name = "other.campus.example";
    EXPECT_EQ(fault_of([&] { wish.draft(); }), Fault::internal);
    wish.common_name.clear();
    wish.dns_names.clear();
    EXPECT_EQ(fault_of([&] { wish.draft(); }), Fault::internal);
}

} // namespace

} // namespace chancery::issuance
