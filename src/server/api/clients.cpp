// SPDX-License-Identifier: Apache-2.0
#include "store/clients.hpp"

#include "server/api/body.hpp"
#include "server/api/reply.hpp"
#include "workflow/clients.hpp"

#include <array>

namespace chancery::server::api {

namespace {

json::Value to_json(const Client& client) {
    return json::Object{
        {"id", to_string(client.id)},
        {"acmeAccountId", to_string(client.account)},
        {"endpointId", to_string(client.endpoint)},
        {"thumbprint", client.thumbprint},
        {"contact", to_value(client.contacts)},
        {"agreedTermsUrl", client.agreed_terms},
        {"agreedAt", to_value(client.agreed_at)},
        {"status", to_string(client.status)},
        {"userAgent", client.user_agent},
        {"address", client.address},
        {"firstSeenAt", to_rfc3339(client.created_at)},
        {"lastSeenAt", to_rfc3339(client.last_seen_at)},
        {"createdAt", to_rfc3339(client.created_at)},
        {"version", workflow::version_of(client)},
    };
}

std::optional<ClientStatus> status_of(const Parameters& parameters) {
    const auto word = parameters.text("status");
    if (word.empty()) return std::nullopt;
    const auto status = find_client_status(word);
    if (!status) Parameters::fail("status", "valid, deactivated or revoked");
    return status;
}

net::Response list(const Call& call) {
    const auto& parameters = call.parameters;
    const store::ClientFilter filter{
        .account = parameters.id<AccountId>("acmeAccountId"),
        .status = status_of(parameters),
        .before = parameters.id<ClientId>("cursor"),
        .limit = parameters.limit() + 1,
    };
    return reply_page(
        call,
        call.store().read([&](const store::Reader& reader) {
            return store::list_clients(reader, filter);
        }),
        [](const Client& client) { return to_json(client); },
        [](const Client& client) { return to_string(client.id); }
    );
}

net::Response get(const Call& call) {
    const auto id = call.id<ClientId>();
    const auto client = call.store().read([&](const store::Reader& reader) {
        return store::find_client(reader, id);
    });
    if (!client) throw Error(Fault::not_found, "there is no such client");
    return reply(to_json(*client), workflow::version_of(*client));
}

net::Response deactivate(const Call& call) {
    const auto seen = call.seen<ClientId>();
    require_no_body(call.request);
    const auto client = workflow::deactivate_client(call.store(), call.by(), seen);
    return reply(to_json(client), workflow::version_of(client));
}

constexpr std::array routes{
    Route{"GET", "/clients", Permission::client_read, list, "acmeAccountId status limit cursor"},
    Route{"GET", "/clients/{id}", Permission::client_read, get},
    Route{"POST", "/clients/{id}/deactivate", Permission::client_deactivate, deactivate},
};

} // namespace

std::span<const Route> client_routes() {
    return routes;
}

} // namespace chancery::server::api
