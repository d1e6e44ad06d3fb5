// SPDX-License-Identifier: Apache-2.0
// Requests that OpenSSL makes are read as OpenSSL reads them, and none that it refuses is taken.
#include "crypto/csr.hpp"
#include "crypto/keys_for_tests.hpp"
#include "crypto/openssl_for_tests.hpp"

#include <gtest/gtest.h>
#include <openssl/x509v3.h>

namespace chancery::crypto {

namespace {

using Request = std::unique_ptr<X509_REQ, Free<X509_REQ_free>>;
using Extensions = std::unique_ptr<STACK_OF(X509_EXTENSION), void (*)(STACK_OF(X509_EXTENSION)*)>;
using Names = std::unique_ptr<GENERAL_NAMES, Free<GENERAL_NAMES_free>>;

void free_extensions(STACK_OF(X509_EXTENSION) * extensions) {
    sk_X509_EXTENSION_pop_free(extensions, X509_EXTENSION_free);
}

/// How OpenSSL is to make a request.
struct Wish {
    std::vector<std::pair<int, const char*>> subject = {}; ///< NID and value.
    std::vector<std::pair<int, const char*>> extensions = {};
    const EVP_MD* digest = EVP_sha256();
    int extensions_attribute = NID_ext_req;
    const char* challenge = nullptr;
    int subject_type = MBSTRING_UTF8;
    long version = 0;
};

Bytes openssl_request(EVP_PKEY* key, const Wish& wish) {
    const Request request(X509_REQ_new());
    X509_REQ_set_version(request.get(), wish.version);
    for (const auto& [type, value] : wish.subject)
        X509_NAME_add_entry_by_NID(
            X509_REQ_get_subject_name(request.get()),
            type,
            wish.subject_type,
            reinterpret_cast<const unsigned char*>(value),
            -1,
            -1,
            0
        );
    X509_REQ_set_pubkey(request.get(), key);
    if (!wish.extensions.empty()) {
        auto* list = sk_X509_EXTENSION_new_null();
        const Extensions owner(list, free_extensions);
        for (const auto& [type, value] : wish.extensions) {
            auto* extension = X509V3_EXT_conf_nid(nullptr, nullptr, type, value);
            EXPECT_NE(extension, nullptr) << value;
            sk_X509_EXTENSION_push(list, extension);
        }
        X509_REQ_add_extensions_nid(request.get(), list, wish.extensions_attribute);
    }
    if (wish.challenge)
        X509_REQ_add1_attr_by_NID(
            request.get(),
            NID_pkcs9_challengePassword,
            MBSTRING_ASC,
            reinterpret_cast<const unsigned char*>(wish.challenge),
            -1
        );
    EXPECT_GT(X509_REQ_sign(request.get(), key, wish.digest), 0);
    return encoded(request.get(), i2d_X509_REQ);
}

Bytes openssl_request(const Wish& wish, KeyType kind = KeyType::ecdsaP256) {
    return openssl_request(openssl_key(test_key(kind)).get(), wish);
}

/// What OpenSSL reads; none for a request that it refuses or whose signature does not fit.
struct Reading {
    Bytes spki;
    std::vector<std::string> dns_names = {};
    std::vector<Bytes> ip_addresses = {};
    std::vector<std::string> common_names = {};
    bool asks_for_ca = false;
};

void read_names(Reading& reading, const STACK_OF(X509_EXTENSION) * extensions) {
    const Names names(static_cast<GENERAL_NAMES*>(
        X509V3_get_d2i(extensions, NID_subject_alt_name, nullptr, nullptr)
    ));
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i) {
        const auto* name = sk_GENERAL_NAME_value(names.get(), i);
        if (name->type == GEN_DNS) reading.dns_names.emplace_back(bytes_of(name->d.dNSName));
        if (name->type == GEN_IPADD) reading.ip_addresses.emplace_back(bytes_of(name->d.iPAddress));
    }
}

std::optional<Reading> openssl_reading(const Bytes& der) {
    const auto* at = octets(der);
    const Request request(d2i_X509_REQ(nullptr, &at, static_cast<long>(der.size())));
    if (!request || at != octets(der) + der.size()) return std::nullopt;
    auto* key = X509_REQ_get0_pubkey(request.get());
    if (!key || X509_REQ_verify(request.get(), key) != 1) return std::nullopt;
    Reading reading{encoded(X509_REQ_get_X509_PUBKEY(request.get()), i2d_X509_PUBKEY)};
    const Extensions extensions(X509_REQ_get_extensions(request.get()), free_extensions);
    read_names(reading, extensions.get());
    const std::unique_ptr<BASIC_CONSTRAINTS, Free<BASIC_CONSTRAINTS_free>> constraints(
        static_cast<BASIC_CONSTRAINTS*>(
            X509V3_get_d2i(extensions.get(), NID_basic_constraints, nullptr, nullptr)
        )
    );
    reading.asks_for_ca = constraints && constraints->ca != 0;
    const auto* subject = X509_REQ_get_subject_name(request.get());
    for (int i = -1; (i = X509_NAME_get_index_by_NID(subject, NID_commonName, i)) >= 0;) {
        unsigned char* text = nullptr;
        const int size =
            ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, i)));
        reading.common_names.emplace_back(
            reinterpret_cast<char*>(text), static_cast<std::size_t>(size)
        );
        OPENSSL_free(text);
    }
    return reading;
}

