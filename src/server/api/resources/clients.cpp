// SPDX-License-Identifier: Apache-2.0
#include "store/registry/clients.hpp"

#include "server/api/body.hpp"
#include "server/api/names.hpp"
#include "server/api/reply.hpp"
#include "store/orders/failures.hpp"
#include "workflow/registry/clients.hpp"
#include "workflow/registry/visible.hpp"

#include <array>
#include <span>

namespace chancery::server::api {

namespace {

/// What it may not order any more, until it is resumed.
json::Array paused_names(const store::Reader& reader, ClientId client) {
    json::Array names;
    for (const auto& paused : store::list_paused(reader, client))
        names.emplace_back(json::Object{
            {"name", paused.name.value},
            {"failures", paused.failures},
            {"pausedAt", to_rfc3339(paused.paused_at)},
        });
    return names;
}

/// The names of what clients refer to.
struct References {
    Names<AccountId> accounts;
    Names<EndpointId> endpoints;
};

template <class Clients>
References references_of(const store::Reader& reader, const Clients& clients) {
    return {names_of(reader, ids_in<AccountId>(clients, &Client::account)), endpoint_names(reader)};
}

json::Value
to_json(const store::Reader& reader, const Client& client, const References& references) {
    return json::Object{
        {"id", to_string(client.id)},
        {"acmeAccountId", to_string(client.account)},
        {"acmeAccountName", references.accounts.of(client.account)},
        {"endpointId", to_string(client.endpoint)},
        {"endpointName", references.endpoints.of(client.endpoint)},
        {"thumbprint", client.thumbprint},
        {"contacts", to_value(client.contacts)},
        {"agreedTermsUrl", client.agreed_terms},
        {"agreedAt", to_value(client.agreed_at)},
        {"status", to_string(client.status)},
        {"paused", paused_names(reader, client.id)},
        {"userAgent", client.user_agent},
        {"address", client.address},
        {"lastSeenAt", to_rfc3339(client.last_seen_at)},
        {"createdAt", to_rfc3339(client.created_at)},
        {"version", workflow::version_of(client)},
    };
}

Reply list(const Call& call) {
    const auto& parameters = call.parameters;
    const store::ClientFilter filter{
        .account = parameters.id<AccountId>("acmeAccountId"),
        .status = parameters.word<ClientStatus>("status"),
        .paused = parameters.flag("paused").value_or(false),
        .before = parameters.id<ClientId>("cursor"),
        .limit = parameters.limit() + 1,
    };
    return call.store().read([&](const store::Reader& reader) {
        auto clients = store::list_clients(reader, call.scope, filter);
        const auto references = references_of(reader, clients);
        return reply_page(
            call,
            std::move(clients),
            [&](const Client& client) { return to_json(reader, client, references); },
            [](const Client& client) { return to_string(client.id); }
        );
    });
}

Reply show(const Call& call, const Client& client) {
    auto object = call.store().read([&](const store::Reader& reader) {
        return to_json(reader, client, references_of(reader, std::span(&client, 1)));
    });
    return reply(std::move(object), workflow::version_of(client));
}

Reply get(const Call& call) {
    const auto id = call.id<ClientId>();
    const auto client = call.store().read([&](const store::Reader& reader) {
        return workflow::require_visible(reader, call.scope, id);
    });
    return show(call, client);
}

Reply deactivate(const Call& call) {
    const auto seen = call.seen<ClientId>();
    require_no_body(call.request);
    return show(call, workflow::deactivate_client(call.store(), call.by(), seen));
}

Reply resume(const Call& call) {
    const auto seen = call.seen<ClientId>();
    require_no_body(call.request);
    return show(call, workflow::resume_client(call.store(), call.by(), seen));
}

constexpr std::array routes{
    Route{
        "GET",
        "/clients",
        Permission::client_read,
        list,
        "acmeAccountId status paused limit cursor"},
    Route{"GET", "/clients/{id}", Permission::client_read, get},
    Route{"POST", "/clients/{id}/deactivate", Permission::client_deactivate, deactivate},
    Route{"POST", "/clients/{id}/resume", Permission::client_resume, resume},
};

} // namespace

std::span<const Route> client_routes() {
    return routes;
}

} // namespace chancery::server::api
