// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.hpp"
#include "crypto/der.hpp"
#include "crypto/keys_for_tests.hpp"
#include "crypto/openssl.hpp"
#include "crypto/random.hpp"

#include <gtest/gtest.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

namespace chancery::crypto {

namespace {

using namespace std::chrono_literals;

constexpr Time now{1'800'000'000s};

const DistinguishedName root_name{"DE", "", "", "Example University", "Example Root R1"};

X509Handle openssl_read(const Bytes& der) {
    const auto* at = octets(der);
    X509Handle certificate(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
    EXPECT_EQ(at, octets(der) + der.size());
    return certificate;
}

Bytes issue(
    const DistinguishedName& subject,
    const PublicKey& key,
    std::vector<Extension> extensions,
    const PrivateKey& issuer_key,
    const Bytes& serial
) {
    const auto& issuer = issuer_key.public_key();
    extensions.push_back(subject_key_identifier(key.spki()));
    extensions.push_back(authority_key_identifier(key_identifier(issuer.spki())));
    const auto signed_part = to_be_signed({
        .serial = serial,
        .issuer_key_algorithm = issuer.algorithm(),
        .issuer = to_der(root_name),
        .subject = to_der(subject),
        .not_before = now - 1h,
        .not_after = now + 90 * 24h,
        .spki = key.spki(),
        .extensions = std::move(extensions),
    });
    return sign_certificate(signed_part, issuer_key);
}

Bytes issue_root(const PrivateKey& key) {
    return issue(
        root_name, key.public_key(), {basic_constraints_ca(0), key_usage_ca()}, key, "\x01"
    );
}

const DistinguishedName leaf_name{
    "DE", "Hessen", "Marburg", "Uni \xc3\xa4 & Co., \"K\"", "www.example.org"};

Bytes issue_leaf(const PublicKey& key, const PrivateKey& issuer_key, const Bytes& serial) {
    return issue(
        leaf_name,
        key,
        {basic_constraints_end_entity(),
         key_usage_end_entity(key.algorithm()),
         extended_key_usage_server(true),
         subject_alternative_name(
             {"www.example.org", "*.example.org"}, {Bytes("\xc0\x00\x02\x01", 4)}, false
         ),
         certificate_policies({"2.23.140.1.2.2"}),
         must_staple()},
        issuer_key,
        serial
    );
}

/// What OpenSSL prints of an extension.
std::string printed(X509* certificate, int nid) {
    const int at = X509_get_ext_by_NID(certificate, nid, -1);
    if (at < 0) return "absent";
    const MemoryStream stream(BIO_new(BIO_s_mem()));
    auto* extension = X509_get_ext(certificate, at);
    X509V3_EXT_print(stream.get(), extension, 0, 0);
    return (X509_EXTENSION_get_critical(extension) ? "critical " : "") + written(stream.get());
}

/// 0 for a chain that OpenSSL accepts for a TLS server of this name; its error otherwise.
int verification_error(const Bytes& leaf, const Bytes& root, const char* host, Time at) {
    const std::unique_ptr<X509_STORE, Free<X509_STORE_free>> store(X509_STORE_new());
    const std::unique_ptr<X509_STORE_CTX, Free<X509_STORE_CTX_free>> context(X509_STORE_CTX_new());
    const auto leaf_handle = openssl_read(leaf);
    X509_STORE_add_cert(store.get(), openssl_read(root).get());
    X509_STORE_CTX_init(context.get(), store.get(), leaf_handle.get(), nullptr);
    auto* parameters = X509_STORE_CTX_get0_param(context.get());
    X509_VERIFY_PARAM_set_time(parameters, at.time_since_epoch().count());
    X509_VERIFY_PARAM_set_flags(
        parameters, X509_V_FLAG_X509_STRICT | X509_V_FLAG_CHECK_SS_SIGNATURE
    );
    X509_VERIFY_PARAM_set1_host(parameters, host, 0);
    X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_SSL_SERVER);
    return X509_verify_cert(context.get()) == 1 ? 0 : X509_STORE_CTX_get_error(context.get());
}

TEST(Certificate, chains_in_openssl_for_every_kind_of_key) {
    for (const auto kind : every_kind) {
        const auto& ca = test_key(kind);
        const auto root = issue_root(ca);
        for (const auto leaf_kind : every_kind) {
            const auto leaf = issue_leaf(test_key(leaf_kind).public_key(), ca, random_bytes(16));
            if (kind != leaf_kind) { // else it would look self-issued by its key
                EXPECT_EQ(verification_error(leaf, root, "www.example.org", now), 0);
            }
            EXPECT_EQ(
                verification_error(leaf, root, "www.example.com", now), X509_V_ERR_HOSTNAME_MISMATCH
            );
            EXPECT_EQ(
                verification_error(leaf, root, "www.example.org", now + 91 * 24h),
                X509_V_ERR_CERT_HAS_EXPIRED
            );
        }
    }
}

TEST(Certificate, says_in_openssl_what_was_written) {
    const auto& ca = test_key(KeyType::ecdsaP384);
    const auto& key = test_key(KeyType::ecdsaP256).public_key();
    const auto serial = from_hex("8000000000000000000000000000000000000001");
    const auto leaf = issue_leaf(key, ca, serial.substr(1));
    const auto certificate = openssl_read(leaf);
    ASSERT_TRUE(certificate);
    EXPECT_EQ(X509_get_version(certificate.get()), X509_VERSION_3);
    EXPECT_EQ(X509_get_signature_nid(certificate.get()), NID_ecdsa_with_SHA384);
    EXPECT_EQ(encoded(X509_get_X509_PUBKEY(certificate.get()), i2d_X509_PUBKEY), key.spki());
    EXPECT_EQ(printed(certificate.get(), NID_basic_constraints), "critical CA:FALSE");
    EXPECT_EQ(printed(certificate.get(), NID_key_usage), "critical Digital Signature");
    EXPECT_EQ(
        printed(certificate.get(), NID_ext_key_usage),
        "TLS Web Server Authentication, TLS Web Client Authentication"
    );
    EXPECT_EQ(
        printed(certificate.get(), NID_subject_alt_name),
        "DNS:www.example.org, DNS:*.example.org, IP Address:192.0.2.1"
    );
    EXPECT_EQ(printed(certificate.get(), NID_certificate_policies), "Policy: 2.23.140.1.2.2");
    EXPECT_EQ(printed(certificate.get(), NID_tlsfeature), "status_request");
    EXPECT_EQ(encoded(certificate.get(), i2d_X509), leaf);
    X509_NAME* subject = X509_get_subject_name(certificate.get());
    EXPECT_EQ(encoded(subject, i2d_X509_NAME), to_der(leaf_name));
    EXPECT_EQ(X509_NAME_entry_count(subject), 5);
    const int types[] = {
        NID_countryName,
        NID_stateOrProvinceName,
        NID_localityName,
        NID_organizationName,
        NID_commonName};
    for (int i = 0; i < 5; ++i) {
        const auto* entry = X509_NAME_get_entry(subject, i);
        EXPECT_EQ(OBJ_obj2nid(X509_NAME_ENTRY_get_object(entry)), types[i]);
        EXPECT_EQ(
            ASN1_STRING_type(X509_NAME_ENTRY_get_data(entry)),
            i == 0 ? V_ASN1_PRINTABLESTRING : V_ASN1_UTF8STRING
        );
    }
}

TEST(Certificate, of_a_ca_says_so) {
    const auto root = openssl_read(issue_root(test_key(KeyType::rsa2048)));
    EXPECT_EQ(printed(root.get(), NID_basic_constraints), "critical CA:TRUE, pathlen:0");
    EXPECT_EQ(printed(root.get(), NID_key_usage), "critical Certificate Sign, CRL Sign");
    EXPECT_EQ(X509_get_signature_nid(root.get()), NID_sha256WithRSAEncryption);
    EXPECT_EQ(basic_constraints_ca(std::nullopt).value, from_hex("30030101ff"));
    const auto leaf = openssl_read(
        issue_leaf(test_key(KeyType::rsa2048).public_key(), test_key(KeyType::ed25519), "\x05")
    );
    EXPECT_EQ(printed(leaf.get(), NID_key_usage), "critical Digital Signature, Key Encipherment");
}

TEST(Certificate, is_read_as_it_was_written) {
    const auto& ca = test_key(KeyType::ecdsaP256);
    const auto& key = test_key(KeyType::ed25519).public_key();
    const auto serial = from_hex("00f102030405060708090a0b0c0d0e0f10");
    const auto info = read_certificate(issue_leaf(key, ca, serial));
    EXPECT_EQ(info.serial, serial.substr(1));
    EXPECT_EQ(
        info.subject,
        "CN=www.example.org,O=Uni \xc3\xa4 & Co.\\, \\\"K\\\",L=Marburg,ST=Hessen,C=DE"
    );
    EXPECT_EQ(info.issuer, "CN=Example Root R1,O=Example University,C=DE");
    EXPECT_EQ(info.subject_der, to_der(leaf_name));
    EXPECT_EQ(info.issuer_der, to_der(root_name));
    EXPECT_EQ(info.common_name, "www.example.org");
    EXPECT_EQ(info.issuer_common_name, "Example Root R1");
    EXPECT_TRUE(info.must_staple);
    EXPECT_EQ(info.dns_names, (std::vector<std::string>{"www.example.org", "*.example.org"}));
    EXPECT_EQ(info.ip_addresses, std::vector{Bytes("\xc0\x00\x02\x01", 4)});
    EXPECT_EQ(info.not_before, now - 1h);
    EXPECT_EQ(info.not_after, now + 90 * 24h);
    EXPECT_EQ(info.key, key);
    EXPECT_EQ(info.key_identifier, key_identifier(key.spki()));
    EXPECT_EQ(info.authority_key_identifier, key_identifier(ca.public_key().spki()));
    EXPECT_FALSE(info.is_ca);
    const auto root = read_certificate(issue_root(ca));
    EXPECT_TRUE(root.is_ca);
    EXPECT_FALSE(root.must_staple);
}

TEST(SerialOf, reads_the_serial_alone) {
    const auto& ca = test_key(KeyType::ecdsaP256);
    for (const auto* serial : {"07", "7f02030405060708090a0b0c0d0e0f10", "f102030405060708"})
        EXPECT_EQ(to_hex(serial_of(issue_leaf(ca.public_key(), ca, from_hex(serial)))), serial);
    const auto leaf = issue_leaf(ca.public_key(), ca, "\x07");
    for (const auto& bad :
         {Bytes(), leaf + "x", leaf.substr(0, 40), Bytes("\x30\x00", 2), from_hex("30023000")})
        EXPECT_EQ(fault_of([&] { serial_of(bad); }), Fault::malformed) << to_hex(bad);
}

TEST(SignedBy, knows_who_signed) {
    for (const auto kind : every_kind) {
        const auto& ca = test_key(kind);
        const auto leaf = issue_leaf(test_key(KeyType::ecdsaP256).public_key(), ca, "\x07");
        for (const auto other : every_kind)
            EXPECT_EQ(signed_by(leaf, test_key(other).public_key()), other == kind);
        auto changed = leaf;
        changed[20] = static_cast<char>(changed[20] ^ 1);
        EXPECT_FALSE(signed_by(changed, ca.public_key()));
    }
}

TEST(Certificate, is_not_signed_by_a_key_that_it_does_not_name) {
    const auto signed_part = to_be_signed({
        .serial = "\x01",
        .issuer_key_algorithm = KeyAlgorithm::ec_p384,
        .issuer = to_der(root_name),
        .subject = to_der(leaf_name),
        .not_before = now,
        .not_after = now + 1h,
        .spki = test_key(KeyType::ecdsaP256).public_key().spki(),
        .extensions = {},
    });
    EXPECT_EQ(
        fault_of([&] { sign_certificate(signed_part, test_key(KeyType::ecdsaP256)); }),
        Fault::internal
    );
    EXPECT_FALSE(fault_of([&] { sign_certificate(signed_part, test_key(KeyType::ecdsaP384)); }));
}

TEST(Certificate, has_a_positive_serial_of_at_most_20_octets) {
    const auto& ca = test_key(KeyType::ecdsaP256);
    const auto fault = [&](const Bytes& serial) {
        return fault_of([&] { issue_leaf(ca.public_key(), ca, serial); });
    };
    EXPECT_EQ(fault(""), Fault::internal);
    EXPECT_EQ(fault(Bytes(5, '\0')), Fault::internal);
    EXPECT_EQ(fault(Bytes(20, '\x80')), Fault::internal); // 21 with its sign
    EXPECT_FALSE(fault(Bytes(20, '\x7f')));
}

} // namespace

} // namespace chancery::crypto
