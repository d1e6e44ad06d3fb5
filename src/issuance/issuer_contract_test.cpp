// SPDX-License-Identifier: Apache-2.0
// What every implementation of Issuer keeps to; a new one adds its row to `implementations`.
#include "crypto/csr.hpp"
#include "crypto/der.hpp"
#include "crypto/digest.hpp"
#include "issuance/crl.hpp"
#include "issuance/issuance_for_tests.hpp"
#include "issuance/local_ca.hpp"
#include "issuance/slow_ca_for_tests.hpp"

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

Office open_local_ca(KeyType kind) {
    const auto& key = test_key(kind);
    auto facts = facts_of(test_authority());
    facts.key_identifier = crypto::key_identifier(key.public_key().spki());
    facts.key_algorithm = key.public_key().algorithm();
    return {std::make_unique<LocalCa>(key), std::move(facts), key.public_key()};
}

/// Elsewhere: done at once, or after some minutes.
Office open_slow_ca(int steps) {
    const auto& authority = test_authority();
    const auto& key = authority.issuing_key;
    auto facts = facts_of(authority);
    return {std::make_unique<SlowCa>(facts, key, steps), facts, key.public_key()};
}

std::vector<Implementation> implementations() {
    std::vector<Implementation> all;
    for (const auto kind : crypto::every_kind)
        all.push_back({"local_ca_with_" + std::string(to_string(kind)), [=] {
                           return open_local_ca(kind);
                       }});
    for (const int steps : {0, 3})
        all.push_back({"slow_ca_of_" + std::to_string(steps) + "_steps", [=] {
                           return open_slow_ca(steps);
                       }});
    return all;
}

/// What the store keeps between two questions.
struct Kept {
    std::vector<std::string> names;
    Draft draft;
    std::string resume = {};
    Time again_at = now;
};

constexpr int most_steps = 20;

class IssuerContract : public testing::TestWithParam<Implementation> {
protected:
    Kept recorded(std::string name) const {
        Wish wish;
        wish.issuer = office.facts;
        wish.common_name = name;
        wish.dns_names = {std::move(name)};
        const auto csr = crypto::make_csr(test_key(KeyType::ecdsaP256), wish.dns_names);
        auto request = wish.request();
        request.csr = csr;
        return {wish.dns_names, office.issuer->draft(request, now)};
    }

    /// Asks once. None while it is not done: what it says is kept, as before the next question.
    static std::optional<Bytes> ask(const Issuer& issuer, Kept& kept) {
        const auto outcome = issue(issuer, kept.draft, kept.names, kept.resume, kept.again_at);
        if (const auto* issued = std::get_if<Issued>(&outcome)) return issued->certificate;
        const auto& pending = std::get<Pending>(outcome);
        EXPECT_GT(pending.again_at, kept.again_at);
        EXPECT_NE(pending.resume, "");
        kept.resume = pending.resume;
        kept.again_at = pending.again_at;
        return std::nullopt;
    }

    static Bytes issued(const Issuer& issuer, Kept& kept) {
        for (int step = 0; step < most_steps; ++step)
            if (auto certificate = ask(issuer, kept)) return *certificate;
        throw Error(Fault::unavailable, "it never issues");
    }

    void expect_answers(const Bytes& certificate, const Kept& kept) const;

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

/// A certificate under its key, of what was asked for.
void IssuerContract::expect_answers(const Bytes& certificate, const Kept& kept) const {
    EXPECT_TRUE(verifies(certificate, office.key));
    const auto info = crypto::read_certificate(certificate);
    EXPECT_EQ(info.dns_names, kept.names);
    EXPECT_EQ(crypto::sha256(info.key.spki()), kept.draft.key_digest);
    if (!kept.draft.is_written()) return;
    EXPECT_EQ(signed_part(certificate), kept.draft.to_be_signed);
    EXPECT_EQ(info.serial, kept.draft.serial);
    EXPECT_EQ(info.not_before, kept.draft.not_before);
    EXPECT_EQ(info.not_after, kept.draft.not_after);
}

TEST_P(IssuerContract, drafts_what_can_be_stored_before_it_is_asked) {
    const auto kept = recorded("a.campus.example");
    EXPECT_NE(kept.draft.to_be_signed, "");
    EXPECT_EQ(kept.draft.key_type, "ecdsaP256");
    EXPECT_EQ(kept.draft.is_written(), !kept.draft.serial.empty());
}

TEST_P(IssuerContract, issues_under_its_key_what_was_drafted) {
    auto kept = recorded("a.campus.example");
    const auto certificate = issued(*office.issuer, kept);
    expect_answers(certificate, kept);
    EXPECT_TRUE(crypto::signed_by(certificate, office.key));
    EXPECT_FALSE(verifies(certificate, test_authority().root_key.public_key()));
}

TEST_P(IssuerContract, may_be_asked_twice_at_every_step) {
    auto kept = recorded("a.campus.example");
    for (int step = 0; step < most_steps; ++step) {
        auto as_before = kept; // The process died before what it said was kept.
        const auto first = ask(*office.issuer, as_before);
        const auto second = ask(*office.issuer, kept);
        EXPECT_EQ(first.has_value(), second.has_value());
        EXPECT_EQ(as_before.resume, kept.resume);
        if (!second) continue;
        expect_answers(*first, kept);
        expect_answers(*second, kept);
        return;
    }
    ADD_FAILURE() << "it never issues";
}

TEST_P(IssuerContract, keeps_nothing_of_one_certificate_for_the_next) {
    auto one = recorded("a.campus.example");
    auto other = recorded("b.campus.example");
    std::optional<Bytes> first;
    std::optional<Bytes> second;
    for (int step = 0; step < most_steps && !second; ++step) {
        if (!first) first = ask(*office.issuer, one);
        second = ask(*office.issuer, other);
    }
    ASSERT_TRUE(first && second);
    expect_answers(*first, one);
    expect_answers(*second, other);
}

TEST_P(IssuerContract, goes_on_after_a_restart_from_what_was_kept) {
    auto kept = recorded("a.campus.example");
    for (int step = 0; step < most_steps; ++step) {
        const auto restarted = GetParam().open();
        if (const auto certificate = ask(*restarted.issuer, kept)) {
            expect_answers(*certificate, kept);
            return;
        }
    }
    ADD_FAILURE() << "it never issues";
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
    const auto office = open_local_ca(KeyType::ecdsaP384);
    EXPECT_EQ(fault_of([&] { (void)issue(*office.issuer, Wish().draft()); }), Fault::internal);
}

} // namespace

} // namespace chancery::issuance
