// SPDX-License-Identifier: Apache-2.0
// ACME accounts, their names and their clients, through the API.
#include "server/api/api_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::server::api {

namespace {

TEST(Accounts, show_their_hmac_key_once) {
    PhysicsApi api;
    const auto created = api.account("web", {"WWW.example.org", "www.example.org"});
    EXPECT_EQ(created.status(), 201);
    EXPECT_EQ(created.text("added"), R"(["www.example.org"])");
    EXPECT_EQ(created.text("requested"), "[]");
    EXPECT_EQ(created.text("status"), "active");
    EXPECT_EQ(created.text("directoryUrl"), "https://pki.example.org:8443/acme/ov/directory");
    const auto key = created.text("hmacKey");
    EXPECT_EQ(key.size(), 43u);
    for (const auto& path :
         {std::string("/acme-accounts"),
          std::string("/acme-accounts/" + created.text("id")),
          std::string("/events")})
        EXPECT_EQ(api.call("GET", path).response.body.find(key), std::string::npos) << path;
}

TEST(Accounts, are_refused_with_a_verdict_for_each_name) {
    PhysicsApi api;
    const auto refused = api.account("web", {"www.example.org", "*.example.org"});
    EXPECT_EQ(refused.status(), 422);
    EXPECT_EQ(refused.word(), "refused");
    EXPECT_EQ(
        refused.text("verdicts"),
        R"([{"name":"*.example.org","word":"not_delegated","detail":)"
        R"("*.example.org is not delegated to the department as a wildcard; ask pki@example.org"}])"
    );
    EXPECT_EQ(items(api.call("GET", "/acme-accounts")), 0u);
}

TEST(Accounts, are_renamed_disabled_and_enabled) {
    PhysicsApi api;
    const auto path = "/acme-accounts/" + api.account("web", {}).text("id");
    EXPECT_EQ(
        api.change("PATCH", path, path, json::Object{{"name", "servers"}}).text("name"), "servers"
    );
    EXPECT_EQ(api.change("POST", path + "/disable", path).text("status"), "disabled");
    EXPECT_EQ(items(api.call("GET", "/acme-accounts?status=disabled")), 1u);
    EXPECT_EQ(api.change("POST", path + "/disable", path).word(), "conflict");
    EXPECT_EQ(api.call("POST", path + "/enable").word(), "preconditionRequired");
    EXPECT_EQ(api.change("POST", path + "/enable", path, json::Object()).text("status"), "active");
    EXPECT_EQ(
        api.change("POST", path + "/disable", path, json::Object{{"reason", "x"}}).word(), "invalid"
    );
}

TEST(AccountNames, are_added_shown_with_their_verdict_and_removed) {
    PhysicsApi api;
    const auto path = "/acme-accounts/" + api.account("web", {"a.example.org"}).text("id");
    const json::Value more = json::Object{{"names", json::Array{"b.example.org", "a.example.org"}}};
    const auto added = api.call("POST", path + "/names", more);
    EXPECT_EQ(added.status(), 200);
    EXPECT_EQ(added.text("added"), R"(["b.example.org"])");
    EXPECT_EQ(added.etag(), "\"v2\"");
    EXPECT_EQ(api.call("POST", path + "/names", more, {{"If-Match", "\"v1\""}}).word(), "stale");

    const auto domain = "/domains/" + api.domain.text("id");
    api.change("PATCH", domain, domain, json::Object{{"enabled", false}});
    const auto list = api.call("GET", path + "/names?limit=1");
    ASSERT_EQ(items(list), 1u);
    EXPECT_EQ(member(*item(list, 0).find("verdict"), "word"), "\"domain_disabled\"");
    EXPECT_EQ(items(api.call("GET", path + "/names?cursor=" + list.text("nextCursor"))), 1u);

    const json::Value one = json::Object{{"names", json::Array{"a.example.org"}}};
    EXPECT_EQ(api.call("DELETE", path + "/names", one).word(), "preconditionRequired");
    const auto stale = api.call("DELETE", path + "/names", one, {{"If-Match", "\"v1\""}});
    EXPECT_EQ(member(*stale.body.find("current"), "name"), "\"web\"");
    EXPECT_EQ(
        api.change("DELETE", path + "/names", path, one).text("removed"), R"(["a.example.org"])"
    );
    EXPECT_EQ(api.change("DELETE", path + "/names", path, one).word(), "invalid");
}

TEST(Explanations, are_the_policys_own_answer) {
    PhysicsApi api;
    const auto id = api.account("web", {"www.example.org"}).text("id");
    const auto ask = [&](json::Array names) {
        return api.call(
            "POST",
            "/explanations",
            json::Object{{"acmeAccountId", id}, {"names", std::move(names)}}
        );
    };
    const auto answer = ask({"www.example.org", "mail.example.org"});
    const auto& verdicts = std::get<json::Array>(answer.body.find("verdicts")->variant());
    ASSERT_EQ(verdicts.size(), 2u);
    EXPECT_EQ(member(verdicts[0], "word"), "\"name_not_listed\"");
    EXPECT_EQ(member(verdicts[1], "word"), "\"granted\"");
    EXPECT_EQ(ask({"not a name"}).word(), "invalid");
    EXPECT_EQ(
        api.call(
               "POST",
               "/explanations",
               json::Object{{"acmeAccountId", api.physics}, {"names", json::Array{"a.example.org"}}}
        ).word(),
        "invalid"
    );
}

TEST(Clients, are_listed_and_deactivated) {
    PhysicsApi api;
    const auto account = api.office.store.read([&](const store::Reader& reader) {
        return store::find_account(reader, "web");
    });
    EXPECT_FALSE(account);
    const auto id = api.account("web", {}).text("id");
    const auto made = api.office.store.read([&](const store::Reader& reader) {
        return store::find_account(reader, "web");
    });
    api.office.client(*made, "thumbprint");
    const auto list = api.call("GET", "/clients?acmeAccountId=" + id + "&status=valid");
    ASSERT_EQ(items(list), 1u);
    EXPECT_EQ(member(item(list, 0), "thumbprint"), "\"thumbprint\"");
    const auto path = "/clients/" + std::get<std::string>(item(list, 0).find("id")->variant());
    EXPECT_EQ(api.change("POST", path + "/deactivate", path).text("status"), "deactivated");
    EXPECT_EQ(items(api.call("GET", "/clients?status=valid")), 0u);
}

} // namespace

} // namespace chancery::server::api
