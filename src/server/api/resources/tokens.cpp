// SPDX-License-Identifier: Apache-2.0
#include "store/registry/tokens.hpp"

#include "server/api/body.hpp"
#include "server/api/names.hpp"
#include "server/api/reply.hpp"
#include "workflow/registry/fields.hpp"
#include "workflow/registry/tokens.hpp"

#include <array>

namespace chancery::server::api {

namespace {

json::Object to_json(const Token& token, const Names<DepartmentId>& departments) {
    json::Array ids;
    json::Array names;
    for (const auto& id : token.departments) {
        ids.emplace_back(to_string(id));
        names.push_back(departments.of(id));
    }
    return {
        {"id", to_string(token.id)},
        {"name", token.name},
        {"role", to_string(token.role)},
        {"departmentIds", std::move(ids)},
        {"departmentNames", std::move(names)},
        {"expiresAt", to_value(token.expires_at)},
        {"revokedAt", to_value(token.revoked_at)},
        {"createdAt", to_rfc3339(token.created_at)},
        {"version", token.version},
    };
}

json::Object show(const Call& call, const Token& token) {
    const std::set<DepartmentId> ids(token.departments.begin(), token.departments.end());
    return to_json(token, call.store().read([&](const store::Reader& reader) {
        return names_of(reader, ids);
    }));
}

/// There are few: read whole and paged here.
Reply list(const Call& call) {
    return call.store().read([&](const store::Reader& reader) {
        auto tokens = following(call, store::list_tokens(reader));
        std::set<DepartmentId> ids;
        for (const auto& token : tokens)
            ids.insert(token.departments.begin(), token.departments.end());
        const auto departments = names_of(reader, ids);
        return reply_page(
            call,
            std::move(tokens),
            [&](const Token& token) { return to_json(token, departments); },
            [](const Token& token) { return to_string(token.id); }
        );
    });
}

Reply add(const Call& call) {
    const Body body(call.request, {"name", "role", "departmentIds", "expiresAt"});
    if (!body.has("expiresAt"))
        body.fail("expiresAt", "is missing: a time; null for an administrator's without an end");
    const auto created = workflow::create_token(
        call.store(),
        call.by(),
        {.name = body.require_text("name"),
         .role = body.word<Role>("role").value_or(Role::auditor),
         .departments =
             body.ids<DepartmentId>("departmentIds").value_or(std::vector<DepartmentId>()),
         .expires_at = body.time("expiresAt")}
    );
    auto object = show(call, created.token);
    object.emplace_back("token", std::string(created.text.reveal()));
    return reply_created(
        std::move(object), created.token.version, "/tokens/" + to_string(created.token.id)
    );
}

Reply get(const Call& call) {
    const auto id = call.id<TokenId>();
    const auto token = call.store().read([&](const store::Reader& reader) {
        return store::find_token(reader, id);
    });
    if (!token) throw Error(Fault::not_found, "there is no such token");
    return reply(show(call, *token), token->version);
}

Reply change(const Call& call) {
    const auto seen = call.seen<TokenId>();
    const Body body(call.request, {"departmentIds"});
    const auto token = workflow::change_token(
        call.store(), call.by(), seen, {.departments = body.ids<DepartmentId>("departmentIds")}
    );
    return reply(show(call, token), token.version);
}

Reply revoke(const Call& call) {
    const auto seen = call.seen<TokenId>();
    require_no_body(call.request);
    const auto token = workflow::revoke_token(call.store(), call.by(), seen);
    return reply(show(call, token), token.version);
}

constexpr std::array routes{
    Route{"GET", "/tokens", Permission::token_read, list, "limit cursor"},
    Route{"POST", "/tokens", Permission::token_change, add},
    Route{"GET", "/tokens/{id}", Permission::token_read, get},
    Route{"PATCH", "/tokens/{id}", Permission::token_change, change},
    Route{"POST", "/tokens/{id}/revoke", Permission::token_change, revoke},
};

} // namespace

std::span<const Route> token_routes() {
    return routes;
}

} // namespace chancery::server::api
