// SPDX-License-Identifier: Apache-2.0
// Issuers, through the API.
#include "server/api/api_for_tests.hpp"
#include "workflow/issuance/chains_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::server::api {

namespace {

struct IssuersApi : ApiForTests {
    workflow::OtherHierarchy other;
    IssuerRecord issuer = add_issuer();
    std::string path = "/issuers/" + to_string(issuer.id);

    IssuerRecord add_issuer() {
        const auto& authority = workflow::authority_for_tests();
        const auto record = workflow::new_issuer(
            office.sealer,
            {authority.name, authority.issuing_pem, authority.root_pem, authority.issuing_key},
            office.request.now
        );
        office.store.write([&](store::Transaction& tx) { store::insert(tx, record); });
        return record;
    }
};

TEST(Issuers, show_from_when_until_when_they_sign) {
    IssuersApi api;
    const auto lifetime = issuance::lifetime_of(api.issuer);
    const auto answer = api.call("GET", api.path);
    EXPECT_EQ(answer.text("notBefore"), to_rfc3339(lifetime.not_before));
    EXPECT_EQ(answer.text("notAfter"), to_rfc3339(lifetime.not_after));
}

TEST(Issuers, take_alternate_chains) {
    IssuersApi api;
    EXPECT_EQ(api.call("GET", api.path).text("alternateChains"), "[]");
    const json::Array chains{api.other.issuing()};
    const auto changed =
        api.change("PATCH", api.path, api.path, json::Object{{"alternateChains", chains}});
    ASSERT_EQ(changed.status(), 200) << changed.response.body;
    EXPECT_EQ(changed.etag(), "\"v2\"");
    EXPECT_EQ(*changed.body.find("alternateChains"), json::Value(chains));
    EXPECT_EQ(api.call("GET", api.path).body, changed.body);
    const auto emptied =
        api.change("PATCH", api.path, api.path, json::Object{{"alternateChains", nullptr}});
    EXPECT_EQ(emptied.text("alternateChains"), "[]");
}

TEST(Issuers, are_refused_a_chain_with_its_place) {
    IssuersApi api;
    const json::Array chains{api.other.issuing(), api.other.middle()};
    const auto refused =
        api.change("PATCH", api.path, api.path, json::Object{{"alternateChains", chains}});
    EXPECT_EQ(refused.word(), "invalid");
    EXPECT_NE(refused.text("errors").find("/alternateChains/1"), std::string::npos);
    EXPECT_EQ(
        api.change("PATCH", api.path, api.path, json::Object{{"name", "Another"}}).word(), "invalid"
    );
    EXPECT_EQ(api.call("PATCH", api.path, json::Object{}).word(), "preconditionRequired");
}

TEST(Issuers, are_changed_by_administrators_alone) {
    IssuersApi api;
    const json::Object none{{"alternateChains", json::Array()}};
    const auto refused = api.call_as(api.token(Role::auditor), "PATCH", api.path, none);
    EXPECT_EQ(refused.text("permission"), "issuer.change");
    EXPECT_EQ(api.call_as(api.token(Role::administrator), "PATCH", api.path, none).status(), 200);
}

} // namespace

} // namespace chancery::server::api
