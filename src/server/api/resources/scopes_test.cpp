// SPDX-License-Identifier: Apache-2.0
// What is outside of a caller's scope does not exist for it, however it is asked for.
#include "server/api/two_departments_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::server::api {

namespace {

/// A list that a department administrator sees a part of.
std::vector<std::string> own_lists() {
    std::vector<std::string> paths;
    for (const auto& route : all_routes())
        if (route.method == "GET" && !has_id(route) &&
            extent_of(Role::department_administrator, route.permission) == Extent::own)
            paths.emplace_back(route.path);
    return paths;
}

/// An id that nothing has, beside one that something has.
std::string neighbour_of(std::string id) {
    id.back() = id.back() == '0' ? '1' : '0';
    return id;
}

TEST(Scopes, a_cursor_or_filter_of_others_is_as_an_unknown_one) {
    TwoDepartments api;
    // A domain of both.
    api.call(
        "POST",
        "/delegations",
        json::Object{
            {"domainId", api.physics.at("/domains")},
            {"departmentId", api.chemistry.at("/departments")},
            {"reach", "below"}}
    );
    for (const auto& path : own_lists())
        for (const auto& [parameter, kind] :
             {std::pair<std::string, std::string>{"cursor", path},
              {"departmentId", "/departments"},
              {"acmeAccountId", "/acme-accounts"},
              {"domainId", "/domains"}}) {
            if (!api.chemistry.contains(kind)) continue;
            const auto ask = [&](const std::string& id) {
                const auto answer =
                    api.call_as(api.token, "GET", path + "?" + parameter + "=" + id);
                return std::to_string(answer.status()) + answer.text("items");
            };
            EXPECT_EQ(ask(api.chemistry.at(kind)), ask(neighbour_of(api.chemistry.at(kind))))
                << path << " " << parameter;
        }
}

TEST(Scopes, a_name_that_another_department_has_taken_is_free) {
    TwoDepartments api;
    const auto make = [&](const char* name) {
        return api.call_as(
            api.token,
            "POST",
            "/acme-accounts",
            json::Object{
                {"name", name},
                {"departmentId", api.physics.at("/departments")},
                {"endpointId", api.physics.at("/endpoints")}}
        );
    };
    EXPECT_EQ(make("chemistry-web").status(), 201);
    EXPECT_EQ(make("physics-web").word(), "conflict");
    EXPECT_EQ(items(api.call_as(api.token, "GET", "/acme-accounts?name=chemistry-web")), 1u);
    EXPECT_EQ(items(api.call("GET", "/acme-accounts?name=chemistry-web")), 2u);
}

TEST(Scopes, a_certificate_of_another_department_is_not_found_by_its_serial_either) {
    TwoDepartments api;
    const auto serial =
        api.call("GET", "/certificates/" + api.chemistry.at("/certificates")).text("serialNumber");
    EXPECT_EQ(items(api.call("GET", "/certificates?serialNumber=" + serial)), 1u);
    EXPECT_EQ(items(api.call_as(api.token, "GET", "/certificates?serialNumber=" + serial)), 0u);
}

/// How many of its department's objects a token sees.
std::size_t seen(TwoDepartments& api) {
    std::size_t count = 0;
    for (const auto& path : own_lists())
        count += items(api.call_as(api.token, "GET", path));
    return count;
}

TEST(Scopes, a_department_that_is_disabled_is_the_offices_alone_from_the_next_request_on) {
    TwoDepartments api;
    const auto path = "/departments/" + api.physics.at("/departments");
    const auto all = seen(api);
    EXPECT_GT(all, 0u);
    api.change("PATCH", path, path, json::Object{{"enabled", false}});
    EXPECT_EQ(seen(api), 0u);
    EXPECT_EQ(api.call_as(api.token, "GET", path).status(), 404);
    EXPECT_EQ(
        member(*api.call_as(api.token, "GET", "/me").body.find("permissions"), "domain.read"), "[]"
    );
    api.change("PATCH", path, path, json::Object{{"enabled", true}});
    EXPECT_GT(seen(api), all) << "what was done to it is in its log";
}

TEST(Scopes, a_department_that_is_taken_away_is_gone_at_the_next_request) {
    TwoDepartments api;
    const auto path = "/tokens/" + api.made.text("id");
    const auto change = [&](json::Array departments) {
        return api.change(
            "PATCH", path, path, json::Object{{"departmentIds", std::move(departments)}}
        );
    };
    const auto chemistry = api.chemistry.at("/departments");
    EXPECT_EQ(change({}).word(), "invalid");
    EXPECT_EQ(change({unknown_id}).word(), "invalid");
    EXPECT_EQ(change({chemistry, chemistry}).word(), "invalid");
    const auto changed = change({chemistry});
    EXPECT_EQ(changed.status(), 200) << changed.response.body;
    EXPECT_EQ(changed.text("departmentIds"), "[\"" + chemistry + "\"]");
    EXPECT_EQ(
        api.call_as(api.token, "GET", "/departments/" + api.physics.at("/departments")).status(),
        404
    );
    EXPECT_EQ(api.call_as(api.token, "GET", "/departments/" + chemistry).status(), 200);
    EXPECT_EQ(
        member(item(api.call("GET", "/events?action=token.changed"), 0), "changes"),
        R"([{"field":"departments","from":"physics","to":"chemistry"}])"
    );
}

TEST(Scopes, a_token_has_departments_exactly_if_it_is_a_department_administrators) {
    TwoDepartments api;
    EXPECT_EQ(api.make_token({}).word(), "invalid");
    EXPECT_EQ(api.make_token({unknown_id}).word(), "invalid");
    EXPECT_EQ(api.make_token({"physics"}).word(), "invalid");
    for (const auto* role : {"administrator", "auditor"})
        EXPECT_EQ(
            api.call(
                   "POST",
                   "/tokens",
                   json::Object{
                       {"name", "n"},
                       {"role", role},
                       {"expiresAt", "2027-11-01"},
                       {"departmentIds", json::Array{api.physics.at("/departments")}}}
            ).word(),
            "invalid"
        );
}

TEST(Scopes, me_says_which_role_the_caller_has_for_which_departments) {
    TwoDepartments api;
    EXPECT_EQ(
        api.call_as(api.token, "GET", "/me").text("assignments"),
        R"([{"role":"departmentAdministrator","departmentId":")" + api.physics.at("/departments") +
            R"(","departmentName":"physics"}])"
    );
    EXPECT_EQ(
        api.call_as(api.token_of(Role::auditor), "GET", "/me").text("assignments"),
        R"([{"role":"auditor","departmentId":null,"departmentName":null}])"
    );
}

TEST(Scopes, me_says_what_a_role_may_do_and_for_which_departments) {
    TwoDepartments api;
    for (const auto role : {Role::administrator, Role::department_administrator, Role::auditor}) {
        const auto me = api.call_as(api.token_of(role), "GET", "/me");
        const auto& permissions = *me.body.find("permissions");
        for (const auto& row : permission_table()) {
            if (row.permission <= Permission::signed_in) continue;
            const auto extent = extent_of(role, row.permission);
            ASSERT_EQ(permissions.find(row.word()) != nullptr, extent != Extent::none)
                << row.word();
            const auto own = "[\"" + api.physics.at("/departments") + "\"]";
            if (extent != Extent::none) {
                EXPECT_EQ(member(permissions, row.word()), extent == Extent::all ? "\"all\"" : own);
            }
        }
    }
}

} // namespace

} // namespace chancery::server::api