void expect_read_alike(const Bytes& der) {
    const auto theirs = openssl_reading(der);
    ASSERT_TRUE(theirs);
    const auto ours = parse_csr(der);
    EXPECT_EQ(ours.key.spki(), theirs->spki);
    EXPECT_EQ(ours.dns_names, theirs->dns_names);
    EXPECT_EQ(ours.ip_addresses, theirs->ip_addresses);
    EXPECT_EQ(ours.common_names, theirs->common_names);
    EXPECT_EQ(ours.asks_for_ca, theirs->asks_for_ca);
}

std::optional<Fault> fault_of_csr(const Bytes& der) {
    return fault_of([&] { parse_csr(der); });
}

const Wish usual{
    .subject = {{NID_commonName, "www.example.org"}},
    .extensions = {{NID_subject_alt_name, "DNS:www.example.org,DNS:*.example.org"}},
};

TEST(Csr, is_read_as_openssl_reads_it) {
    const std::vector<Wish> wishes{
        usual,
        {},
        {.subject = {{NID_commonName, "a"}, {NID_organizationName, "O"}, {NID_commonName, "b"}}},
        {.subject = {{NID_countryName, "DE"}, {NID_pkcs9_emailAddress, "a@example.org"}}},
        {.subject = {{NID_commonName, "\xc3\xa4.example.org"}}},
        {.subject = {{NID_commonName, "www.example.org"}}, .subject_type = V_ASN1_IA5STRING},
        {.subject = {{NID_commonName, "www.example.org"}}, .subject_type = V_ASN1_T61STRING},
        {.extensions = {{NID_subject_alt_name, "IP:192.0.2.1,DNS:a.example,IP:2001:db8::1"}}},
        {.extensions =
             {{NID_key_usage, "critical,digitalSignature"},
              {NID_subject_alt_name, "critical,DNS:UPPER.example"},
              {NID_basic_constraints, "critical,CA:FALSE"}}},
        {.extensions = {{NID_basic_constraints, "CA:TRUE,pathlen:3"}}},
        {.extensions = {{NID_subject_alt_name, "DNS:a.example"}}, .challenge = "secret"},
        {.extensions = {{NID_subject_alt_name, "DNS:a.example"}},
         .extensions_attribute = NID_ms_ext_req},
    };
    for (const auto& wish : wishes)
        for (const auto kind : every_kind) {
            auto fitting = wish;
            if (kind == KeyType::ed25519) fitting.digest = nullptr;
            expect_read_alike(openssl_request(fitting, kind));
        }
}

TEST(Csr, of_any_version_that_a_library_writes_is_read) {
    for (const long version : {0, 1, 2}) {
        auto wish = usual;
        wish.version = version;
        expect_read_alike(openssl_request(wish));
    }
}

TEST(Csr, may_be_signed_with_any_sha_2) {
    for (const auto kind :
         {KeyType::ecdsaP256, KeyType::ecdsaP384, KeyType::ecdsaP521, KeyType::rsa2048})
        for (const auto* digest : {EVP_sha256(), EVP_sha384(), EVP_sha512()}) {
            auto wish = usual;
            wish.digest = digest;
            expect_read_alike(openssl_request(wish, kind));
        }
}

