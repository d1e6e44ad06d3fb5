// SPDX-License-Identifier: Apache-2.0
// ACME accounts, their names and their clients, through the API.
#include "server/api/api_for_tests.hpp"
#include "store/orders/failures.hpp"

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
        R"([{"name":"*.example.org","code":"notDelegated","detail":)"
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
    const auto enable = [&](json::Value value) {
        return api.change("PATCH", path, path, json::Object{{"enabled", std::move(value)}});
    };
    EXPECT_EQ(api.call("GET", path).text("enabled"), "true");
    EXPECT_EQ(enable(false).text("status"), "disabled");
    EXPECT_EQ(items(api.call("GET", "/acme-accounts?status=disabled")), 1u);
    EXPECT_EQ(enable(false).etag(), "\"v3\"") << "once more is nothing new";
    EXPECT_EQ(enable(true).text("status"), "active");
    EXPECT_EQ(enable("off").word(), "invalid");
    EXPECT_EQ(enable(nullptr).word(), "invalid");
}

TEST(Accounts, have_a_credential_on_terms) {
    PhysicsApi api;
    const auto created = api.call(
        "POST",
        "/acme-accounts",
        json::Object{
            {"name", "web"},
            {"departmentId", api.physics},
            {"endpointId", to_string(api.office.ov.id)},
            {"credential",
             json::Object{{"maxUses", 1}, {"expiresAt", "2027-06-30"}, {"algorithm", "HS512"}}},
            {"allowedNetworks", json::Array{"192.0.2.0/24", "2001:DB8::/32"}}}
    );
    ASSERT_EQ(created.status(), 201) << created.response.body;
    const auto path = "/acme-accounts/" + created.text("id");
    const auto credential = *api.call("GET", path).body.find("credential");
    EXPECT_EQ(member(credential, "maxUses"), "1");
    EXPECT_EQ(member(credential, "uses"), "0");
    EXPECT_EQ(member(credential, "expiresAt"), "\"2027-06-30T00:00:00Z\"");
    EXPECT_EQ(member(credential, "algorithm"), "\"HS512\"");
    EXPECT_EQ(member(credential, "revoked"), "null");
    EXPECT_EQ(created.text("allowedNetworks"), R"(["192.0.2.0/24","2001:db8::/32"])");

    // RFC 7396: what is absent stays, null lifts.
    const auto changed =
        api.change("PATCH", path, path, json::Object{{"credential", json::Object{{"maxUses", 5}}}});
    EXPECT_EQ(member(*changed.body.find("credential"), "maxUses"), "5");
    EXPECT_EQ(member(*changed.body.find("credential"), "algorithm"), "\"HS512\"");
    const auto lifted = api.change(
        "PATCH",
        path,
        path,
        json::Object{
            {"credential",
             json::Object{{"maxUses", nullptr}, {"expiresAt", nullptr}, {"algorithm", nullptr}}},
            {"allowedNetworks", nullptr}}
    );
    for (const auto* term : {"maxUses", "expiresAt", "algorithm"})
        EXPECT_EQ(member(*lifted.body.find("credential"), term), "null") << term;
    EXPECT_EQ(lifted.text("allowedNetworks"), "[]");
}

TEST(Accounts, refuse_terms_that_may_not_be_and_name_them) {
    PhysicsApi api;
    const auto path = "/acme-accounts/" + api.account("web", {}).text("id");
    const auto expect_refused = [&](json::Object body, const std::string& pointer) {
        const auto refused = api.change("PATCH", path, path, std::move(body));
        EXPECT_EQ(refused.word(), "invalid") << pointer;
        EXPECT_NE(refused.text("errors").find(pointer), std::string::npos) << pointer;
    };
    for (const auto& [term, value] : json::Object{
             {"maxUses", 0},
             {"maxUses", "1"},
             {"maxUses", std::int64_t{1} << 40},
             {"expiresAt", "2001-01-01"},
             {"expiresAt", "tomorrow"},
             {"algorithm", "RS256"},
             {"keyId", "x"}})
        expect_refused({{"credential", json::Object{{term, value}}}}, "/credential/" + term);
    expect_refused({{"maxUses", 1}}, "/maxUses");
    expect_refused({{"allowedNetworks", json::Array{"192.0.2.1/24"}}}, "/allowedNetworks");
    expect_refused({{"allowedNetworks", "192.0.2.0/24"}}, "/allowedNetworks");
    EXPECT_EQ(api.call("GET", path).etag(), "\"v1\"");
}

