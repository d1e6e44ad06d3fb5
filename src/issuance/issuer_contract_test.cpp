// SPDX-License-Identifier: Apache-2.0
// What every implementation of Issuer keeps to; a new one adds its row to `implementations`.
#include "crypto/der.hpp"
#include "issuance/crl.hpp"
#include "issuance/local_ca.hpp"
#include "issuance/testing.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <ostream>

namespace chancery::issuance {

namespace {

struct Office {
    std::unique_ptr<Issuer> issuer;
    IssuerFacts facts;
    crypto::PublicKey key; ///< Under which its certificates verify.
};

struct Implementation {
    std::string name;
    std::function<Office()> open; ///< The same office each time, as after a restart.

    friend void PrintTo(const Implementation& implementation, std::ostream* to) {
        *to << implementation.name;
    }
};

Office open_local_ca(KeyKind kind) {
    const auto& key = test_key(kind);
    auto facts = facts_of(test_authority());
    facts.key_identifier = crypto::key_identifier(key.public_key().spki());
    facts.key_type = key.public_key().type();
    return {std::make_unique<LocalCa>(key), std::move(facts), key.public_key()};
}

std::vector<Implementation> implementations() {
    std::vector<Implementation> all;
    for (const auto kind : crypto::every_kind)
        all.push_back({"local_ca_with_" + std::string(to_string(kind)), [=] {
                           return open_local_ca(kind);
                       }});
    return all;
}

class IssuerContract : public testing::TestWithParam<Implementation> {
protected:
    Draft draft(std::string name) const {
        Wish wish;
        wish.issuer = office.facts;
        wish.common_name = name;
        wish.dns_names = {std::move(name)};
        return wish.draft();
    }

    static Bytes issued(const Issuer& issuer, const Draft& draft) {
        const auto outcome = issuer.issue(draft, "");
        return std::get<Issued>(outcome).certificate;
    }

    const Office office = GetParam().open();
};

Bytes signed_part(const Bytes& certificate) {
    return Bytes(der::Reader(certificate).open(der::sequence).whole(der::sequence));
}

/// OpenSSL's word, since ours wrote the certificate.
bool verifies(const Bytes& certificate, const crypto::PublicKey& key) {
    const auto* at = crypto::octets(key.spki());
    const crypto::KeyHandle handle(d2i_PUBKEY(nullptr, &at, static_cast<long>(key.spki().size())));
    return X509_verify(openssl_read(certificate).get(), handle.get()) == 1;
}

TEST_P(IssuerContract, issues_what_was_drafted_byte_for_byte) {
    const auto drafted = draft("a.campus.example");
    EXPECT_EQ(signed_part(issued(*office.issuer, drafted)), drafted.to_be_signed);
}

TEST_P(IssuerContract, signs_with_its_key) {
    const auto certificate = issued(*office.issuer, draft("a.campus.example"));
    EXPECT_TRUE(verifies(certificate, office.key));
    EXPECT_TRUE(crypto::signed_by(certificate, office.key));
    EXPECT_FALSE(verifies(certificate, test_authority().root_key.public_key()));
}

TEST_P(IssuerContract, may_be_called_twice_for_one_draft) {
    const auto drafted = draft("a.campus.example");
    for (int call = 0; call < 2; ++call) {
        const auto certificate = issued(*office.issuer, drafted);
        EXPECT_EQ(signed_part(certificate), drafted.to_be_signed);
        EXPECT_TRUE(verifies(certificate, office.key));
    }
}

TEST_P(IssuerContract, keeps_nothing_of_one_draft_for_the_next) {
    const auto one = draft("a.campus.example");
    const auto other = draft("b.campus.example");
    for (const auto* drafted : {&one, &other, &one})
        EXPECT_EQ(signed_part(issued(*office.issuer, *drafted)), drafted->to_be_signed);
}

TEST_P(IssuerContract, goes_on_after_a_restart) {
    const auto drafted = draft("a.campus.example");
    issued(*office.issuer, drafted);
    const auto restarted = GetParam().open();
    const auto certificate = issued(*restarted.issuer, drafted);
    EXPECT_EQ(signed_part(certificate), drafted.to_be_signed);
    EXPECT_TRUE(verifies(certificate, office.key));
}

TEST_P(IssuerContract, signs_its_crl_as_it_was_drafted_or_has_none) {
    const RevocationList list{
        .number = 1,
        .this_update = now,
        .next_update = now + std::chrono::days(7),
        .entries = {crl_entry("\x07", now, RevocationReason::superseded)}};
    const auto drafted = draft_crl(office.facts, list);
    const auto crl = office.issuer->sign_crl(drafted);
    if (!crl) return;
    EXPECT_EQ(signed_part(*crl), drafted);
    const auto* at = crypto::octets(*crl);
    const std::unique_ptr<X509_CRL, crypto::Free<X509_CRL_free>> read(
        d2i_X509_CRL(nullptr, &at, static_cast<long>(crl->size()))
    );
    at = crypto::octets(office.key.spki());
    const crypto::KeyHandle key(
        d2i_PUBKEY(nullptr, &at, static_cast<long>(office.key.spki().size()))
    );
    EXPECT_EQ(X509_CRL_verify(read.get(), key.get()), 1);
    EXPECT_EQ(sk_X509_REVOKED_num(X509_CRL_get_REVOKED(read.get())), 1);
}

INSTANTIATE_TEST_SUITE_P(
    EveryIssuer,
    IssuerContract,
    testing::ValuesIn(implementations()),
    [](const auto& row) { return row.param.name; }
);

TEST(LocalCa, signs_no_draft_that_names_the_algorithm_of_another_key) {
    const auto office = open_local_ca(KeyKind::ecdsaP384);
    EXPECT_EQ(fault_of([&] { (void)office.issuer->issue(Wish().draft(), ""); }), Fault::internal);
}

} // namespace

} // namespace chancery::issuance
