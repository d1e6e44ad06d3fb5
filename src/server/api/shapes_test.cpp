// SPDX-License-Identifier: Apache-2.0
// What all resources have in common: one goes over the table of routes, so that a new resource or
// member that is otherwise fails.
#include "base/text.hpp"
#include "server/api/two_departments_for_tests.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <set>

namespace chancery::server::api {

namespace {

using Pointers = std::set<std::string>;

/// Each member that is not an object, and the members of those that are: "/credential/maxUses".
void for_each_leaf(
    const json::Value& value,
    const std::string& pointer,
    const std::function<void(const std::string&, const json::Value&)>& take
) {
    const auto* object = std::get_if<json::Object>(&value.variant());
    if (!object) return take(pointer, value);
    for (const auto& [name, member] : *object)
        for_each_leaf(member, pointer + '/' + name, take);
}

const json::Value* at(const json::Value& value, std::string_view pointer) {
    const auto* found = &value;
    for (const auto part : split(pointer.substr(1), '/'))
        if (found) found = found->find(part);
    return found;
}

/// {"credential": {"maxUses": value}} for "/credential/maxUses".
json::Value nested(std::string_view pointer, json::Value value) {
    for (auto slash = pointer.rfind('/'); slash != pointer.npos; slash = pointer.rfind('/')) {
        value = json::Object{{std::string(pointer.substr(slash + 1)), std::move(value)}};
        pointer = pointer.substr(0, slash);
    }
    return value;
}

std::string text_of(const json::Value* value) {
    return value ? json::to_text(*value) : "absent";
}

bool is_list(const Route& route) {
    return route.method == "GET" && route.parameters.find("cursor") != route.parameters.npos;
}

/// What GET shows and PATCH does not take; all else it must.
const Pointers& read_only(const std::string& kind) {
    static const Pointers none;
    static const std::map<std::string, Pointers> members{
        {"/departments", {"/organizationId", "/organizationName"}},
        {"/domains",
         {"/organizationId",
          "/organizationName",
          "/name",
          "/validation/status",
          "/validation/validatedBy",
          "/validation/validatedAt",
          "/validation/inheritedFrom"}},
        {"/endpoints", {"/name", "/directoryUrl", "/issuerNames", "/stagingOf", "/stagingOfName"}},
        {"/issuers",
         {"/name", "/kind", "/certificate", "/subject", "/sha256", "/notBefore", "/notAfter"}},
        {"/profiles", {"/name"}},
        {"/acme-accounts",
         {"/departmentId",
          "/departmentName",
          "/endpointId",
          "/endpointName",
          "/directoryUrl",
          "/status",
          "/open",
          "/credential/keyId",
          "/credential/uses",
          "/credential/rotatedAt",
          "/credential/previousValidUntil",
          "/credential/revoked",
          "/lastUsedAt",
          "/counts/names",
          "/counts/clients"}},
        {"/tokens", {"/name", "/role", "/departmentNames", "/expiresAt", "/revokedAt"}},
    };
    const auto found = members.find(kind);
    return found == members.end() ? none : found->second;
}

bool is_read_only(const std::string& kind, const std::string& pointer) {
    static const Pointers of_all{"/id", "/createdAt", "/updatedAt", "/version"};
    return of_all.contains(pointer) || read_only(kind).contains(pointer);
}

TEST(Shapes, are_those_that_a_patch_takes_and_a_get_shows) {
    TwoDepartments api;
    for (const auto& route : all_routes()) {
        const auto kind = kind_of(route.path);
        if (route.method != "PATCH" || route.path != kind + "/{id}") continue;
        const auto path = kind + '/' + api.physics.at(kind);
        for_each_leaf(
            api.call("GET", path).body,
            "",
            [&](const std::string& pointer, const json::Value& value) {
                SCOPED_TRACE(path + " " + pointer);
                const auto answer =
                    api.call("PATCH", path, nested(pointer, value), {{"If-Match", "*"}});
                if (is_read_only(kind, pointer)) {
                    EXPECT_EQ(answer.word(), "invalid") << answer.response.body;
                } else {
                    EXPECT_EQ(answer.status(), 200) << answer.response.body;
                    EXPECT_EQ(text_of(at(answer.body, pointer)), text_of(&value));
                }
            }
        );
    }
}

/// What makes an object, with every member that the route takes and an object keeps.
json::Object body_of(const std::string& kind, const TwoDepartments& api) {
    const json::Array physics{api.physics.at("/departments")};
    if (kind == "/departments")
        return {
            {"name", "History"},
            {"organizationId", to_string(api.office.organization.id)},
            {"enabled", false},
            {"contacts", json::Array{"it@history.example.org"}}};
    if (kind == "/domains")
        return {
            {"name", "history.example.org"},
            {"organizationId", to_string(api.office.organization.id)},
            {"enabled", true},
            {"privateOnly", false},
            {"description", "Of the historians"},
            {"validation",
             json::Object{
                 {"method", "manual"},
                 {"evidence", "by phone"},
                 {"validUntil", "2027-11-01T00:00:00Z"}}}};
    if (kind == "/delegations")
        return {
            {"domainName", "history.example.org"},
            {"departmentId", physics.front()},
            {"reach", "below"},
            {"wildcard", true},
            {"reason", "by phone"}};
    if (kind == "/endpoints")
        return {
            {"name", "lab"},
            {"title", "Of the laboratory"},
            {"issuerIds", json::Array{to_string(api.office.ov.issuer)}},
            {"profiles", json::Array{"ov"}},
            {"validation",
             json::Object{
                 {"policy", "either"},
                 {"challengeTypes", json::Array{"dns-01"}},
                 {"lifetime", "P7D"},
                 {"checkCaa", true},
                 {"caaIdentities", json::Array{"pki.example.org"}},
                 {"targets",
                  json::Object{
                      {"allowed", json::Array{"10.0.0.0/8"}},
                      {"denied", json::Array{"10.1.0.0/16"}}}},
                 {"ports", json::Object{{"http", 8080}, {"https", 8443}, {"tls", 9443}}}}},
            {"eabRequired", true},
            {"termsOfServiceUrl", "https://pki.example.org/terms"},
            {"stagingOf", nullptr},
            {"enabled", false},
            {"reusePendingOrders", true}};
    if (kind == "/profiles")
        return {
            {"name", "short"},
            {"description", "A week"},
            {"rules", "office"},
            {"underscores", true},
            {"lifetime", "P7D"},
            {"keyTypes", json::Array{"ecdsaP256"}},
            {"extendedKeyUsages", json::Array{"serverAuth", "clientAuth"}},
            {"subject", "none"},
            {"certificatePolicies", json::Array{"1.2.3"}},
            {"maxNames", 7},
            {"validityByOrder", true},
            {"mustStaple", true}};
    if (kind == "/acme-accounts")
        return {
            {"name", "mail"},
            {"departmentId", physics.front()},
            {"endpointId", to_string(api.office.ov.id)},
            {"enabled", false},
            {"contacts", json::Array{"it@physics.example.org"}},
            {"credential",
             json::Object{
                 {"algorithm", "HS256"}, {"maxUses", 3}, {"expiresAt", "2027-11-01T00:00:00Z"}}},
            {"allowedNetworks", json::Array{"192.0.2.0/24"}}};
    if (kind == "/tokens")
        return {
            {"name", "script"},
            {"role", "departmentAdministrator"},
            {"departmentIds", physics},
            {"expiresAt", "2027-11-01T00:00:00Z"}};
    return {};
}

TEST(Shapes, are_those_that_a_post_takes_and_a_get_shows) {
    TwoDepartments api;
    for (const auto& route : all_routes()) {
        if (route.method != "POST" || has_id(route) || route.path == "/explanations") continue;
        const std::string kind(route.path);
        const auto body = body_of(kind, api);
        ASSERT_FALSE(body.empty()) << "the test must say what to send to " << kind;
        const auto created = api.call("POST", kind, body);
        ASSERT_EQ(created.status(), 201) << kind << created.response.body;
        const auto shown = api.call("GET", kind + '/' + created.text("id")).body;
        for_each_leaf(body, "", [&](const std::string& pointer, const json::Value& value) {
            EXPECT_EQ(text_of(at(shown, pointer)), text_of(&value)) << kind << pointer;
        });
    }
}

/// An id, a list of ids, or null, with names to it. What has no name: clients and orders. A keyId
/// is the word of RFC 8555 for what is not an id of ours.
void expect_names(const json::Value& value, const std::string& where) {
    if (const auto* array = std::get_if<json::Array>(&value.variant()))
        for (const auto& item : *array)
            expect_names(item, where + "/*");
    const auto* object = std::get_if<json::Object>(&value.variant());
    if (!object) return;
    for (const auto& [name, member] : *object) {
        expect_names(member, where + '/' + name);
        static const std::set<std::string> nameless{"clientId", "orderId", "keyId"};
        const bool is_list = name.ends_with("Ids");
        if (nameless.contains(name) || !(is_list || name.ends_with("Id"))) continue;
        SCOPED_TRACE(where + '/' + name);
        const auto stem = name.substr(0, name.size() - (is_list ? 3 : 2));
        const auto* named = value.find(stem + (is_list ? "Names" : "Name"));
        ASSERT_TRUE(named);
        if (is_list) {
            EXPECT_EQ(
                std::get<json::Array>(member.variant()).size(),
                std::get<json::Array>(named->variant()).size()
            );
        } else if (const auto* id = std::get_if<std::string>(&member.variant())) {
            EXPECT_TRUE(parse_id_bytes(*id)) << *id;
            EXPECT_TRUE(std::holds_alternative<std::string>(named->variant()));
        }
    }
}

std::string path_of(const Route& route, const Things& things) {
    std::string path(route.path);
    if (const auto place = path.find("{id}"); place != path.npos)
        path.replace(place, 4, things.at(kind_of(route.path)));
    return path;
}

TEST(Shapes, have_a_name_with_every_id) {
    TwoDepartments api;
    for (const auto& route : all_routes())
        if (route.method == "GET")
            expect_names(
                api.call("GET", path_of(route, api.physics)).body, std::string(route.path)
            );
}

TEST(Shapes, of_a_contact_and_of_a_beginning_have_one_word) {
    TwoDepartments api;
    for (const auto& route : all_routes()) {
        if (route.method != "GET") continue;
        const auto answer = api.call("GET", path_of(route, api.physics));
        for (const auto* word : {"\"contact\"", "\"firstSeenAt\""})
            EXPECT_EQ(answer.response.body.find(word), std::string::npos) << route.path;
    }
}

/// The items of a list, page by page.
std::vector<std::string> paged(ApiForTests& api, const std::string& path, int limit) {
    std::vector<std::string> all;
    std::string cursor;
    do {
        const auto page = api.call("GET", path + "?limit=" + std::to_string(limit) + cursor);
        EXPECT_LE(items(page), static_cast<std::size_t>(limit)) << path;
        for (std::size_t i = 0; i < items(page); ++i)
            all.push_back(json::to_text(item(page, i)));
        const auto& next = *page.body.find("nextCursor");
        cursor = next.is_null() ? "" : "&cursor=" + net::encode_percent(page.text("nextCursor"));
    } while (!cursor.empty() && all.size() < 1000);
    return all;
}

TEST(Shapes, of_all_lists_are_pages) {
    TwoDepartments api;
    for (const auto& route : all_routes()) {
        if (route.method != "GET" || route.path == "/me" || route.path == "/health") continue;
        if (has_id(route) && route.path == kind_of(route.path) + "/{id}") continue;
        ASSERT_TRUE(is_list(route)) << route.path;
        const auto path = path_of(route, api.physics);
        const auto whole = paged(api, path, 200);
        EXPECT_FALSE(whole.empty()) << path;
        EXPECT_EQ(paged(api, path, 1), whole) << path;
    }
}

} // namespace

} // namespace chancery::server::api
