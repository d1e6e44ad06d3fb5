// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the tests of this folder share: an authority, a certificate that may be issued under it, and
// OpenSSL's opinion of what came out.

#include "base/encoding.hpp"
#include "crypto/certificate.hpp"
#include "crypto/keys_for_tests.hpp"
#include "crypto/openssl_for_tests.hpp"
#include "issuance/authority.hpp"
#include "issuance/draft.hpp"

#include <openssl/x509v3.h>

namespace chancery::issuance {

using crypto::fault_of;
using crypto::KeyType;
using crypto::sentence_of;
using crypto::test_key;

constexpr Time now{std::chrono::seconds(1'800'000'000)}; // 2027-01-15T08:00:00Z

inline const Authority& test_authority() {
    static const auto authority = create_authority("Example University", "", now);
    return authority;
}

inline Bytes der_of(std::string_view pem) {
    return parse_pem(pem, "CERTIFICATE").at(0);
}

inline IssuerFacts facts_of(const Authority& authority) {
    const auto certificate = crypto::read_certificate(der_of(authority.issuing_pem));
    return {
        .id = {},
        .name = certificate.subject_der,
        .key_identifier = certificate.key_identifier,
        .key_algorithm = certificate.key.algorithm(),
        .not_before = certificate.not_before,
        .not_after = certificate.not_after,
        .chain = authority.issuing_pem,
        .root = authority.root_pem,
        .word = "one",
        .title = "Example University Issuing CA I1",
        .crl_url = "http://pki.example.org/ca/one.crl",
        .ca_issuers_url = "http://pki.example.org/ca/one.crt",
    };
}

/// What a DraftRequest refers to: by itself a good OV certificate.
struct Wish {
    IssuerFacts issuer = facts_of(test_authority());
    Profile profile = {.name = "ov", .subject = SubjectForm::organization};
    Organization organization = {
        .id = {},
        .name = "Example University",
        .country = "DE",
        .state = "Hessen",
        .locality = "Marburg",
        .contact_email = "",
    };
    crypto::PublicKey key = test_key(KeyType::ecdsaP256).public_key();
    std::string common_name = "www.campus.example";
    std::vector<std::string> dns_names = {"www.campus.example", "*.lab.campus.example"};
    std::vector<Bytes> ip_addresses = {};
    bool must_staple = false;

    DraftRequest request() const {
        DraftRequest request{
            issuer, profile, organization, key, common_name, dns_names, ip_addresses};
        request.must_staple = must_staple;
        return request;
    }

    Draft draft(Time at = now) const { return make_draft(request(), at); }
};

/// Asked for the first time, or with what it said before.
inline IssuerAnswer issue(
    const Issuer& issuer,
    const Draft& draft,
    const std::vector<std::string>& names = {},
    const std::string& resume = {},
    Time at = now
) {
    return issuer.issue({.draft = draft, .names = names, .resume = resume, .now = at});
}

inline crypto::X509Handle openssl_read(const Bytes& der) {
    const auto* at = crypto::octets(der);
    return crypto::X509Handle(d2i_X509(nullptr, &at, static_cast<long>(der.size())));
}

/// X509_V_OK for a chain from the leaf over these certificates to the root that OpenSSL, at its
/// strictest, accepts for a TLS server; its error otherwise.
inline int verification_error(
    const Bytes& leaf, const std::vector<Bytes>& between, const Bytes& root, Time at = now
) {
    using crypto::Free;
    const std::unique_ptr<X509_STORE, Free<X509_STORE_free>> store(X509_STORE_new());
    const std::unique_ptr<X509_STORE_CTX, Free<X509_STORE_CTX_free>> context(X509_STORE_CTX_new());
    X509_STORE_add_cert(store.get(), openssl_read(root).get());
    std::vector<crypto::X509Handle> owners;
    const std::unique_ptr<STACK_OF(X509), void (*)(STACK_OF(X509)*)> chain(
        sk_X509_new_null(), [](STACK_OF(X509) * stack) { sk_X509_free(stack); }
    );
    for (const auto& certificate : between)
        sk_X509_push(chain.get(), owners.emplace_back(openssl_read(certificate)).get());
    const auto handle = openssl_read(leaf);
    X509_STORE_CTX_init(context.get(), store.get(), handle.get(), chain.get());
    auto* parameters = X509_STORE_CTX_get0_param(context.get());
    X509_VERIFY_PARAM_set_time(parameters, at.time_since_epoch().count());
    X509_VERIFY_PARAM_set_flags(
        parameters, X509_V_FLAG_X509_STRICT | X509_V_FLAG_CHECK_SS_SIGNATURE
    );
    X509_STORE_CTX_set_purpose(context.get(), X509_PURPOSE_SSL_SERVER);
    X509_verify_cert(context.get());
    return X509_STORE_CTX_get_error(context.get());
}

} // namespace chancery::issuance
