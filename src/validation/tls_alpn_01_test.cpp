// SPDX-License-Identifier: Apache-2.0
// Certificates are OpenSSL's.
#include "crypto/keys_for_tests.hpp"
#include "crypto/openssl_for_tests.hpp"
#include "validation/validation_for_tests.hpp"

#include <gtest/gtest.h>
#include <openssl/x509v3.h>

namespace chancery::validation {

namespace {

using crypto::KeyType;

const auto tls = method(acme::ChallengeType::tls_alpn_01);
const auto subject = subject_of("www.example.org");
constexpr auto acme_identifier = "1.3.6.1.5.5.7.1.31";

struct Extension {
    const char* oid;
    bool is_critical;
    Bytes value;
};

/// As openssl.cnf writes it: "DNS:www.example.org".
Extension alternative_names(const char* names) {
    auto* made = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names);
    EXPECT_NE(made, nullptr) << names;
    const Extension extension{
        "2.5.29.17", false, Bytes(crypto::bytes_of(X509_EXTENSION_get_data(made)))};
    X509_EXTENSION_free(made);
    return extension;
}

/// RFC 8737 §3: an OCTET STRING of 32 octets.
Bytes identifier_value(BytesView digest) {
    return Bytes("\x04").append(1, static_cast<char>(digest.size())).append(digest);
}

Extension identifier(const Subject& about = subject, bool is_critical = true) {
    return {
        acme_identifier, is_critical, identifier_value(crypto::sha256(about.key_authorization))};
}

struct Wish {
    std::vector<Extension> extensions = {alternative_names("DNS:www.example.org"), identifier()};
    KeyType key = KeyType::ecdsaP256;
    KeyType signer = key;
    const EVP_MD* digest = EVP_sha256();
    const char* issuer = "www.example.org";
};

void set_name(X509_NAME* name, const char* common_name) {
    X509_NAME_add_entry_by_NID(
        name,
        NID_commonName,
        MBSTRING_UTF8,
        reinterpret_cast<const unsigned char*>(common_name),
        -1,
        -1,
        0
    );
}

void add(X509* certificate, const Extension& extension) {
    auto* octets = ASN1_OCTET_STRING_new();
    ASN1_OCTET_STRING_set(
        octets, crypto::octets(extension.value), static_cast<int>(extension.value.size())
    );
    auto* oid = OBJ_txt2obj(extension.oid, 1);
    auto* made = X509_EXTENSION_create_by_OBJ(nullptr, oid, extension.is_critical, octets);
    EXPECT_EQ(X509_add_ext(certificate, made, -1), 1);
    X509_EXTENSION_free(made);
    ASN1_OBJECT_free(oid);
    ASN1_OCTET_STRING_free(octets);
}

Bytes certificate(EVP_PKEY* key, EVP_PKEY* signer, const Wish& wish) {
    const crypto::X509Handle made(X509_new());
    X509_set_version(made.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(made.get()), 1);
    set_name(X509_get_subject_name(made.get()), "www.example.org");
    set_name(X509_get_issuer_name(made.get()), wish.issuer);
    X509_gmtime_adj(X509_getm_notBefore(made.get()), 0);
    X509_gmtime_adj(X509_getm_notAfter(made.get()), 3600);
    X509_set_pubkey(made.get(), key);
    for (const auto& extension : wish.extensions)
        add(made.get(), extension);
    EXPECT_GT(X509_sign(made.get(), signer, wish.digest), 0);
    return crypto::encoded(made.get(), i2d_X509);
}

Bytes certificate(const Wish& wish = {}) {
    const auto key = crypto::openssl_key(crypto::test_key(wish.key));
    const auto signer = crypto::openssl_key(crypto::test_key(wish.signer));
    return certificate(key.get(), signer.get(), wish);
}

std::string sentence(const Bytes& der, const Subject& about = subject) {
    const auto outcome = tls.judge(about, net::TlsAnswer{der, "acme-tls/1", "192.0.2.7"});
    EXPECT_TRUE(!fault_of(outcome) || fault_of(outcome) == Fault::incorrect_response);
    return sentence_of(outcome);
}

std::string flaw(const Wish& wish, const Subject& about = subject) {
    const std::string begin = "the certificate that 192.0.2.7 showed for " + about.name + " ";
    const auto told = sentence(certificate(wish), about);
    return told.starts_with(begin) ? told.substr(begin.size()) : told;
}

// conforms: 8737-3-8
TEST(TlsAlpn01, asks_for_the_name_with_the_protocol_of_acme) {
    const auto probe = std::get<net::TlsProbe>(tls.plan(subject));
    EXPECT_EQ(probe.host, "www.example.org");
    EXPECT_EQ(probe.server_name, "www.example.org");
    EXPECT_EQ(probe.protocol, "acme-tls/1");
}

// conforms: 8738-4-1, 8738-6-2
TEST(TlsAlpn01, asks_an_address_by_its_reverse_name) {
    // RFC 8738 §6.
    const std::pair<const char*, const char*> cases[] = {
        {"192.0.2.7", "7.2.0.192.in-addr.arpa"},
        {"2001:db8::1", "1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.ip6.arpa"},
    };
    for (const auto& [address, reverse] : cases) {
        auto about = subject_of(address);
        about.is_address = true;
        const auto probe = std::get<net::TlsProbe>(tls.plan(about));
        EXPECT_EQ(probe.host, address);
        EXPECT_EQ(probe.server_name, reverse);
    }
}

// conforms: 8737-3-3, 8737-3-4, 8737-3-5, 8737-3-6, 8737-3-10
TEST(TlsAlpn01, takes_the_certificate_that_rfc_8737_describes) {
    for (const auto kind : crypto::every_kind)
        EXPECT_EQ(
            flaw({.key = kind, .digest = kind == KeyType::ed25519 ? nullptr : EVP_sha256()}),
            "proven"
        );
    EXPECT_EQ(
        flaw({.extensions = {identifier(), alternative_names("DNS:WWW.Example.ORG")}}), "proven"
    );
    // Other extensions are allowed.
    EXPECT_EQ(
        flaw(
            {.extensions =
                 {alternative_names("DNS:www.example.org"),
                  {"2.5.29.19", true, Bytes("\x30\x00", 2)},
                  identifier()}}
        ),
        "proven"
    );
}

// conforms-refusal: 8738-6-1
TEST(TlsAlpn01, takes_the_certificate_of_an_address) {
    for (const std::string address : {"192.0.2.7", "2001:db8::1"}) {
        auto about = subject_of(address);
        about.is_address = true;
        const auto names = "IP:" + address;
        EXPECT_EQ(
            flaw({.extensions = {alternative_names(names.c_str()), identifier()}}, about), "proven"
        );
        EXPECT_EQ(
            flaw({.extensions = {alternative_names("IP:192.0.2.8"), identifier()}}, about),
            "is for IP:192.0.2.8 rather than only for " + address
        );
        EXPECT_EQ(
            flaw(
                {.extensions =
                     {alternative_names((names + ",IP:192.0.2.8").c_str()), identifier()}},
                about
            ),
            "is for " + names + ", IP:192.0.2.8 rather than only for " + address
        );
        EXPECT_EQ(
            flaw(
                {.extensions = {alternative_names(("DNS:" + address).c_str()), identifier()}}, about
            ),
            "is for DNS:" + address + " rather than only for " + address
        );
    }
}

// conforms-refusal: 8737-3-3
TEST(TlsAlpn01, refuses_other_names) {
    const std::pair<const char*, std::string> cases[] = {
        {"DNS:example.org", "DNS:example.org"},
        {"DNS:*.example.org", "DNS:*.example.org"},
        {"DNS:www.example.org,DNS:www.example.org", "DNS:www.example.org, DNS:www.example.org"},
        {"DNS:www.example.org,IP:192.0.2.7", "DNS:www.example.org, IP:192.0.2.7"},
        {"DNS:www.example.org,email:a@example.org", "DNS:www.example.org, a name of another type"},
        {"DNS:a,DNS:b,DNS:c,DNS:d,DNS:e", "DNS:a, DNS:b, DNS:c and 2 more"},
        {"URI:https://www.example.org", "a name of another type"},
    };
    for (const auto& [names, shown] : cases)
        EXPECT_EQ(
            flaw({.extensions = {alternative_names(names), identifier()}}),
            "is for " + shown + " rather than only for www.example.org"
        );
    // The very text, as a name of another type.
    for (const auto* name : {"URI:www.example.org", "email:www.example.org"})
        EXPECT_NE(flaw({.extensions = {alternative_names(name), identifier()}}), "proven") << name;
    EXPECT_EQ(flaw({.extensions = {identifier()}}), "has no subjectAltName");
    EXPECT_EQ(
        flaw({.extensions = {{"2.5.29.17", false, Bytes("\x30\x00", 2)}, identifier()}}),
        "is for no name rather than only for www.example.org"
    );
}

// conforms: 8737-3-5
// conforms-refusal: 8737-3-4
TEST(TlsAlpn01, refuses_another_identifier) {
    const auto names = alternative_names("DNS:www.example.org");
    const auto digest = crypto::sha256(subject.key_authorization);
    EXPECT_EQ(
        flaw({.extensions = {names}}),
        "has no acmeIdentifier extension, as if the web server had answered with its own "
        "certificate rather than the ACME client with that of the challenge"
    );
    EXPECT_EQ(
        flaw({.extensions = {names, identifier(subject, false)}}),
        "has an acmeIdentifier extension that is not critical"
    );
    auto other = subject;
    other.key_authorization += "x";
    EXPECT_EQ(
        flaw({.extensions = {names, identifier(other)}}),
        "has the digest " + to_hex(crypto::sha256(other.key_authorization)) +
            " in its acmeIdentifier extension rather than " + to_hex(digest) +
            ", as of an earlier attempt or of another account key"
    );
    for (const auto& value :
         {digest,
          identifier_value(digest.substr(1)),
          identifier_value(digest.substr(0, 31)),
          identifier_value(digest.substr(0, 1)),
          identifier_value(""),
          identifier_value(digest + "x"),
          identifier_value(digest) + "x",
          Bytes()})
        EXPECT_NE(flaw({.extensions = {names, {acme_identifier, true, value}}}), "proven");
    EXPECT_EQ(
        flaw({.extensions = {names, identifier(), identifier()}}),
        "cannot be read: it has the same extension twice"
    );
}

// conforms: 8737-3-6
TEST(TlsAlpn01, refuses_a_certificate_that_its_own_key_did_not_sign) {
    const std::string told = "is not signed by its own key";
    EXPECT_EQ(flaw({.signer = KeyType::ecdsaP384}), told);
    EXPECT_EQ(flaw({.issuer = "ca.example"}), told);
    auto changed = certificate();
    changed.back() = static_cast<char>(changed.back() ^ 1);
    EXPECT_NE(sentence(changed), "proven");
    const crypto::KeyHandle koblitz(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "secp256k1"));
    EXPECT_NE(
        sentence(certificate(koblitz.get(), koblitz.get(), {})).find("cannot be read: "),
        std::string::npos
    );
}

