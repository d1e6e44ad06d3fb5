// SPDX-License-Identifier: Apache-2.0
// What the office keeps, through the API.
#include "crypto/digest.hpp"
#include "server/api/api_for_tests.hpp"
#include "store/certificates/certificates.hpp"

#include <gtest/gtest.h>

namespace chancery::server::api {

namespace {

TEST(Organizations, are_shown_and_changed) {
    ApiForTests api;
    const auto list = api.call("GET", "/organizations?name=Example%20University");
    ASSERT_EQ(items(list), 1u);
    const auto path = "/organizations/" + to_string(api.office.organization.id);
    const auto changed =
        api.change("PATCH", path, path, json::Object{{"country", "DE"}, {"contactEmail", nullptr}});
    EXPECT_EQ(changed.status(), 200);
    EXPECT_EQ(changed.text("country"), "DE");
    EXPECT_EQ(changed.text("contactEmail"), "");
    EXPECT_EQ(changed.text("name"), "Example University");
    EXPECT_EQ(items(api.call("GET", "/organizations?q=hospital")), 0u);
}

TEST(Domains, show_their_own_validation_or_the_one_they_inherit) {
    PhysicsApi api;
    EXPECT_EQ(api.domain.status(), 201);
    const auto& own = *api.domain.body.find("validation");
    EXPECT_EQ(member(own, "status"), "\"valid\"");
    EXPECT_EQ(member(own, "method"), "\"manual\"");
    EXPECT_EQ(member(own, "inheritedFrom"), "null");
    api.call(
        "POST",
        "/delegations",
        json::Object{
            {"domainName", "lab.example.org"}, {"departmentId", api.physics}, {"reach", "exact"}}
    );
    const auto lab = item(api.call("GET", "/domains?name=lab.example.org"), 0);
    EXPECT_EQ(member(*lab.find("validation"), "inheritedFrom"), "\"example.org\"");
    EXPECT_EQ(items(api.call("GET", "/domains?validation.status=none")), 1u);
    EXPECT_EQ(items(api.call("GET", "/domains?departmentId=" + api.physics)), 2u);
    // Of a script whose variable is not set: it does not want all of them.
    EXPECT_EQ(api.call("GET", "/domains?departmentId=").word(), "malformed");
    EXPECT_EQ(api.call("GET", "/domains?name=").word(), "malformed");
}

TEST(Domains, are_validated_anew_with_a_plain_date_or_a_time) {
    PhysicsApi api;
    const auto path = "/domains/" + api.domain.text("id");
    const auto patch = [&](json::Object validation) {
        return api.change("PATCH", path, path, json::Object{{"validation", std::move(validation)}});
    };
    const auto renewed = patch({{"evidence", "by phone"}, {"validUntil", "2028-01-01"}});
    EXPECT_EQ(renewed.status(), 200);
    EXPECT_EQ(member(*renewed.body.find("validation"), "validUntil"), "\"2028-01-01T00:00:00Z\"");
    const auto wrong = patch({{"evidense", "typo"}});
    EXPECT_NE(member(wrong.body, "errors").find("/validation/evidense"), std::string::npos);
    EXPECT_EQ(patch({{"method", "dns-01"}}).word(), "invalid");
    EXPECT_EQ(patch({{"validUntil", "2031-01-01"}}).word(), "invalid");
}

TEST(Delegations, are_given_listed_and_withdrawn) {
    PhysicsApi api;
    EXPECT_EQ(items(api.call("GET", "/delegations?status=active")), 2u);
    const auto given = api.call(
        "POST",
        "/delegations",
        json::Object{
            {"domainName", "lab.example.org"},
            {"departmentId", api.physics},
            {"reach", "below"},
            {"wildcard", true}}
    );
    EXPECT_EQ(given.status(), 201);
    EXPECT_EQ(given.text("departmentName"), "Physics");
    EXPECT_EQ(given.text("wildcard"), "true");
    const auto path = "/delegations/" + given.text("id");
    const auto withdrawn = api.change("POST", path + "/withdraw", path);
    EXPECT_EQ(withdrawn.text("status"), "withdrawn");
    EXPECT_EQ(api.change("POST", path + "/withdraw", path).word(), "conflict");
    EXPECT_EQ(
        api.call(
               "POST",
               "/delegations",
               json::Object{{"departmentId", api.physics}, {"reach", "exact"}}
        ).word(),
        "invalid"
    );
    EXPECT_EQ(
        api.call(
               "POST",
               "/delegations",
               json::Object{
                   {"domainName", "example.org"}, {"departmentId", api.physics}, {"reach", "wide"}}
        ).word(),
        "invalid"
    );
}

TEST(Endpoints, show_where_clients_begin) {
    ApiForTests api;
    const auto list = api.call("GET", "/endpoints");
    ASSERT_EQ(items(list), 2u);
    EXPECT_EQ(
        *item(list, 0).find("directoryUrl"),
        json::Value("https://pki.example.org:8443/acme/ov/directory")
    );
    EXPECT_EQ(*item(list, 1).find("stagingOf"), json::Value(to_string(api.office.ov.id)));
    EXPECT_EQ(items(api.call("GET", "/endpoints?name=staging")), 1u);
}

TEST(Certificates, are_found_by_serial_in_any_spelling_and_given_as_a_file) {
    PhysicsApi api;
    const auto now = api.office.request.now;
    const auto issuer = api.office.ov.issuer;
    const Certificate certificate{
        .id = crypto::new_id<CertificateId>(now),
        .issuer = issuer,
        .names = {"pki.example.org", "192.0.2.1"},
        .draft =
            {.serial = Bytes("\x01\xab\xcd", 3),
             .to_be_signed = "to be signed",
             .not_before = now,
             .not_after = now + std::chrono::days(90),
             .key_digest = crypto::sha256("key"),
             .key_type = "ecdsaP256"},
        .created_at = now,
    };
    api.office.store.write([&](store::Transaction& tx) { store::insert(tx, certificate); });
    const auto path = "/certificates/" + to_string(certificate.id);
    EXPECT_EQ(api.call("GET", path).text("state"), "pending");
    const net::Headers as_file{{"Accept", "application/pem-certificate-chain"}};
    EXPECT_EQ(api.call("GET", path, nullptr, as_file).word(), "conflict");

    api.office.store.write([&](store::Transaction& tx) {
        return store::set_issued(tx, certificate.id, {"DER"}, now);
    });
    for (const auto* spelling : {"1abcd", "0x1ABCD", "000001abcd", "01%20ab%20cd", "109517"})
        EXPECT_EQ(items(api.call("GET", std::string("/certificates?serialNumber=") + spelling)), 1u)
            << spelling;
    for (const auto* other : {"109516", "0x109517", "1abcdf"})
        EXPECT_EQ(items(api.call("GET", std::string("/certificates?serialNumber=") + other)), 0u)
            << other;
    for (const auto* wrong : {"xyz", "0x", ":", "0", "0x00"})
        EXPECT_EQ(
            api.call("GET", std::string("/certificates?serialNumber=") + wrong).word(), "malformed"
        ) << wrong;
    const auto list = api.call("GET", "/certificates?serialNumber=01:AB:CD");
    ASSERT_EQ(items(list), 1u);
    EXPECT_EQ(member(item(list, 0), "state"), "\"valid\"");
    EXPECT_EQ(member(item(list, 0), "names"), R"(["pki.example.org","192.0.2.1"])");
    EXPECT_EQ(member(item(list, 0), "issuerName"), "\"ov\"");
    EXPECT_EQ(member(item(list, 0), "source"), "\"server\"");
    EXPECT_EQ(member(item(list, 0), "staging"), "false");
    EXPECT_EQ(items(api.call("GET", "/certificates?name=PKI.example.org")), 1u);
    EXPECT_EQ(items(api.call("GET", "/certificates?departmentId=" + api.physics)), 0u);

    const auto file = api.call("GET", path, nullptr, as_file);
    EXPECT_EQ(file.response.content_type, "application/pem-certificate-chain");
    EXPECT_EQ(
        file.response.body,
        "-----BEGIN CERTIFICATE-----\nREVS\n-----END CERTIFICATE-----\n" +
            workflow::authority_for_tests().issuing_pem
    );
    api.office.request.now += std::chrono::days(90);
    EXPECT_EQ(api.call("GET", path).text("state"), "expired");
}

TEST(Events, tell_who_did_what_newest_first) {
    PhysicsApi api;
    api.account("web", {"www.example.com"});
    const auto list = api.call("GET", "/events?limit=1");
    ASSERT_EQ(items(list), 1u);
    const auto newest = item(list, 0);
    EXPECT_EQ(member(newest, "action"), "\"acmeAccount.created\"");
    EXPECT_EQ(member(newest, "outcome"), "\"refused\"");
    EXPECT_EQ(member(*newest.find("actor"), "name").substr(0, 7), "\"local:");
    const auto older = api.call("GET", "/events?limit=1&cursor=" + list.text("nextCursor"));
    EXPECT_EQ(member(item(older, 0), "action"), "\"delegation.approved\"");
    EXPECT_EQ(items(api.call("GET", "/events?objectType=department")), 1u);
    EXPECT_EQ(api.call("GET", "/events?cursor=x").word(), "malformed");
}

} // namespace

} // namespace chancery::server::api
