// SPDX-License-Identifier: Apache-2.0
#include "workflow/issuance/chains_for_tests.hpp"
#include "workflow/registry/issuers.hpp"

#include <gtest/gtest.h>

namespace chancery::workflow {

namespace {

using Texts = std::vector<std::string>;

struct Chains : IssuingOffice {
    OtherHierarchy other;

    IssuerRecord change(const Texts& chains, std::optional<int> version = std::nullopt) {
        return change_issuer(store, request, {ov.issuer, version}, {.alternate_chains = chains});
    }

    Texts stored() const {
        return store.read([&](store::Reader& r) { return store::alternate_chains(r, ov.issuer); });
    }

    /// Which field a chain is refused for, and why; empty where it is not.
    std::string refusal_of(const std::string& chain) {
        const auto problem = problem_of([&] { change({chain}); });
        return problem ? problem->detail : "";
    }
};

/// The beginnings of the certificates' fingerprints.
std::string shown(const std::string& chain) {
    std::string text;
    for (const auto& der : parse_pem(chain, "CERTIFICATE"))
        text += ' ' + to_hex(crypto::sha256(der)).substr(0, 16);
    return text;
}

bool contains(const std::string& text, const std::string& part) {
    return text.find(part) != text.npos;
}

TEST(AlternateChains, are_kept_and_audited) {
    Chains office;
    const Texts chains{
        office.other.issuing(), office.other.issuing_by_middle() + office.other.middle()};
    // What stands between the certificates is not kept.
    const auto changed = office.change({"A comment\n" + chains[0], chains[1]}, 1);
    EXPECT_EQ(changed.alternates, chains);
    EXPECT_EQ(changed.revision.version, 2);
    EXPECT_EQ(office.stored(), chains);

    const auto event = office.events().front().event;
    EXPECT_EQ(event.action, "issuer.changed");
    EXPECT_EQ(event.object_name, authority_for_tests().name);
    ASSERT_EQ(event.changes.size(), 1u);
    EXPECT_EQ(event.changes[0].from, "");
    const std::string up = "up to CN=Old Root,O=Example University until 2028-12-15 (SHA-256";
    EXPECT_EQ(event.changes[0].to, up + shown(chains[0]) + "); " + up + shown(chains[1]) + ")");

    EXPECT_TRUE(office.change({}).alternates.empty());
    EXPECT_TRUE(office.stored().empty());
}

TEST(AlternateChains, that_are_there_already_change_nothing) {
    Chains office;
    const Texts chains{office.other.issuing()};
    office.change(chains);
    EXPECT_EQ(office.change(chains).revision.version, 2);
    EXPECT_EQ(
        change_issuer(office.store, office.request, {office.ov.issuer}, {}).alternates, chains
    );
    EXPECT_EQ(office.events({.action = "issuer.changed"}).size(), 1u);
}

TEST(AlternateChains, that_replace_their_like_are_told_apart_in_the_audit_log) {
    Chains office;
    const auto first = office.other.issuing_by_middle();
    office.change({first + office.other.middle()});
    office.change({first + office.other.middle()}); // Only what stands above was made anew.
    const auto event = office.events({.action = "issuer.changed"}).front().event;
    ASSERT_EQ(event.changes.size(), 1u);
    EXPECT_NE(event.changes[0].from, event.changes[0].to);
    EXPECT_EQ(event.changes[0].from.substr(0, 70), event.changes[0].to.substr(0, 70));
}

TEST(AlternateChains, are_of_the_issuers_own_name_and_key) {
    Chains office;
    const auto& other = office.other;
    const auto own = "must begin with a certificate of the issuer's own name, key";
    EXPECT_TRUE(contains(office.refusal_of(other.middle()), own));
    EXPECT_TRUE(contains(office.refusal_of(other.middle() + other.issuing_by_middle()), own));
    EXPECT_TRUE(contains(
        office.refusal_of(other.certificate(
            authority_for_tests().name, other.middle_key, "Old Root", other.root_key
        )),
        own
    ));
    EXPECT_TRUE(contains(
        office.refusal_of(other.certificate(
            "Another CA", authority_for_tests().issuing_key, "Old Root", other.root_key
        )),
        own
    ));
}

TEST(AlternateChains, are_in_order_and_end_below_their_root) {
    Chains office;
    const auto& other = office.other;
    const auto order = "must have signed";
    EXPECT_TRUE(contains(office.refusal_of(other.issuing() + other.middle()), order));
    // The right name, but another key's signature.
    const auto forged = other.issuing_by("Middle", other.root_key) + other.middle();
    EXPECT_TRUE(contains(office.refusal_of(forged), order));
    EXPECT_TRUE(contains(office.refusal_of(other.issuing() + other.root()), "is a root"));
    const auto& authority = authority_for_tests();
    EXPECT_TRUE(contains(office.refusal_of(authority.issuing_pem), "already has"));
    EXPECT_EQ(office.refusal_of(other.issuing()), "");
}

TEST(AlternateChains, have_no_more_cas_below_one_than_it_allows) {
    Chains office;
    const auto& other = office.other;
    const auto middle = [&](std::optional<int> path_length) {
        return other.issuing_by_middle() +
               other.certificate(
                   "Middle", other.middle_key, "Old Root", other.root_key, path_length
               );
    };
    EXPECT_TRUE(contains(office.refusal_of(middle(0)), "lets 0 CAs stand below it"));
    EXPECT_EQ(office.refusal_of(middle(1)), "");
    EXPECT_EQ(office.refusal_of(middle(std::nullopt)), "");
}

TEST(AlternateChains, are_of_cas_that_may_sign_certificates) {
    Chains office;
    const auto& other = office.other;
    auto fields = crypto::CertificateFields{
        .serial = "\1",
        .issuer_key_algorithm = other.root_key.public_key().algorithm(),
        .issuer = crypto::to_der(OtherHierarchy::name("Old Root")),
        .subject = crypto::to_der(OtherHierarchy::name("Middle")),
        .not_before = other.made,
        .not_after = other.made + other.lifetime,
        .spki = other.middle_key.public_key().spki(),
        .extensions =
            {crypto::basic_constraints_ca(std::nullopt),
             crypto::key_usage_end_entity(crypto::KeyAlgorithm::ec_p256)},
    };
    const auto der = crypto::sign_certificate(crypto::to_be_signed(fields), other.root_key);
    const auto chain = other.issuing_by_middle() + to_pem(der, "CERTIFICATE");
    EXPECT_TRUE(contains(office.refusal_of(chain), "keyUsage lacks keyCertSign"));
}

TEST(AlternateChains, are_in_time) {
    Chains office;
    office.request.now += std::chrono::days(701);
    EXPECT_TRUE(contains(office.refusal_of(office.other.issuing()), "and not now"));
    office.request.now = OfficeForTests::start - std::chrono::days(1);
    EXPECT_TRUE(contains(office.refusal_of(office.other.issuing()), "and not now"));
}

TEST(AlternateChains, are_certificates_in_pem_and_nothing_else) {
    Chains office;
    const auto chain = office.other.issuing();
    const auto pem = "must be 1 to 10 certificates in PEM";
    const auto key = to_pem("no key", "PRIVATE KEY");
    for (const auto& text :
         {std::string(), std::string("PEM"), chain + key, chain.substr(0, chain.size() - 8)})
        EXPECT_TRUE(contains(office.refusal_of(text), pem)) << text;
    EXPECT_TRUE(contains(office.refusal_of(to_pem("no DER", "CERTIFICATE")), "cannot be read"));
    std::string long_one;
    for (int i = 0; i < 11; ++i)
        long_one += chain;
    EXPECT_TRUE(contains(office.refusal_of(long_one), pem));
    // None of a host.
    const auto leaf = office.finalize(office.client(), office.new_order(office.client()));
    const auto der = office.certificates().front().der;
    EXPECT_TRUE(
        contains(office.refusal_of(chain + to_pem(der, "CERTIFICATE")), "not a CA certificate")
    );
}

TEST(AlternateChains, are_ten_at_most_and_each_once) {
    Chains office;
    const auto chain = office.other.issuing();
    const auto twice = problem_of([&] { office.change({chain, chain}); });
    EXPECT_EQ(to_string(twice->subproblems.at(0).place), "/alternateChains/1");
    EXPECT_EQ(fault_of([&] { office.change(Texts(11, chain)); }), Fault::invalid);
}

TEST(AlternateChains, are_changed_by_who_has_seen_them) {
    Chains office;
    const Texts chains{office.other.issuing()};
    EXPECT_EQ(fault_of([&] { office.change(chains, 2); }), Fault::stale);
    const auto stranger = crypto::new_id<IssuerId>(office.request.now);
    EXPECT_EQ(
        fault_of([&] { change_issuer(office.store, office.request, {stranger}, {}); }),
        Fault::not_found
    );
}

} // namespace

} // namespace chancery::workflow