TEST(TlsAlpn01, refuses_what_is_no_certificate) {
    const auto good = certificate();
    for (std::size_t size = 0; size < good.size(); ++size)
        EXPECT_NE(sentence(good.substr(0, size)).find("cannot be read: "), std::string::npos);
    EXPECT_NE(sentence(good + "x"), "proven");
    EXPECT_NE(sentence(Bytes(16 * 1024 + 1, '\x30')).find("is too large"), std::string::npos);
    EXPECT_NE(flaw({.extensions = {}}), "proven");
}

TEST(TlsAlpn01, takes_none_that_was_changed_anywhere) {
    const auto good = certificate();
    for (std::size_t bit = 0; bit < 8 * good.size(); ++bit) {
        auto changed = good;
        changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
        // All that it says is signed.
        EXPECT_NE(sentence(changed), "proven") << bit;
    }
}

// conforms: 8737-3-9
TEST(TlsAlpn01, refuses_another_protocol) {
    const auto told = [](std::string protocol) {
        return sentence_of(
            tls.judge(subject, net::TlsAnswer{certificate(), std::move(protocol), "192.0.2.7"})
        );
    };
    EXPECT_EQ(
        told(""),
        "the TLS handshake for www.example.org with 192.0.2.7 ended with no protocol rather than "
        "with the protocol \"acme-tls/1\": does the web server answer there rather than the ACME "
        "client?"
    );
    EXPECT_EQ(
        told("h2\n"),
        "the TLS handshake for www.example.org with 192.0.2.7 ended with the protocol "
        "\"h2\\u000a\" "
        "rather than with the protocol \"acme-tls/1\": does the web server answer there rather "
        "than the ACME client?"
    );
}

} // namespace

} // namespace chancery::validation
