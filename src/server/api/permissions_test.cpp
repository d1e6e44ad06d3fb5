// SPDX-License-Identifier: Apache-2.0
// Who may do what, and with whose things: a test for each cell of the table of permissions, which
// goes over all routes that need the permission.
#include "server/api/two_departments_for_tests.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <tuple>

namespace chancery::server::api {

namespace {

/// A request that needs a permission.
struct Way {
    Route route;
    std::function<json::Value(const Things&)> body = {};
};

/// What the requests say that make something of a department's, or for it. One that is missing here
/// fails the test of its permission.
std::function<json::Value(const Things&)> body_of(const Route& route) {
    static const std::map<std::string, std::function<json::Value(const Things&)>> bodies{
        {"POST /acme-accounts",
         [](const Things& things) {
             return json::Object{
                 {"name", "second"},
                 {"departmentId", things.at("/departments")},
                 {"endpointId", things.at("/endpoints")}};
         }},
        {"PATCH /acme-accounts/{id}",
         [](const Things&) {
             return json::Object{{"contacts", json::Array{"it@example.org"}}};
         }},
        {"PATCH /acme-accounts/{id}/names",
         [](const Things& things) {
             return json::Object{
                 {"add", json::Array{"m" + www(things)}}, {"remove", json::Array{www(things)}}};
         }},
        {"POST /explanations",
         [](const Things& things) {
             return json::Object{
                 {"acmeAccountId", things.at("/acme-accounts")},
                 {"names", json::Array{"a.example"}}};
         }},
    };
    const auto found = bodies.find(std::string(route.method) + " " + std::string(route.path));
    return found == bodies.end() ? std::function<json::Value(const Things&)>() : found->second;
}

std::vector<Way> ways_of(Permission permission) {
    std::vector<Way> ways;
    for (const auto& route : all_routes()) {
        if (route.permission == permission) ways.push_back({route, body_of(route)});
        // What a route takes only from those who have another permission besides.
        if (permission == Permission::account_limits_change && route.method == "PATCH" &&
            route.path == "/acme-accounts/{id}")
            ways.push_back(
                {route,
                 [](const Things&) {
                     return json::Object{{"limits", json::Object{{"ordersPerClient", "none"}}}};
                 }}
            );
    }
    return ways;
}

bool shows(const Answer& answer, const Things& things) {
    return std::ranges::any_of(things, [&](const auto& thing) {
        return answer.response.body.find(thing.first.empty() ? thing.second : '"' + thing.second) !=
               std::string::npos;
    });
}

/// Done, or not in this state.
bool exists(const Answer& answer) {
    return answer.status() < 300 || answer.status() == 409;
}

class Cells : public testing::TestWithParam<std::tuple<Role, PermissionRow>> {
protected:
    Role role = std::get<0>(GetParam());
    PermissionRow row = std::get<1>(GetParam());
    TwoDepartments api;
    std::string token = api.token_of(role);

    /// The request for this department's things.
    Answer ask(const Way& way, const Things& things) {
        std::string target(way.route.path);
        if (const auto at = target.find("{id}"); at != target.npos)
            target.replace(at, 4, things.at(kind_of(way.route.path)));
        json::Value body = nullptr;
        if (way.body)
            body = way.body(things);
        else if (way.route.method == "PATCH" || (way.route.method == "POST" && !has_id(way.route)))
            body = json::Object{};
        return api.call_as(token, std::string(way.route.method), target, std::move(body));
    }

    /// What the caller learns, without the request's own id.
    std::string told(const Way& way, const Things& things) {
        const auto answer = ask(way, things);
        return std::to_string(answer.status()) + answer.text("type") + answer.text("detail") +
               answer.text("errors") + answer.text("items");
    }

    void expect_refused(const Way& way) {
        for (const auto& things : {api.physics, api.chemistry, api.nothing}) {
            const auto answer = ask(way, things);
            EXPECT_EQ(answer.status(), 403) << answer.response.body;
            EXPECT_FALSE(answer.text("permission").empty());
        }
    }

    void expect_all(const Way& way) {
        for (const auto& things : {api.physics, api.chemistry}) {
            const auto answer = ask(way, things);
            // What a body lacks is not the affair of this test.
            EXPECT_TRUE(exists(answer) || answer.word() == "invalid") << answer.response.body;
            if (way.route.method == "GET" && !has_id(way.route) &&
                things.contains(kind_of(way.route.path))) {
                EXPECT_TRUE(shows(answer, {{"", things.at(kind_of(way.route.path))}}));
            }
        }
    }

    void expect_own(const Way& way) {
        if (way.route.method == "GET" && !has_id(way.route)) return expect_own_listed(way);
        ASSERT_TRUE(has_id(way.route) || way.body) << "the test must say what to send";
        EXPECT_EQ(told(way, api.chemistry), told(way, api.nothing));
        EXPECT_GE(ask(way, api.chemistry).status(), 400);
        const auto own = ask(way, api.physics);
        EXPECT_TRUE(exists(own)) << own.response.body;
    }

    void expect_own_listed(const Way& way) {
        const auto answer = ask(way, api.physics);
        EXPECT_EQ(answer.status(), 200);
        EXPECT_NE(answer.response.body.find("physics"), std::string::npos);
        auto others = api.chemistry;
        for (const auto* shared : {"/organizations", "/endpoints", "/issuers", "/profiles"})
            others.erase(shared);
        EXPECT_FALSE(shows(answer, others)) << answer.response.body;
    }
};

INSTANTIATE_TEST_SUITE_P(
    Table,
    Cells,
    testing::Combine(
        testing::Values(Role::administrator, Role::department_administrator, Role::auditor),
        testing::ValuesIn(permission_table().begin(), permission_table().end())
    ),
    [](const auto& cell) {
        auto name =
            std::string(to_string(std::get<0>(cell.param))) + '_' + std::get<1>(cell.param).word();
        std::ranges::replace(name, '.', '_');
        return name;
    }
);

TEST_P(Cells, hold_for_each_route) {
    const auto ways = ways_of(row.permission);
    EXPECT_FALSE(ways.empty()) << "no route needs " << row.word();
    for (const auto& way : ways) {
        SCOPED_TRACE(std::string(way.route.method) + " " + std::string(way.route.path));
        ASSERT_TRUE(!has_id(way.route) || api.physics.contains(kind_of(way.route.path)))
            << "the test has no object";
        switch (extent_of(role, row.permission)) {
        case Extent::none: expect_refused(way); break;
        case Extent::own: expect_own(way); break;
        case Extent::all: expect_all(way); break;
        }
    }
}

/// The table says what a permission is good for, and this which one a route has to need.
TEST(Routes, that_change_something_are_closed_to_who_only_reads) {
    for (const auto& route : all_routes()) {
        SCOPED_TRACE(std::string(route.method) + " " + std::string(route.path));
        if (route.path == "/me" || route.path == "/health") {
            EXPECT_EQ(route.method, "GET");
            continue;
        }
        const bool reads = route.method == "GET" || route.path == "/explanations";
        EXPECT_EQ(extent_of(Role::auditor, route.permission), reads ? Extent::all : Extent::none);
    }
}

} // namespace

} // namespace chancery::server::api