TEST(Accounts, are_rotated_and_show_the_new_key_once) {
    PhysicsApi api;
    const auto created = api.account("web", {});
    const auto path = "/acme-accounts/" + created.text("id");
    EXPECT_EQ(api.call("POST", path + "/rotate").word(), "preconditionRequired");
    const auto rotated =
        api.change("POST", path + "/rotate", path, json::Object{{"overlap", "P1D"}});
    ASSERT_EQ(rotated.status(), 200) << rotated.response.body;
    const auto key = rotated.text("hmacKey");
    EXPECT_EQ(key.size(), 43u);
    EXPECT_NE(key, created.text("hmacKey"));
    const auto credential = *rotated.body.find("credential");
    EXPECT_NE(member(credential, "keyId"), member(*created.body.find("credential"), "keyId"));
    EXPECT_EQ(member(credential, "rotatedAt"), '"' + to_rfc3339(api.office.start) + '"');
    EXPECT_EQ(
        member(credential, "previousValidUntil"),
        '"' + to_rfc3339(api.office.start + std::chrono::hours(24)) + '"'
    );
    for (const auto& read : {path, std::string("/events")})
        EXPECT_EQ(api.call("GET", read).response.body.find(key), std::string::npos) << read;
    EXPECT_EQ(member(item(api.call("GET", "/events"), 0), "action"), "\"acmeAccount.rotated\"");

    EXPECT_EQ(api.change("POST", path + "/rotate", path).status(), 200);
    for (const auto* overlap : {"7 days", "P1Y", "P91D"})
        EXPECT_EQ(
            api.change("POST", path + "/rotate", path, json::Object{{"overlap", overlap}}).word(),
            "invalid"
        );
}

TEST(Accounts, are_revoked_in_two_ways) {
    PhysicsApi api;
    const auto path = "/acme-accounts/" + api.account("web", {}).text("id");
    const auto revoke = [&](json::Value body) {
        return api.change("POST", path + "/revoke", path, std::move(body));
    };
    EXPECT_EQ(revoke(json::Object{{"mode", "softly"}}).word(), "invalid");
    const auto blocked =
        revoke(json::Object{{"mode", "blockNew"}, {"reason", "the host is given away"}});
    EXPECT_EQ(blocked.text("status"), "revoked");
    EXPECT_EQ(member(*blocked.body.find("credential"), "revoked"), "\"blockNew\"");
    const auto cut_off = revoke(nullptr);
    EXPECT_EQ(member(*cut_off.body.find("credential"), "revoked"), "\"cutOff\"");
    EXPECT_EQ(revoke(nullptr).word(), "conflict");
    EXPECT_EQ(items(api.call("GET", "/acme-accounts?status=revoked")), 1u);
    EXPECT_EQ(items(api.call("GET", "/acme-accounts?status=active")), 0u);
    EXPECT_EQ(api.call("GET", "/acme-accounts?status=gone").word(), "malformed");
    EXPECT_NE(
        api.call("GET", "/events?action=acmeAccount.revoked")
            .response.body.find("the host is given away"),
        std::string::npos
    );
    EXPECT_EQ(api.call_as(api.token(Role::auditor), "POST", path + "/revoke").word(), "forbidden");
}

