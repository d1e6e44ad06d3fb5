// SPDX-License-Identifier: Apache-2.0
// Profiles, through the API.
#include "server/api/api_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::server::api {

namespace {

const json::Object short_one{
    {"name", "short"},
    {"description", "For a week"},
    {"lifetime", "P7D"},
    {"keyTypes", json::Array{"ecdsaP256"}},
    {"extendedKeyUsages", json::Array{"clientAuth", "serverAuth"}},
    {"certificatePolicies", json::Array{"2.23.140.1.2.1"}},
    {"maxNames", 3},
    {"validityByOrder", true},
    {"mustStaple", true},
};

TEST(Profiles, are_made_read_and_changed) {
    ApiForTests api;
    const auto created = api.call("POST", "/profiles", short_one);
    ASSERT_EQ(created.status(), 201) << created.response.body;
    EXPECT_EQ(created.response.header("Location"), "/api/v1/profiles/short");
    EXPECT_EQ(created.text("id"), "short");
    EXPECT_EQ(created.text("lifetime"), "P7D");
    EXPECT_EQ(created.text("subject"), "none");
    EXPECT_EQ(created.text("extendedKeyUsages"), R"(["serverAuth","clientAuth"])");
    EXPECT_EQ(created.text("validityByOrder"), "true");
    EXPECT_EQ(created.text("mustStaple"), "true");
    EXPECT_EQ(created.text("rules"), "public");
    EXPECT_EQ(created.text("underscores"), "false");

    const std::string path = "/profiles/short";
    const auto changed = api.change(
        "PATCH",
        path,
        path,
        json::Object{{"lifetime", "P1D"}, {"keyTypes", nullptr}, {"subject", "organization"}}
    );
    EXPECT_EQ(changed.etag(), "\"v2\"");
    EXPECT_EQ(changed.text("keyTypes"), "[]");
    EXPECT_EQ(changed.text("maxNames"), "3");
    EXPECT_EQ(api.call("GET", path).body, changed.body);
    EXPECT_EQ(api.call("PATCH", path, short_one).word(), "preconditionRequired");
}

TEST(Profiles, keep_each_member_that_is_changed) {
    ApiForTests api;
    const auto before = api.call("POST", "/profiles", json::Object{{"name", "plain"}});
    ASSERT_EQ(before.status(), 201) << before.response.body;
    const json::Object changes{
        {"description", "A week"},
        {"lifetime", "P7D"},
        {"keyTypes", json::Array{"ecdsaP256"}},
        {"extendedKeyUsages", json::Array{"serverAuth", "clientAuth"}},
        {"subject", "organization"},
        {"certificatePolicies", json::Array{"1.2.3"}},
        {"maxNames", 7},
        {"validityByOrder", true},
        {"mustStaple", true},
        {"rules", "office"},
        {"underscores", true},
    };
    const std::string path = "/profiles/plain";
    ASSERT_EQ(api.change("PATCH", path, path, changes).status(), 200);
    const auto after = api.call("GET", path);
    for (const auto& [name, value] : std::get<json::Object>(before.body.variant()))
        if (name != "id" && name != "name" && name != "createdAt" && name != "updatedAt") {
            EXPECT_NE(before.text(name), after.text(name)) << "the test must change " << name;
        }
    for (const auto& [name, value] : changes)
        EXPECT_EQ(json::to_text(*after.body.find(name)), json::to_text(value)) << name;
}

TEST(Profiles, say_whose_rules_hold) {
    ApiForTests api;
    const auto add = [&](json::Object body) {
        body.emplace_back("name", "inside");
        return api.call("POST", "/profiles", std::move(body));
    };
    EXPECT_EQ(add({{"rules", "none"}}).word(), "invalid");
    EXPECT_EQ(add({{"underscores", true}}).word(), "invalid");
    EXPECT_EQ(add({{"lifetime", "PT1H"}}).word(), "invalid");
    const auto added = add({{"rules", "office"}, {"underscores", true}, {"lifetime", "PT1H"}});
    EXPECT_EQ(added.status(), 201) << added.response.body;
    EXPECT_EQ(added.text("rules"), "office");
    EXPECT_EQ(added.text("underscores"), "true");
    EXPECT_EQ(added.text("lifetime"), "PT1H");
}

TEST(Profiles, are_listed_by_name_in_pages) {
    ApiForTests api;
    for (const auto* name : {"b", "a"})
        api.call("POST", "/profiles", json::Object{{"name", name}});
    const auto first = api.call("GET", "/profiles?limit=2");
    EXPECT_EQ(items(first), 2u);
    EXPECT_EQ(member(item(first, 0), "name"), "\"a\"");
    const auto next = api.call("GET", "/profiles?limit=2&cursor=" + first.text("nextCursor"));
    EXPECT_EQ(member(item(next, 0), "name"), "\"ov\"");
    EXPECT_EQ(items(api.call("GET", "/profiles?name=b")), 1u);
    EXPECT_EQ(api.call("GET", "/profiles/none").status(), 404);
}

TEST(Profiles, are_refused_with_the_place_of_what_is_wrong) {
    ApiForTests api;
    const auto with = [&](const char* member, json::Value value) {
        auto body = short_one;
        std::erase_if(body, [&](const auto& one) { return one.first == member; });
        body.emplace_back(member, std::move(value));
        return api.call("POST", "/profiles", body).text("errors");
    };
    EXPECT_NE(with("lifetime", "P201D").find("/lifetime"), std::string::npos);
    EXPECT_NE(with("lifetime", "90 days").find("/lifetime"), std::string::npos);
    EXPECT_NE(with("subject", "person").find("/subject"), std::string::npos);
    EXPECT_NE(with("keyTypes", json::Array{"dsa"}).find("/keyTypes/0"), std::string::npos);
    for (const auto& usages :
         {json::Array{}, json::Array{"clientAuth"}, json::Array{"serverAuth", "codeSigning"}})
        EXPECT_NE(with("extendedKeyUsages", usages).find("/extendedKeyUsages"), std::string::npos);
    EXPECT_NE(with("name", nullptr).find("/name"), std::string::npos);
    api.call("POST", "/profiles", short_one);
    EXPECT_EQ(api.call("POST", "/profiles", short_one).word(), "conflict");
    const std::string path = "/profiles/short";
    EXPECT_EQ(api.change("PATCH", path, path, json::Object{{"name", "other"}}).word(), "invalid");
}

TEST(Profiles, are_changed_by_administrators_alone) {
    ApiForTests api;
    const auto auditor = api.token(Role::auditor);
    EXPECT_EQ(api.call_as(auditor, "GET", "/profiles/ov").status(), 200);
    EXPECT_EQ(api.call_as(auditor, "POST", "/profiles", short_one).status(), 403);
    EXPECT_EQ(
        api.call_as(auditor, "PATCH", "/profiles/ov", json::Object{{"maxNames", 1}}).status(), 403
    );
}

} // namespace

} // namespace chancery::server::api
