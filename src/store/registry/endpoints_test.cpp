// SPDX-License-Identifier: Apache-2.0
#include "store/registry/endpoints.hpp"
#include "store/registry/issuers.hpp"
#include "store/registry/profiles.hpp"
#include "store/store_for_tests.hpp"

namespace chancery::store {

namespace {

class Endpoints : public OfficeForTests {};

INSTANTIATE_TEST_SUITE_P(
    Databases, Endpoints, testing::Values(db::Kind::sqlite, db::Kind::postgresql), kind_of
);

TEST_P(Endpoints, are_read_as_they_were_written_with_their_profile) {
    auto written = endpoint("staging");
    written.profile = {
        .name = "staging",
        .lifetime = std::chrono::hours(47),
        .subject = SubjectForm::none,
        .key_types = {"ecdsaP256", "rsa2048"},
        .client_auth = true,
        .policies = {"2.23.140.1.2.2"},
        .max_names = 7,
        .names = {.rules = RuleSet::office, .underscores = true},
    };
    written.validation = ValidationPolicy::either;
    written.eab_required = false;
    written.enabled = false;
    written.staging_of = ov.id;
    written.terms_of_service = "https://example.org/terms";
    write(written.profile);
    write(written);

    const auto by_name = store.read([](Reader& r) { return find_endpoint(r, "staging"); });
    const auto by_id = store.read([&](Reader& r) { return find_endpoint(r, written.id); });
    ASSERT_TRUE(by_name && by_id);
    for (const auto& read : {*by_name, *by_id}) {
        EXPECT_EQ(read.id, written.id);
        EXPECT_EQ(read.name, "staging");
        EXPECT_EQ(read.title, "Title of staging");
        EXPECT_EQ(read.issuer, issuer.id);
        EXPECT_EQ(read.profile.name, "staging");
        EXPECT_EQ(read.profile.lifetime, std::chrono::hours(47));
        EXPECT_EQ(read.profile.subject, SubjectForm::none);
        EXPECT_EQ(read.profile.key_types, written.profile.key_types);
        EXPECT_TRUE(read.profile.client_auth);
        EXPECT_EQ(read.profile.policies, written.profile.policies);
        EXPECT_EQ(read.profile.max_names, 7);
        EXPECT_EQ(read.profile.names.rules, RuleSet::office);
        EXPECT_TRUE(read.profile.names.underscores);
        EXPECT_EQ(read.validation, ValidationPolicy::either);
        EXPECT_FALSE(read.eab_required);
        EXPECT_FALSE(read.enabled);
        EXPECT_EQ(read.staging_of, ov.id);
        EXPECT_EQ(read.terms_of_service, "https://example.org/terms");
        EXPECT_EQ(read.revision.created_at, now);
    }
}

TEST_P(Endpoints, are_saved_as_their_next_version) {
    auto changed = ov;
    changed.title = "Another";
    changed.profile = {.name = "other"};
    changed.validation = ValidationPolicy::challenge;
    changed.eab_required = false;
    changed.enabled = false;
    changed.terms_of_service = "https://example.org/terms";
    changed.challenges = {
        .types = {"dns-01", "http-01"},
        .caa = true,
        .caa_identities = {"pki.example.org"},
        .allowed_networks = {parse_network("10.0.0.0/8").value()},
        .denied_networks = {parse_network("2001:db8::/32").value()},
        .http_port = 1,
        .https_port = 2,
        .tls_port = 3,
        .lifetime = std::chrono::hours(5),
    };
    changed.reuse_pending_orders = true;
    changed.other_profiles = {"ov", "short"};
    write(changed.profile);
    store.write([&](Transaction& tx) { update(tx, changed, now + std::chrono::hours(1)); });
    const auto read = store.read([](Reader& r) { return find_endpoint(r, "ov"); }).value();
    EXPECT_EQ(read.title, "Another");
    EXPECT_EQ(read.profile.name, "other");
    EXPECT_EQ(read.validation, ValidationPolicy::challenge);
    EXPECT_FALSE(read.eab_required);
    EXPECT_FALSE(read.enabled);
    EXPECT_EQ(read.terms_of_service, "https://example.org/terms");
    EXPECT_EQ(read.challenges.types, changed.challenges.types);
    EXPECT_TRUE(read.challenges.caa);
    EXPECT_EQ(read.challenges.caa_identities, changed.challenges.caa_identities);
    EXPECT_EQ(read.challenges.allowed_networks, changed.challenges.allowed_networks);
    EXPECT_EQ(read.challenges.denied_networks, changed.challenges.denied_networks);
    EXPECT_EQ(read.challenges.http_port, 1);
    EXPECT_EQ(read.challenges.https_port, 2);
    EXPECT_EQ(read.challenges.tls_port, 3);
    EXPECT_EQ(read.challenges.lifetime, std::chrono::hours(5));
    EXPECT_TRUE(read.reuse_pending_orders);
    EXPECT_EQ(read.other_profiles, changed.other_profiles);
    EXPECT_EQ(read.revision.version, 2);
    EXPECT_EQ(read.revision.created_at, now);
    const auto again = [&] { store.write([&](Transaction& tx) { update(tx, ov, now); }); };
    EXPECT_EQ(db::fault_of(again), Fault::stale);
}

TEST_P(Endpoints, are_found_by_exactly_their_name) {
    for (const auto* name : {"", "OV", "o", "ov ", "o%"})
        EXPECT_FALSE(store.read([&](Reader& r) { return find_endpoint(r, name); })) << name;
    EXPECT_FALSE(store.read([](Reader& r) {
        return find_endpoint(r, crypto::new_id<EndpointId>(now));
    }));
}

TEST_P(Endpoints, are_listed_by_name) {
    for (const auto* name : {"zeta", "alpha"}) {
        const auto added = endpoint(name);
        write(added.profile);
        write(added);
    }
    const auto listed = store.read([](Reader& r) { return list_endpoints(r); });
    ASSERT_EQ(listed.size(), 3u);
    EXPECT_EQ(listed[0].name, "alpha");
    EXPECT_EQ(listed[1].name, "ov");
    EXPECT_EQ(listed[2].name, "zeta");
}

TEST_P(Endpoints, need_their_profile_and_their_issuer) {
    const auto without_profile = endpoint("none");
    EXPECT_EQ(db::fault_of([&] { write(without_profile); }), Fault::internal);
    auto without_issuer = endpoint("none");
    without_issuer.issuer = crypto::new_id<IssuerId>(now);
    write(without_issuer.profile);
    EXPECT_EQ(db::fault_of([&] { write(without_issuer); }), Fault::internal);
}

TEST_P(Endpoints, have_issuers_whose_keys_stay_as_they_were_sealed) {
    auto second = issuer;
    second.id = crypto::new_id<IssuerId>(now);
    second.name = "a second one";
    second.alternates = {"BEGIN A\nEND A\n", "BEGIN B\nEND B\nBEGIN C\nEND C\n"};
    write(second);
    const auto listed = store.read([](Reader& r) { return list_issuers(r); });
    ASSERT_EQ(listed.size(), 2u);
    EXPECT_EQ(listed[0].id, second.id); // by name
    EXPECT_EQ(listed[1].id, issuer.id);
    EXPECT_EQ(listed[1].kind, "builtIn");
    EXPECT_EQ(listed[1].certificate, "PEM");
    EXPECT_EQ(listed[1].root, "PEM of the root");
    EXPECT_EQ(listed[1].sealed_key, issuer.sealed_key);
    EXPECT_EQ(listed[0].alternates, second.alternates);
    EXPECT_TRUE(listed[1].alternates.empty());
}

TEST_P(Endpoints, have_issuers_whose_alternate_chains_are_saved_as_the_next_version) {
    auto changed = issuer;
    changed.alternates = {"BEGIN A\nEND A\n", "BEGIN B\nEND B\n"};
    store.write([&](Transaction& tx) { update(tx, changed, now + std::chrono::seconds(1)); });
    EXPECT_EQ(changed.revision.version, issuer.revision.version + 1);
    const auto saved = *store.read([&](Reader& r) { return find_issuer(r, issuer.id); });
    EXPECT_EQ(saved.alternates, changed.alternates);
    EXPECT_EQ(saved.revision.updated_at, now + std::chrono::seconds(1));
    EXPECT_EQ(
        store.read([&](Reader& r) { return alternate_chains(r, issuer.id); }), changed.alternates
    );
    auto late = issuer;
    EXPECT_THROW(store.write([&](Transaction& tx) { update(tx, late, now); }), Error);
}

TEST_P(Endpoints, have_profiles_that_are_saved_as_their_next_version) {
    auto profile = *store.read([](Reader& r) { return find_profile(r, "ov"); });
    EXPECT_EQ(profile.revision.version, 1);
    profile.description = "Another";
    profile.lifetime = std::chrono::hours(47);
    profile.subject = SubjectForm::none;
    profile.key_types = {"ed25519"};
    profile.client_auth = true;
    profile.policies = {"1.2.3"};
    profile.max_names = 7;
    profile.validity_by_order = ValidityByOrder::within_rules;
    profile.takes_must_staple = true;
    store.write([&](Transaction& tx) { update(tx, profile, now + std::chrono::hours(1)); });
    const auto listed = store.read([](Reader& r) { return list_profiles(r); });
    ASSERT_EQ(listed.size(), 1u);
    const auto& read = listed.front();
    EXPECT_EQ(read.description, "Another");
    EXPECT_EQ(read.lifetime, std::chrono::hours(47));
    EXPECT_EQ(read.subject, SubjectForm::none);
    EXPECT_EQ(read.key_types, profile.key_types);
    EXPECT_TRUE(read.client_auth);
    EXPECT_EQ(read.policies, profile.policies);
    EXPECT_EQ(read.max_names, 7);
    EXPECT_EQ(read.validity_by_order, ValidityByOrder::within_rules);
    EXPECT_TRUE(read.takes_must_staple);
    const auto with_endpoint = *store.read([](Reader& r) { return find_endpoint(r, "ov"); });
    EXPECT_TRUE(with_endpoint.profile.takes_must_staple);
    EXPECT_EQ(read.revision.version, 2);
    EXPECT_EQ(read.revision.updated_at, now + std::chrono::hours(1));
    auto old = read;
    old.revision.version = 1;
    const auto again = [&] { store.write([&](Transaction& tx) { update(tx, old, now); }); };
    EXPECT_EQ(db::fault_of(again), Fault::stale);
    EXPECT_FALSE(store.read([](Reader& r) { return find_profile(r, std::string("o\0v", 3)); }));
}

} // namespace

} // namespace chancery::store