TEST(Csr, with_another_signature_algorithm_is_refused) {
    for (const auto kind : {KeyType::ecdsaP256, KeyType::rsa2048})
        for (const auto* digest : {EVP_sha1(), EVP_sha224(), EVP_sha3_256()}) {
            auto wish = usual;
            wish.digest = digest;
            EXPECT_EQ(fault_of_csr(openssl_request(wish, kind)), Fault::bad_csr);
        }
}

TEST(Csr, with_a_key_that_is_not_taken_is_refused) {
    const KeyHandle koblitz(EVP_PKEY_Q_keygen(nullptr, nullptr, "EC", "secp256k1"));
    EXPECT_EQ(fault_of_csr(openssl_request(koblitz.get(), usual)), Fault::bad_csr);
    auto wish = usual;
    wish.digest = nullptr;
    const KeyHandle ed448(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED448"));
    EXPECT_EQ(fault_of_csr(openssl_request(ed448.get(), wish)), Fault::bad_csr);
}

TEST(Csr, of_ours_is_read_by_openssl) {
    for (const auto kind : every_kind) {
        const auto der = make_csr(
            test_key(kind), {"www.example.org", "example.org"}, {Bytes("\xc0\x00\x02\x01", 4)}
        );
        expect_read_alike(der);
        EXPECT_EQ(parse_csr(der).common_names, std::vector<std::string>{"www.example.org"});
        EXPECT_EQ(parse_csr(der).dns_names.size(), 2u);
        EXPECT_EQ(parse_csr(der).key, test_key(kind).public_key());
    }
    const auto longest = std::string(61, 'a') + ".ex";
    const auto common_names = [](const std::string& name) {
        return parse_csr(make_csr(test_key(KeyType::ed25519), {name})).common_names;
    };
    EXPECT_EQ(common_names(longest), std::vector<std::string>{longest});
    EXPECT_TRUE(common_names("a" + longest).empty());
}

TEST(Csr, tells_what_else_it_asks_for) {
    const auto csr = parse_csr(openssl_request(
        {.extensions =
             {{NID_subject_alt_name,
               "email:a@example.org,URI:https://example.org/,RID:1.2.3,"
               "otherName:1.2.3.4;UTF8:x,DNS:a.example"},
              {NID_tlsfeature, "status_request"},
              {NID_basic_constraints, "CA:TRUE"}}}
    ));
    EXPECT_EQ(
        csr.other_san_types,
        (std::vector<std::string>{
            "rfc822Name", "uniformResourceIdentifier", "registeredID", "otherName"})
    );
    EXPECT_EQ(csr.dns_names, std::vector<std::string>{"a.example"});
    EXPECT_TRUE(csr.asks_for_must_staple);
    EXPECT_TRUE(csr.asks_for_ca);
    const auto plain = parse_csr(openssl_request(usual));
    EXPECT_FALSE(plain.asks_for_must_staple);
    EXPECT_FALSE(plain.asks_for_ca);
}

TEST(Csr, that_openssl_refuses_is_never_taken) {
    for (const auto kind : every_kind) {
        auto wish = usual;
        if (kind == KeyType::ed25519) wish.digest = nullptr;
        const auto good = openssl_request(wish, kind);
        for (std::size_t size = 0; size < good.size(); ++size)
            EXPECT_EQ(fault_of_csr(good.substr(0, size)), Fault::bad_csr);
        EXPECT_EQ(fault_of_csr(good + '\0'), Fault::bad_csr);
        for (std::size_t bit = 0; bit < 8 * good.size(); ++bit) {
            auto changed = good;
            changed[bit / 8] = static_cast<char>(changed[bit / 8] ^ (1 << bit % 8));
            if (fault_of_csr(changed) == Fault::bad_csr) continue;
            EXPECT_TRUE(openssl_reading(changed)) << bit;
        }
    }
    forget_errors();
}

TEST(Csr, that_is_refused_says_why) {
    auto changed = openssl_request(usual);
    changed.back() = static_cast<char>(changed.back() ^ 1);
    EXPECT_EQ(
        sentence_of([&] { parse_csr(changed); }), "the CSR's signature was not made by its key"
    );
    EXPECT_EQ(
        sentence_of([] { parse_csr("text"); }),
        "the CSR cannot be read: the DER ends within an element"
    );
}

} // namespace

} // namespace chancery::crypto