TEST(AccountNames, are_added_shown_with_their_verdict_and_removed) {
    PhysicsApi api;
    const auto path = "/acme-accounts/" + api.account("web", {"a.example.org"}).text("id");
    const auto change = [&](json::Value body, const std::string& version = "*") {
        return api.call("PATCH", path + "/names", std::move(body), {{"If-Match", version}});
    };
    const json::Value more = json::Object{{"add", json::Array{"b.example.org", "a.example.org"}}};
    EXPECT_EQ(api.call("PATCH", path + "/names", more).word(), "preconditionRequired");
    const auto added = change(more);
    EXPECT_EQ(added.status(), 200);
    EXPECT_EQ(added.text("added"), R"(["b.example.org"])");
    EXPECT_EQ(added.text("removed"), "[]");
    EXPECT_EQ(added.etag(), "\"v2\"");
    const auto stale = change(more, "\"v1\"");
    EXPECT_EQ(member(*stale.body.find("current"), "name"), "\"web\"");

    const auto domain = "/domains/" + api.domain.text("id");
    api.change("PATCH", domain, domain, json::Object{{"enabled", false}});
    const auto list = api.call("GET", path + "/names?limit=1");
    ASSERT_EQ(items(list), 1u);
    EXPECT_EQ(member(*item(list, 0).find("verdict"), "code"), "\"domainDisabled\"");
    EXPECT_EQ(items(api.call("GET", path + "/names?cursor=" + list.text("nextCursor"))), 1u);

    const json::Value one = json::Object{{"remove", json::Array{"a.example.org"}}};
    EXPECT_EQ(change(one).text("removed"), R"(["a.example.org"])");
    const auto again = change(one);
    EXPECT_EQ(again.word(), "invalid");
    EXPECT_EQ(
        again.text("detail"),
        "a.example.org is not among this ACME account's names; nothing was changed"
    );
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
    EXPECT_EQ(member(verdicts[0], "code"), "\"nameNotListed\"");
    EXPECT_EQ(member(verdicts[1], "code"), "\"granted\"");
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

TEST(Accounts, have_limits_of_their_own_in_place_of_their_endpoints) {
    PhysicsApi api;
    const auto path = "/acme-accounts/" + api.account("web", {}).text("id");
    EXPECT_EQ(api.call("GET", path).text("limits"), "{}");
    const auto change = [&](json::Object limits) {
        return api.change("PATCH", path, path, json::Object{{"limits", std::move(limits)}});
    };
    change({{"ordersPerClient", "300/PT3H"}, {"failedValidations", "none"}});
    EXPECT_EQ(
        api.call("GET", path).text("limits"),
        R"({"ordersPerClient":"300/PT3H","failedValidations":"none"})"
    );
    change({{"ordersPerClient", nullptr}});
    EXPECT_EQ(api.call("GET", path).text("limits"), R"({"failedValidations":"none"})");
    EXPECT_EQ(
        member(item(api.call("GET", "/events"), 0), "changes"),
        R"([{"field":"limits/ordersPerClient","from":"300/PT3H","to":""}])"
    );
    EXPECT_EQ(change({{"ordersPerClient", "300 in 3 hours"}}).word(), "invalid");
    EXPECT_EQ(change({{"ordersPerClient", 300}}).word(), "invalid");
    EXPECT_EQ(change({{"orders", "300/PT3H"}}).word(), "invalid");
    EXPECT_EQ(api.call("GET", path).text("limits"), R"({"failedValidations":"none"})");
}

/// The ACME account "web", and one client of it.
struct ClientApi : PhysicsApi {
    std::string account_id = account("web", {}).text("id");
    Client client = office.client(find_account(), "thumbprint");
    std::string path = "/clients/" + to_string(client.id);

    Account find_account() {
        return office.store
            .read([&](const store::Reader& reader) {
                return store::find_account(reader, parse_id<AccountId>(account_id).value());
            })
            .value();
    }
};

TEST(Clients, are_listed_and_deactivated) {
    ClientApi api;
    const auto list = api.call("GET", "/clients?acmeAccountId=" + api.account_id + "&status=valid");
    ASSERT_EQ(items(list), 1u);
    EXPECT_EQ(member(item(list, 0), "thumbprint"), "\"thumbprint\"");
    EXPECT_EQ(member(item(list, 0), "contacts"), "[]");
    EXPECT_EQ(member(item(list, 0), "acmeAccountName"), "\"web\"");
    EXPECT_EQ(api.change("POST", api.path + "/deactivate", api.path).text("status"), "deactivated");
    EXPECT_EQ(items(api.call("GET", "/clients?status=valid")), 0u);
}

TEST(Clients, show_the_names_that_are_paused_and_are_resumed) {
    ClientApi api;
    EXPECT_EQ(api.call("GET", api.path).text("paused"), "[]");
    EXPECT_EQ(items(api.call("GET", "/clients?paused=true")), 0u);
    EXPECT_EQ(api.change("POST", api.path + "/resume", api.path).word(), "conflict");
    api.office.store.write([&](store::Transaction& tx) {
        const Name www{"www.example.org"};
        store::count_failure(tx, api.client.id, www, api.office.request.now);
        store::pause(tx, api.client.id, www, api.office.request.now);
    });
    const auto paused = R"([{"name":"www.example.org","failures":1,"pausedAt":")" +
                        to_rfc3339(api.office.request.now) + R"("}])";
    EXPECT_EQ(api.call("GET", api.path).text("paused"), paused);
    EXPECT_EQ(member(item(api.call("GET", "/clients?paused=true"), 0), "paused"), paused);
    EXPECT_EQ(api.change("POST", api.path + "/resume", api.path).text("paused"), "[]");
    EXPECT_EQ(member(item(api.call("GET", "/events"), 0), "action"), "\"client.resumed\"");
}

} // namespace

} // namespace chancery::server::api
