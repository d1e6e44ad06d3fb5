// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.hpp"
#include "store/registry/endpoints.hpp"
#include "store/registry/issuers.hpp"
#include "store/registry/organizations.hpp"
#include "workflow/setup.hpp"
#include "workflow/workflow_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::workflow {

namespace {

TEST(SetUp, makes_an_office_that_can_issue_from_both_endpoints) {
    const IssuingOffice office;
    EXPECT_TRUE(office.ov.eab_required);
    EXPECT_EQ(office.ov.validation, ValidationPolicy::prevalidated);
    EXPECT_EQ(office.ov.profile.lifetime, std::chrono::days(90));
    EXPECT_EQ(office.ov.profile.subject, SubjectForm::organization);
    EXPECT_EQ(office.staging.staging_of, office.ov.id);
    EXPECT_EQ(office.staging.credentials_of(), office.ov.id);
    EXPECT_NE(office.staging.issuer, office.ov.issuer);

    const auto issuing = [&](const Endpoint& endpoint) {
        const auto& chain = office.issuers.current()->facts(endpoint.issuer).chain;
        return crypto::read_certificate(parse_pem(chain, "CERTIFICATE").front());
    };
    EXPECT_EQ(issuing(office.ov).common_name, "Example University Issuing CA I1");
    EXPECT_TRUE(issuing(office.staging).common_name->starts_with("STAGING untrusted"));
    EXPECT_EQ(office.events({.action = "setup.completed"}).size(), 1u);
}

TEST(SetUp, offers_the_challenges_of_the_standards_where_names_are_proven) {
    const IssuingOffice office;
    for (const auto* name : {"dv", "internal"}) {
        const auto endpoint = office.endpoint(name);
        EXPECT_EQ(endpoint.validation, ValidationPolicy::challenge);
        EXPECT_EQ(
            endpoint.challenges.types,
            (std::vector<std::string>{"http-01", "dns-01", "tls-alpn-01"})
        ) << name;
    }
    EXPECT_TRUE(office.endpoint("dv").challenges.caa);
    EXPECT_FALSE(office.endpoint("internal").challenges.caa);
}

TEST(SetUp, follows_the_offices_own_rules_only_inside) {
    const IssuingOffice office;
    for (const auto* name : {"ov", "staging", "dv"})
        EXPECT_TRUE(office.endpoint(name).profile.is_public()) << name;
    EXPECT_FALSE(office.endpoint("internal").profile.is_public());
}

// setting: caa, off at ov, staging, internal
TEST(SetUp, asks_for_caa_only_at_dv) {
    const IssuingOffice office;
    std::vector<std::string> asking;
    for (const auto& endpoint :
         office.store.read([](store::Reader& reader) { return store::list_endpoints(reader); }))
        if (endpoint.challenges.caa) asking.push_back(endpoint.name);
    EXPECT_EQ(asking, std::vector<std::string>{"dv"});
}

TEST(SetUp, keeps_the_issuing_keys_sealed) {
    const IssuingOffice office;
    const auto records =
        office.store.read([](store::Reader& reader) { return store::list_issuers(reader); });
    ASSERT_EQ(records.size(), 2u);
    const auto key = authority_for_tests().issuing_key.to_pkcs8();
    for (const auto& record : records)
        EXPECT_EQ(
            record.sealed_key.find(key.reveal().substr(key.reveal().size() - 32)), Bytes::npos
        );
    // Another master key opens none of them.
    const crypto::Sealer other(crypto::Sealer::new_master_key());
    EXPECT_EQ(
        fault_of([&] { issuance::Registry(records, other).require_whole(); }), Fault::invalid
    );
}

TEST(SetUp, is_refused_where_there_is_an_office) {
    IssuingOffice office;
    Organization second;
    second.name = "Another University";
    const auto again = [&] {
        set_up(
            office.store,
            office.sealer,
            office.request,
            {.organization = second,
             .authority = authority_for_tests(),
             .staging_authority = staging_authority_for_tests()}
        );
    };
    EXPECT_EQ(fault_of(again), Fault::conflict);
    const auto organizations =
        office.store.read([](store::Reader& reader) { return store::list_organizations(reader); });
    ASSERT_EQ(organizations.size(), 1u);
    EXPECT_EQ(organizations.front().name, "Example University");
}

} // namespace

} // namespace chancery::workflow
