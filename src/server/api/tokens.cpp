// SPDX-License-Identifier: Apache-2.0
#include "store/tokens.hpp"

#include "server/api/body.hpp"
#include "server/api/reply.hpp"
#include "workflow/tokens.hpp"

#include <array>

namespace chancery::server::api {

namespace {

json::Value to_json(const Token& token) {
    return json::Object{
        {"id", to_string(token.id)},
        {"name", token.name},
        {"role", to_string(token.role)},
        {"expiresAt", to_value(token.expires_at)},
        {"revokedAt", to_value(token.revoked_at)},
        {"createdAt", to_rfc3339(token.created_at)},
        {"version", workflow::version_of(token)},
    };
}

net::Response list(const Call& call) {
    const auto tokens =
        call.store().read([](const store::Reader& reader) { return store::list_tokens(reader); });
    json::Array items;
    for (const auto& token : tokens)
        items.push_back(to_json(token));
    return reply_page(call, std::move(items), std::nullopt);
}

Role role_of(const Body& body) {
    const auto word = body.text("role");
    if (!word) return Role::auditor;
    const auto role = find_role(*word);
    // There is no department that a token could be for.
    if (!role || *role == Role::department_administrator)
        body.fail("role", "must be administrator or auditor");
    return *role;
}

net::Response add(const Call& call) {
    const Body body(call.request, {"name", "role", "expiresAt"});
    const auto created = workflow::create_token(
        call.store(),
        call.by(),
        {.name = body.require_text("name"),
         .role = role_of(body),
         .expires_at = body.time("expiresAt")}
    );
    auto object = std::get<json::Object>(to_json(created.token).variant());
    object.emplace_back("token", std::string(created.text.reveal()));
    return reply_created(
        std::move(object),
        workflow::version_of(created.token),
        "/tokens/" + to_string(created.token.id)
    );
}

net::Response get(const Call& call) {
    const auto id = call.id<TokenId>();
    const auto token = call.store().read([&](const store::Reader& reader) {
        return store::find_token(reader, id);
    });
    if (!token) throw Error(Fault::not_found, "there is no such token");
    return reply(to_json(*token), workflow::version_of(*token));
}

net::Response revoke(const Call& call) {
    const auto seen = call.seen<TokenId>();
    require_no_body(call.request);
    const auto token = workflow::revoke_token(call.store(), call.by(), seen);
    return reply(to_json(token), workflow::version_of(token));
}

constexpr std::array routes{
    Route{"GET", "/tokens", Permission::token_read, list, "limit cursor"},
    Route{"POST", "/tokens", Permission::token_change, add},
    Route{"GET", "/tokens/{id}", Permission::token_read, get},
    Route{"DELETE", "/tokens/{id}", Permission::token_change, revoke},
};

} // namespace

std::span<const Route> token_routes() {
    return routes;
}

} // namespace chancery::server::api
