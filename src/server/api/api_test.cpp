// SPDX-License-Identifier: Apache-2.0
// What holds for every call: who may, headers, versions, problems.
#include "server/api/api.hpp"
#include "server/api/api_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::server::api {

namespace {

using namespace std::chrono_literals;

json::Value department(const std::string& name) {
    return json::Object{{"name", name}};
}

TEST(Api, gives_every_answer_a_request_id_and_lets_nothing_store_it) {
    ApiForTests api;
    for (const auto* path : {"/departments", "/nothing", "/health"}) {
        const auto answer = api.call("GET", path);
        EXPECT_EQ(answer.response.header("X-Request-Id").size(), 36u) << path;
        EXPECT_EQ(answer.response.header("Cache-Control"), "no-store") << path;
    }
    const auto problem = api.call("GET", "/nothing");
    EXPECT_EQ(problem.response.content_type, "application/problem+json");
    EXPECT_EQ(problem.text("requestId"), problem.response.header("X-Request-Id"));
    EXPECT_EQ(problem.text("type"), "https://pki.example.org:8443/problems/notFound");
}

TEST(Api, knows_its_own_user_on_the_local_socket_and_nobody_else_there) {
    ApiForTests api;
    EXPECT_TRUE(api.call("GET", "/me").text("name").starts_with("local:"));
    EXPECT_EQ(api.call("GET", "/me").text("role"), "administrator");
    auto request = api.request("GET", "/me", nullptr, {}, "");
    request.peer.local_user = geteuid() + 1;
    EXPECT_EQ(api.send(request).status(), 401);
}

TEST(Api, takes_a_token_until_it_expires_or_is_revoked) {
    ApiForTests api;
    auto created = workflow::create_token(
        api.office.store,
        api.office.request,
        {.name = "nightly", .role = Role::auditor, .expires_at = api.office.request.now + 1h}
    );
    const std::string token(created.text.reveal());
    EXPECT_EQ(api.call_as(token, "GET", "/me").text("name"), "nightly");
    EXPECT_EQ(api.call_as(token, "GET", "/me").text("type"), "token");
    for (const std::string bad : {"", "chy_wrong", "Basic", "wrong"}) {
        const auto answer = api.call_as(bad, "GET", "/me");
        EXPECT_EQ(answer.status(), 401);
        EXPECT_EQ(answer.word(), "unauthenticated");
        EXPECT_EQ(answer.response.header("WWW-Authenticate"), "Bearer realm=\"Chancery\"");
    }
    workflow::revoke_token(api.office.store, api.office.request, {created.token.id});
    EXPECT_EQ(api.call_as(token, "GET", "/me").status(), 401);

    const auto other = api.token(Role::auditor);
    EXPECT_EQ(api.call_as(other, "GET", "/me").status(), 200);
    created = workflow::create_token(
        api.office.store,
        api.office.request,
        {.name = "short", .role = Role::auditor, .expires_at = api.office.request.now + 1s}
    );
    api.office.request.now += 1s;
    EXPECT_EQ(api.call_as(std::string(created.text.reveal()), "GET", "/me").status(), 401);
}

TEST(Api, tells_strangers_nothing_of_its_paths_but_its_health) {
    ApiForTests api;
    EXPECT_EQ(api.call_as("", "GET", "/nothing").status(), 401);
    EXPECT_EQ(api.call_as("", "PUT", "/departments").status(), 401);
    EXPECT_EQ(api.call_as("", "GET", "/health").text("status"), "ok");
}

TEST(Api, records_what_was_refused_of_a_change_whatever_the_reason) {
    ApiForTests api;
    EXPECT_EQ(api.call("POST", "/departments", department("Physics")).status(), 201);
    EXPECT_EQ(api.call("POST", "/departments", department("Physics")).word(), "conflict");
    EXPECT_EQ(api.call("POST", "/domains", json::Object{{"name", "com"}}).word(), "invalid");
    EXPECT_EQ(api.call("GET", "/departments/nothing").word(), "notFound");
    const auto refused = api.office.events({.outcome = Outcome::refused});
    ASSERT_EQ(refused.size(), 2u);
    EXPECT_EQ(refused[0].event.action, "domain.change");
    EXPECT_EQ(refused[0].event.object_name, "com");
    EXPECT_TRUE(refused[0].event.detail.starts_with("/name ")) << refused[0].event.detail;
    EXPECT_EQ(refused[1].event.action, "department.change");
    EXPECT_FALSE(refused[1].event.actor.name.empty());
    EXPECT_NE(refused[1].event.detail.find("Physics"), std::string::npos);
}

TEST(Api, records_whom_it_refused_and_what) {
    ApiForTests api;
    const auto answer =
        api.call_as(api.token(Role::auditor), "POST", "/departments", department("Physics"));
    EXPECT_EQ(answer.word(), "forbidden");
    EXPECT_EQ(answer.text("permission"), "department.change");
    const auto event = api.office.events().front().event;
    EXPECT_EQ(event.outcome, Outcome::refused);
    EXPECT_EQ(event.action, "department.change");
    EXPECT_EQ(event.actor.name, "auditor");
    EXPECT_EQ(event.actor.address, "192.0.2.7");
    EXPECT_EQ(event.object_name, "Physics");
    EXPECT_EQ(items(api.call("GET", "/departments")), 0u);
}

TEST(Api, wants_to_know_which_version_a_change_is_of) {
    ApiForTests api;
    const auto created = api.call("POST", "/departments", department("Physics"));
    EXPECT_EQ(created.status(), 201);
    EXPECT_EQ(created.etag(), "\"v1\"");
    const auto path = std::string(created.response.header("Location")).substr(7);
    EXPECT_EQ(path, "/departments/" + created.text("id"));

    const json::Value disabled = json::Object{{"enabled", false}};
    EXPECT_EQ(api.call("PATCH", path, disabled).word(), "preconditionRequired");
    EXPECT_EQ(api.call("PATCH", path, disabled).status(), 428);
    const auto changed = api.call("PATCH", path, disabled, {{"If-Match", "\"v1\""}});
    EXPECT_EQ(changed.status(), 200);
    EXPECT_EQ(changed.etag(), "\"v2\"");
    EXPECT_EQ(changed.text("enabled"), "false");

    const auto stale = api.call("PATCH", path, disabled, {{"If-Match", "\"v1\""}});
    EXPECT_EQ(stale.status(), 412);
    EXPECT_EQ(stale.word(), "stale");
    EXPECT_EQ(*stale.body.find("current"), changed.body);
    EXPECT_EQ(api.call("PATCH", path, disabled, {{"If-Match", "v2"}}).word(), "malformed");
    EXPECT_EQ(api.call("PATCH", path, disabled, {{"If-Match", "*"}}).status(), 200);
}

/// What an object shows may change without its version: counts, an inherited validation.
TEST(Api, gives_the_whole_object_also_to_who_has_its_version) {
    ApiForTests api;
    const auto id = api.call("POST", "/departments", department("Physics")).text("id");
    const auto same = api.call("GET", "/departments/" + id, nullptr, {{"If-None-Match", "\"v1\""}});
    EXPECT_EQ(same.status(), 200);
    EXPECT_EQ(same.text("id"), id);
}

TEST(Api, refuses_what_it_does_not_know) {
    ApiForTests api;
    const auto misspelt =
        api.call("POST", "/departments", json::Object{{"name", "Physics"}, {"contact", "x"}});
    EXPECT_EQ(misspelt.status(), 422);
    EXPECT_EQ(misspelt.word(), "invalid");
    EXPECT_NE(json::to_text(*misspelt.body.find("errors")).find("/contact\""), std::string::npos);
    EXPECT_EQ(api.call("GET", "/departments?enable=true").word(), "malformed");
    EXPECT_EQ(api.call("GET", "/departments?enabled=true&enabled=false").word(), "malformed");
    EXPECT_EQ(api.call("GET", "/departments?enabled=yes").word(), "malformed");
    EXPECT_EQ(api.call("GET", "/departments?name=%00").word(), "malformed");
    EXPECT_EQ(api.call("GET", "/departments?name=caf%E9").word(), "malformed");
    EXPECT_EQ(api.call("GET", "/departments?name=caf%C3%A9").status(), 200);
    EXPECT_EQ(api.call("GET", "/departments?limit=201").word(), "malformed");
    EXPECT_EQ(api.call("GET", "/departments?limit=0").word(), "malformed");
    EXPECT_EQ(api.call("GET", "/departments?organizationId=1").word(), "malformed");
    EXPECT_EQ(api.call("POST", "/departments?dryRun=true", department("X")).status(), 400);
}

TEST(Api, names_the_member_of_the_wrong_type) {
    ApiForTests api;
    const auto post = [&](json::Object body) {
        const auto answer = api.call("POST", "/departments", std::move(body));
        EXPECT_EQ(answer.status(), 422);
        return json::to_text(*answer.body.find("errors"));
    };
    EXPECT_NE(post({{"name", 7}}).find("\"/name\""), std::string::npos);
    EXPECT_NE(post({}).find("\"/name\""), std::string::npos);
    EXPECT_NE(post({{"name", "X"}, {"enabled", "yes"}}).find("\"/enabled\""), std::string::npos);
    EXPECT_NE(
        post({{"name", "X"}, {"contacts", json::Array{"a@b.org", 1}}}).find("\"/contacts/1\""),
        std::string::npos
    );
    EXPECT_NE(
        post({{"name", "X"}, {"organizationId", "1"}}).find("\"/organizationId\""),
        std::string::npos
    );
}

TEST(Api, takes_json_and_nothing_else) {
    ApiForTests api;
    auto request = api.request("POST", "/departments", nullptr, {}, "");
    request.body = R"({"name":"Physics"})";
    EXPECT_EQ(api.send(request).word(), "unsupportedMediaType");
    request.headers = {{"Content-Type", "text/plain"}};
    EXPECT_EQ(api.send(request).status(), 415);
    request.headers = {{"Content-Type", "application/json"}};
    request.body = "{\"name\":";
    EXPECT_EQ(api.send(request).word(), "malformed");
    request.body = R"({"name":"Physics","name":"Chemistry"})";
    EXPECT_EQ(api.send(request).status(), 400);
    request.body = "[]";
    EXPECT_EQ(api.send(request).word(), "invalid");
}

TEST(Api, names_the_methods_that_a_path_has) {
    ApiForTests api;
    const auto answer = api.call("DELETE", "/departments");
    EXPECT_EQ(answer.status(), 405);
    EXPECT_EQ(answer.word(), "methodNotAllowed");
    EXPECT_EQ(answer.response.header("Allow"), "GET, POST");
}

TEST(Api, answers_not_found_for_ids_of_nothing_and_for_no_ids) {
    ApiForTests api;
    for (const auto* resource :
         {"organizations",
          "departments",
          "domains",
          "delegations",
          "endpoints",
          "acme-accounts",
          "clients",
          "certificates"})
        for (const auto* id : {"0198f3c2-7a10-7c55-9d0e-3f1b6a2c4d5e", "1", "%00", ""}) {
            const auto answer = api.call("GET", "/" + std::string(resource) + "/" + id);
            EXPECT_EQ(answer.status(), 404) << resource << " " << id;
            EXPECT_EQ(answer.word(), "notFound");
        }
}

TEST(Api, pages_through_a_list_with_the_cursor_it_gives) {
    ApiForTests api;
    for (const auto* name : {"C", "A", "B"})
        api.call("POST", "/departments", department(name));
    const auto first = api.call("GET", "/departments?limit=2&enabled=true");
    ASSERT_EQ(items(first), 2u);
    EXPECT_EQ(*item(first, 0).find("name"), json::Value("A"));
    const auto cursor = first.text("nextCursor");
    EXPECT_EQ(
        first.response.header("Link"),
        "<https://pki.example.org:8443/api/v1/departments?limit=2&enabled=true&cursor=" + cursor +
            ">; rel=\"next\""
    );
    const auto second = api.call("GET", "/departments?limit=2&cursor=" + cursor);
    ASSERT_EQ(items(second), 1u);
    EXPECT_EQ(*item(second, 0).find("name"), json::Value("C"));
    EXPECT_TRUE(second.body.find("nextCursor")->is_null());
    EXPECT_EQ(second.response.header("Link"), "");
}

} // namespace

} // namespace chancery::server::api
