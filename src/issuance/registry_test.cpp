// SPDX-License-Identifier: Apache-2.0
#include "crypto/random.hpp"
#include "issuance/issuance_for_tests.hpp"
#include "issuance/registry.hpp"
#include "issuance/slow_ca_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::issuance {

namespace {

const crypto::Sealer& sealer() {
    static const crypto::Sealer sealer(crypto::Sealer::new_master_key());
    return sealer;
}

IssuerRecord record_of(const Authority& authority) {
    const auto id = crypto::new_id<IssuerId>(now);
    return {
        .id = id,
        .name = "Issuing CA",
        .kind = "builtIn",
        .certificate = authority.issuing_pem,
        .root = authority.root_pem,
        .sealed_key = sealer().seal(seal_purpose(id), authority.issuing_key.to_pkcs8()),
    };
}

std::optional<Fault> fault_with(const IssuerRecord& record) {
    return fault_of([&] { Registry({record}, sealer()).require_whole(); });
}

TEST(Registry, knows_what_an_issuers_certificate_says) {
    const auto record = record_of(test_authority());
    const Registry registry({record}, sealer());
    const auto& facts = registry.facts(record.id);
    const auto certificate = crypto::read_certificate(der_of(record.certificate));
    EXPECT_EQ(facts.id, record.id);
    EXPECT_EQ(facts.name, certificate.subject_der);
    EXPECT_EQ(facts.key_identifier, certificate.key_identifier);
    EXPECT_EQ(facts.key_algorithm, crypto::KeyAlgorithm::ec_p256);
    EXPECT_EQ(facts.not_after, certificate.not_after);
    EXPECT_EQ(facts.chain, record.certificate);
    EXPECT_EQ(facts.root, record.root);
}

TEST(Registry, leaves_the_root_out_of_the_chain_where_the_root_itself_issues) {
    auto record = record_of(test_authority());
    record.root = record.certificate;
    const Registry registry({record}, sealer());
    EXPECT_EQ(registry.facts(record.id).chain, "");
    EXPECT_EQ(registry.facts(record.id).root, record.root);
}

TEST(Registry, names_an_issuer_in_urls_by_its_certificate_and_not_by_the_register) {
    auto record = record_of(test_authority());
    const auto word = Registry({record}, sealer()).facts(record.id).word;
    const auto key = to_hex(crypto::read_certificate(der_of(record.certificate)).key_identifier);
    EXPECT_EQ(word, "example-university-issuing-ca-i1-" + key.substr(0, 8));
    record.name = "another name";
    const Registry renamed({record}, sealer(), "http://pki.example.org:8080");
    const auto& facts = renamed.facts(record.id);
    EXPECT_EQ(facts.word, word);
    EXPECT_EQ(facts.crl_url, "http://pki.example.org:8080/ca/" + word + ".crl");
    EXPECT_EQ(facts.ca_issuers_url, "http://pki.example.org:8080/ca/" + word + ".crt");
    ASSERT_NE(renamed.find(word), nullptr);
    EXPECT_EQ(renamed.find(word)->id, record.id);
    EXPECT_EQ(renamed.find("another name"), nullptr);
    EXPECT_EQ(renamed.ids(), std::vector{record.id});
}

TEST(Registry, names_an_issuer_of_any_alphabet_in_urls) {
    const auto authority = create_authority("\u03a0 & \u039a.", "", now);
    const auto record = record_of(authority);
    const auto word = Registry({record}, sealer()).facts(record.id).word;
    EXPECT_TRUE(word.starts_with("issuing-ca-i1-")) << word;
}

TEST(Registry, gives_no_urls_where_nothing_is_published) {
    const auto record = record_of(test_authority());
    const Registry registry({record}, sealer());
    EXPECT_EQ(registry.facts(record.id).crl_url, "");
    EXPECT_EQ(registry.facts(record.id).ca_issuers_url, "");
}

TEST(Registry, gives_each_endpoint_its_own_issuer) {
    const auto staging = create_authority("Example University", "STAGING untrusted ", now);
    const auto records = std::vector{record_of(test_authority()), record_of(staging)};
    const Registry registry(records, sealer());
    for (const auto& record : records) {
        Wish wish;
        wish.issuer = registry.facts(record.id);
        const auto outcome = issue(registry.issuer(record.id), wish.draft());
        const auto leaf = std::get<Issued>(outcome).certificate;
        for (const auto& other : records)
            EXPECT_EQ(
                verification_error(leaf, {der_of(other.certificate)}, der_of(other.root)) ==
                    X509_V_OK,
                other.id == record.id
            );
    }
}

TEST(Registry, refuses_a_key_that_does_not_fit_its_certificate) {
    auto record = record_of(test_authority());
    EXPECT_FALSE(fault_with(record));
    record.sealed_key =
        sealer().seal(seal_purpose(record.id), test_key(KeyType::ecdsaP256).to_pkcs8());
    EXPECT_EQ(fault_with(record), Fault::internal);
}

TEST(Registry, refuses_a_key_that_was_sealed_for_something_else) {
    auto record = record_of(test_authority());
    record.sealed_key = record_of(test_authority()).sealed_key; // another issuer's
    EXPECT_EQ(fault_with(record), Fault::invalid);
}

TEST(Registry, tells_a_damaged_key_from_a_wrong_master_key) {
    auto record = record_of(test_authority());
    const crypto::Sealer other(crypto::Sealer::new_master_key());
    const auto open = [&] { Registry({record}, other).require_whole(); };
    EXPECT_EQ(fault_of(open), Fault::invalid);
    const auto sentence = sentence_of(open);
    EXPECT_NE(sentence.find("not the master key of this office"), std::string::npos) << sentence;
    record.sealed_key.back() ^= 1;
    EXPECT_EQ(fault_with(record), Fault::unavailable);
}

TEST(Registry, refuses_an_issuer_of_a_kind_that_is_not_known) {
    auto record = record_of(test_authority());
    for (const auto* kind : {"", "builtin", "upstreamAcme"}) {
        record.kind = kind;
        EXPECT_EQ(fault_with(record), Fault::unavailable) << kind;
    }
}

TEST(Registry, refuses_an_issuer_without_certificate) {
    auto record = record_of(test_authority());
    record.certificate = "none";
    EXPECT_EQ(fault_with(record), Fault::internal);
}

TEST(Registry, issues_by_the_others_where_one_cannot_be_opened) {
    auto damaged = record_of(test_authority());
    damaged.sealed_key.back() ^= 1;
    const auto whole = record_of(test_authority());
    const Registry registry({damaged, whole}, sealer());
    EXPECT_EQ(registry.ids(), std::vector{whole.id});
    EXPECT_EQ(fault_of([&] { registry.issuer(damaged.id); }), Fault::unavailable);
    EXPECT_TRUE(std::holds_alternative<Issued>(issue(registry.issuer(whole.id), Wish().draft())));
}

TEST(Registry, knows_which_issuer_the_office_has_disabled) {
    auto record = record_of(test_authority());
    Registry({record}, sealer()).require_enabled(record.id);
    record.enabled = false;
    const Registry registry({record}, sealer());
    EXPECT_EQ(fault_of([&] { registry.require_enabled(record.id); }), Fault::not_issuing);
    EXPECT_EQ(registry.ids(), std::vector{record.id}) << "its lists go on";
}

TEST(Registry, opens_other_kinds_as_they_say) {
    auto record = record_of(test_authority());
    record.kind = "slow";
    const IssuerKind slow{"slow", [](const auto& of, const auto&, const auto&) {
                              auto facts = facts_of(test_authority());
                              facts.id = of.id;
                              const auto& key = test_authority().issuing_key;
                              return Opened{facts, std::make_unique<const SlowCa>(facts, key, 1)};
                          }};
    const Registry registry({record}, sealer(), {}, {&slow, 1});
    registry.require_whole();
    EXPECT_EQ(registry.facts(record.id).id, record.id);
}

TEST(Registry, has_no_issuer_with_another_id) {
    const Registry registry({record_of(test_authority())}, sealer());
    const auto other = crypto::new_id<IssuerId>(now);
    EXPECT_EQ(fault_of([&] { registry.facts(other); }), Fault::internal);
    EXPECT_EQ(fault_of([&] { registry.issuer(other); }), Fault::internal);
}

} // namespace

} // namespace chancery::issuance
