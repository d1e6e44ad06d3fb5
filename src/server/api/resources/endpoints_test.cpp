// SPDX-License-Identifier: Apache-2.0
// Endpoints and issuers, through the API.
#include "base/encoding.hpp"
#include "crypto/certificate.hpp"
#include "server/api/api_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::server::api {

namespace {

struct EndpointsApi : ApiForTests {
    EndpointsApi() {
        office.store.write([](store::Transaction& tx) { store::insert(tx, Profile{.name = "dv"}); }
        );
    }

    json::Object lab() const {
        return {
            {"name", "lab"},
            {"title", "Of the laboratory"},
            {"issuerIds", json::Array{to_string(office.ov.issuer)}},
            {"profiles", json::Array{"dv"}},
            {"validation",
             json::Object{
                 {"policy", "challenge"},
                 {"challengeTypes", json::Array{"http-01", "dns-01"}},
                 {"lifetime", "P7D"}}},
        };
    }

    Answer patch(const std::string& path, json::Object body) {
        return change("PATCH", path, path, std::move(body));
    }
};

TEST(Endpoints, are_made_read_and_changed) {
    EndpointsApi api;
    const auto created = api.call("POST", "/endpoints", api.lab());
    ASSERT_EQ(created.status(), 201) << created.response.body;
    const auto path = "/endpoints/" + created.text("id");
    EXPECT_EQ(created.response.header("Location"), "/api/v1" + path);
    EXPECT_EQ(created.text("directoryUrl"), "https://pki.example.org:8443/acme/lab/directory");
    EXPECT_EQ(
        created.text("validation"),
        R"({"policy":"challenge","challengeTypes":["http-01","dns-01"],"lifetime":"P7D",)"
        R"("checkCaa":false,"caaIdentities":[],"targets":{"allowed":[],"denied":[]},)"
        R"("ports":{"http":80,"https":443,"tls":443}})"
    );
    EXPECT_EQ(created.text("issuerNames"), R"(["ov"])");
    EXPECT_EQ(created.text("eabRequired"), "true");

    const auto changed = api.patch(
        path,
        {{"validation",
          json::Object{
              {"targets", json::Object{{"allowed", json::Array{"10.0.0.0/8"}}}},
              {"ports", json::Object{{"http", 8080}}},
              {"checkCaa", true}}},
         {"reusePendingOrders", true},
         {"enabled", false}}
    );
    EXPECT_EQ(changed.etag(), "\"v2\"");
    EXPECT_EQ(changed.text("title"), "Of the laboratory");
    EXPECT_EQ(
        changed.text("validation"),
        R"({"policy":"challenge","challengeTypes":["http-01","dns-01"],"lifetime":"P7D",)"
        R"("checkCaa":true,"caaIdentities":[],"targets":{"allowed":["10.0.0.0/8"],"denied":[]},)"
        R"("ports":{"http":8080,"https":443,"tls":443}})"
    );
    EXPECT_EQ(changed.text("enabled"), "false");
    EXPECT_EQ(api.call("GET", path).body, changed.body);
}

TEST(Endpoints, have_what_they_begin_with_where_a_patch_says_null) {
    EndpointsApi api;
    const auto path = "/endpoints/" + api.call("POST", "/endpoints", api.lab()).text("id");
    const auto validation = [&](json::Value port, json::Value lifetime, json::Value denied) {
        return api
            .patch(
                path,
                {{"validation",
                  json::Object{
                      {"ports", json::Object{{"http", std::move(port)}}},
                      {"lifetime", std::move(lifetime)},
                      {"targets", json::Object{{"denied", std::move(denied)}}}}}}
            )
            .text("validation");
    };
    validation(8080, "P7D", json::Array{"10.0.0.0/8"});
    const auto changed = validation(nullptr, nullptr, nullptr);
    EXPECT_NE(changed.find(R"("http":80,)"), std::string::npos) << changed;
    EXPECT_NE(changed.find(R"("lifetime":"P30D")"), std::string::npos) << changed;
    EXPECT_NE(changed.find(R"("denied":[])"), std::string::npos) << changed;
}

TEST(Endpoints, have_limits_that_a_patch_sets_and_takes_away) {
    EndpointsApi api;
    const auto path = "/endpoints/" + to_string(api.office.ov.id);
    const auto defaults = api.call("GET", path).text("limits");
    EXPECT_NE(defaults.find(R"("ordersPerClient":"1000/PT3H")"), std::string::npos) << defaults;
    EXPECT_NE(defaults.find(R"("openOrdersPerClient":"300")"), std::string::npos) << defaults;
    const auto limits = [&](json::Value value) {
        return api.patch(path, {{"limits", std::move(value)}}).text("limits");
    };
    const json::Object some{{"ordersPerClient", "300/PT3H/20"}, {"failuresUntilPaused", "200"}};
    const auto set = limits(some);
    EXPECT_NE(set.find(R"("ordersPerClient":"300/PT3H/20")"), std::string::npos) << set;
    EXPECT_NE(set.find(R"("failuresUntilPaused":"200")"), std::string::npos) << set;
    const auto partly = limits(json::Object{{"ordersPerClient", nullptr}});
    EXPECT_NE(partly.find(R"("ordersPerClient":"1000/PT3H")"), std::string::npos) << partly;
    EXPECT_EQ(limits(nullptr), defaults);
    const auto refused = api.patch(path, {{"limits", json::Object{{"ordersPerClient", "300"}}}});
    EXPECT_EQ(refused.word(), "invalid");
    EXPECT_NE(refused.text("errors").find("/limits/ordersPerClient"), std::string::npos);
}

TEST(Endpoints, take_each_limit_that_there_is) {
    EndpointsApi api;
    const auto path = "/endpoints/" + to_string(api.office.ov.id);
    json::Object all;
    for (const auto kind : every<LimitKind>)
        all.emplace_back(to_string(kind), has_no_period(kind) ? "7" : "7/P1D");
    const auto answer = api.patch(path, {{"limits", all}});
    ASSERT_EQ(answer.status(), 200) << answer.response.body;
    EXPECT_EQ(answer.text("limits"), json::to_text(all));
}

TEST(Endpoints, without_a_credential_begin_with_limits_for_strangers) {
    EndpointsApi api;
    auto open = api.lab();
    open.emplace_back("limits", json::Object{{"ordersPerClient", "none"}});
    open.emplace_back("eabRequired", false);
    const auto made = api.call("POST", "/endpoints", open);
    EXPECT_EQ(made.status(), 201) << made.response.body;
    EXPECT_NE(made.text("limits").find(R"("failedValidations":"5/PT1H")"), std::string::npos);
    EXPECT_NE(made.text("limits").find(R"("ordersPerClient":"none")"), std::string::npos);
}

TEST(Endpoints, keep_their_name_and_whose_staging_they_are) {
    EndpointsApi api;
    const auto path = "/endpoints/" + to_string(api.office.ov.id);
    for (const auto* member : {"name", "stagingOf"}) {
        const auto refused = api.patch(path, {{member, "x"}});
        EXPECT_EQ(refused.word(), "invalid");
        EXPECT_NE(refused.text("errors").find(member), std::string::npos);
    }
}

TEST(Endpoints, are_refused_with_the_place_of_what_is_wrong) {
    EndpointsApi api;
    const auto with = [&](const char* member, json::Value value) {
        auto body = api.lab();
        std::erase_if(body, [&](const auto& one) { return one.first == member; });
        if (!value.is_null()) body.emplace_back(member, std::move(value));
        return api.call("POST", "/endpoints", body).text("errors");
    };
    EXPECT_NE(with("issuerIds", nullptr).find("/issuerIds"), std::string::npos);
    EXPECT_NE(with("issuerIds", json::Array{}).find("/issuerIds"), std::string::npos);
    EXPECT_NE(with("profiles", nullptr).find("/profiles"), std::string::npos);
    EXPECT_NE(with("title", nullptr).find("/title"), std::string::npos);
    const auto place_of = [&](json::Object validation, const std::string& pointer) {
        const auto errors = with("validation", std::move(validation));
        return errors.find("\"/validation" + pointer + '"') != std::string::npos;
    };
    EXPECT_NE(with("validation", "challenge").find("/validation"), std::string::npos);
    EXPECT_TRUE(place_of({{"policy", "none"}}, "/policy"));
    EXPECT_TRUE(place_of({{"lifetime", "a week"}}, "/lifetime"));
    EXPECT_TRUE(place_of({{"ports", json::Object{{"http", "80"}}}}, "/ports/http"));
    EXPECT_TRUE(place_of({{"ports", json::Object{{"http", 0}}}}, "/ports/http"));
    EXPECT_TRUE(place_of({{"ports", json::Object{{"dns", 53}}}}, "/ports/dns"));
    const json::Object address{{"denied", json::Array{"10.0.0.1/8"}}};
    EXPECT_TRUE(place_of({{"targets", address}}, "/targets/denied/0"));
    EXPECT_TRUE(place_of({{"httpPort", 80}}, "/httpPort"));
    EXPECT_EQ(
        api.call(
               "POST",
               "/endpoints",
               [&] {
                   auto body = api.lab();
                   body.front().second = "ov";
                   return body;
               }()
        )
            .word(),
        "conflict"
    );
}

TEST(Endpoints, are_changed_by_administrators_alone) {
    EndpointsApi api;
    const auto auditor = api.token(Role::auditor);
    const auto path = "/endpoints/" + to_string(api.office.ov.id);
    EXPECT_EQ(api.call_as(auditor, "GET", path).status(), 200);
    EXPECT_EQ(api.call_as(auditor, "GET", "/issuers").status(), 200);
    EXPECT_EQ(api.call_as(auditor, "POST", "/endpoints", api.lab()).status(), 403);
    const json::Object disabled{{"enabled", false}};
    EXPECT_EQ(api.call_as(auditor, "PATCH", path, disabled).status(), 403);
    const auto administrator = api.token(Role::administrator);
    EXPECT_EQ(api.call_as(administrator, "PATCH", path, disabled).text("enabled"), "false");
}

TEST(Issuers, are_listed_without_their_keys) {
    EndpointsApi api;
    const auto list = api.call("GET", "/issuers?name=ov");
    ASSERT_EQ(items(list), 1u);
    EXPECT_EQ(member(item(list, 0), "id"), '"' + to_string(api.office.ov.issuer) + '"');
    EXPECT_EQ(list.response.body.find("sealed"), std::string::npos);
    const auto one = api.call("GET", "/issuers/" + to_string(api.office.ov.issuer));
    EXPECT_EQ(one.text("kind"), "builtIn");
    const auto certificate = crypto::read_certificate(
        parse_pem(workflow::authority_for_tests().issuing_pem, "CERTIFICATE").front()
    );
    EXPECT_EQ(one.text("subject"), certificate.subject);
    EXPECT_NE(one.text("subject").find("CN="), std::string::npos);
    EXPECT_EQ(one.text("sha256").size(), 64u);
}

} // namespace

} // namespace chancery::server::api
