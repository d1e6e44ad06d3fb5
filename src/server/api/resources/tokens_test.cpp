// SPDX-License-Identifier: Apache-2.0
#include "server/api/api_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::server::api {

namespace {

json::Value wish(const std::string& role) {
    return json::Object{{"name", "nightly"}, {"role", role}};
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
