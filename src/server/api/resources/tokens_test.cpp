// SPDX-License-Identifier: Apache-2.0
#include "server/api/api_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::server::api {

namespace {

json::Value wish(const std::string& role) {
    return json::Object{{"name", "nightly"}, {"role", role}, {"expiresAt", "2027-11-01"}};
}

TEST(Tokens, are_shown_once_and_work_until_they_are_revoked) {
    ApiForTests api;
    const auto created = api.call("POST", "/tokens", wish("auditor"));
    EXPECT_EQ(created.status(), 201);
    const auto token = created.text("token");
    EXPECT_TRUE(token.starts_with("chy_"));
    EXPECT_EQ(api.call_as(token, "GET", "/departments").status(), 200);
    EXPECT_EQ(api.call_as(token, "POST", "/tokens", wish("administrator")).status(), 403);

    const auto path = "/tokens/" + created.text("id");
    EXPECT_EQ(api.call("GET", path).text("token"), "");
    EXPECT_EQ(api.call("DELETE", path).word(), "methodNotAllowed") << "the token is still there";
    EXPECT_EQ(api.call("POST", path + "/revoke").word(), "preconditionRequired");
    const auto revoked = api.change("POST", path + "/revoke", path);
    EXPECT_EQ(revoked.status(), 200);
    EXPECT_NE(revoked.text("revokedAt"), "");
    EXPECT_EQ(api.call_as(token, "GET", "/departments").status(), 401);
    EXPECT_EQ(api.change("POST", path + "/revoke", path).word(), "conflict");
    EXPECT_EQ(
        api.call("GET", "/events?action=token.revoked").text("items").find("chy_"),
        std::string::npos
    );
}

TEST(Tokens, have_an_end_and_only_those_of_administrators_may_have_none) {
    ApiForTests api;
    const auto make = [&](const char* role, json::Object more) {
        json::Object body{{"name", "service"}, {"role", role}};
        body.insert(body.end(), more.begin(), more.end());
        return api.call("POST", "/tokens", body);
    };
    const json::Object forever{{"expiresAt", nullptr}};
    EXPECT_EQ(make("administrator", forever).text("expiresAt"), "null");
    EXPECT_EQ(make("auditor", forever).word(), "invalid");
    const auto administrator = make(
        "departmentAdministrator",
        {{"expiresAt", nullptr},
         {"departmentIds", json::Array{"0198f3c2-7a10-7c55-9d0e-3f1b6a2c4d5e"}}}
    );
    EXPECT_NE(administrator.text("errors").find("/expiresAt"), std::string::npos);
    for (const auto* role : {"administrator", "auditor"})
        EXPECT_NE(make(role, {}).text("errors").find("/expiresAt"), std::string::npos) << role;
}

TEST(Tokens, are_made_for_no_role_that_they_cannot_have) {
    ApiForTests api;
    // A department's administrator is one of some department.
    for (const auto* role : {"departmentAdministrator", "root", ""})
        EXPECT_EQ(api.call("POST", "/tokens", wish(role)).word(), "invalid") << role;
    EXPECT_EQ(api.call("POST", "/tokens", json::Object{}).word(), "invalid");
    EXPECT_EQ(api.call("GET", "/tokens").text("items"), "[]");
}

} // namespace

} // namespace chancery::server::api
