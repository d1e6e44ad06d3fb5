// SPDX-License-Identifier: Apache-2.0
#include "acme/messages.hpp"
#include "base/text.hpp"
#include "crypto/jwk.hpp"
#include "server/acme/answer.hpp"
#include "server/acme/authenticate.hpp"
#include "server/acme/handlers.hpp"
#include "store/orders/orders.hpp"
#include "workflow/orders/client_changes.hpp"
#include "workflow/orders/registration.hpp"

namespace chancery::server::handlers {

namespace {

net::Response
client_response(const Call& call, int status, ClientId id, const json::Value& account) {
    auto response = json_response(status, account);
    response.set("Location", call.urls.account(id));
    return response;
}

net::Response client_response(const Call& call, int status, const Client& client) {
    return client_response(call, status, client.id, acme::account_json(call.urls, client));
}

/// The client that the path names is the one who asks, or it does not exist for it.
void require_own(const Call& call, const Signed& request) {
    if (parse_id<ClientId>(call.id) != request.by().client.id)
        throw Error(Fault::not_found, "there is no such account");
}

/// RFC 8555 §7.3.1. Whether it is well-formed is not asked yet: nothing else of it counts for a key
/// that is known.
bool asks_for_known(const json::Value& payload) {
    const auto* flag = payload.find("onlyReturnExisting");
    return flag && *flag == json::Value(true);
}

[[noreturn]] void refuse_unknown() {
    throw Error(Fault::account_does_not_exist, "no client is registered with this key");
}

std::optional<OrderId> cursor_of(const net::Request& request) {
    for (const auto& [name, value] : net::parse_query(request.query()))
        if (name == "cursor") {
            if (const auto id = parse_id<OrderId>(value)) return id;
            throw Error(Fault::malformed, "the cursor is not one that this server gave");
        }
    return std::nullopt;
}

} // namespace

/// RFC 8555 §7.3. Of what a key that is known sends only a binding is read, and only to say no to
/// the credential of another ACME account (§7.3.1).
net::Response new_account(AcmeContext& context, Call& call) {
    const auto request = authenticate(context, call, Signer::new_key);
    const auto payload = json::parse(request.payload());
    const auto& key = *request.request.jwk;
    const auto& url = request.request.url;
    const auto now = call.request.at;
    workflow::Registration registration{
        .endpoint = call.endpoint(),
        .key = key,
        .thumbprint = crypto::thumbprint(key),
        .contacts = {},
        .binding = std::nullopt,
        .address = call.request.peer.address,
        .user_agent = printable(call.request.header("User-Agent"))};
    const auto find_known = [&] {
        return workflow::find_registered(context.store, context.sealer, registration, now);
    };
    if (asks_for_known(payload) && !find_known()) refuse_unknown();
    registration.binding = acme::find_external_account(json::Reader(payload), url, key);
    if (const auto known = find_known()) return client_response(call, 200, *known);

    const auto message = acme::parse_new_account(request.payload());
    const auto& binding = message.external_account_binding;
    if (binding)
        registration.binding = acme::parse_external_account(
            json::Reader(*binding, "/externalAccountBinding"), url, key
        );
    registration.contacts = message.contacts;
    registration.only_return_existing = message.only_return_existing;
    registration.agrees = message.terms_of_service_agreed;
    const auto registered =
        workflow::register_client(context.store, context.sealer, registration, now);
    if (!registered.created) return client_response(call, 200, registered.client);
    auto account = acme::account_json(call.urls, registered.client);
    // RFC 8555 §7.3.4: as it was sent, and only now that it was verified.
    if (binding)
        std::get<json::Object>(account.variant()).emplace_back("externalAccountBinding", *binding);
    return client_response(call, 201, registered.client.id, account);
}

/// RFC 8555 §7.3.2, §7.3.6: update and deactivation; an empty payload or object reads.
net::Response post_account(AcmeContext& context, Call& call) {
    const auto request = authenticate(context, call, Signer::any_client);
    require_own(call, request);
    const auto& client = request.by().client;
    if (request.request.is_post_as_get()) return client_response(call, 200, client);

    const auto message = acme::parse_account_update(request.payload());
    const auto now = call.request.at;
    if (message.deactivate)
        return client_response(
            call, 200, workflow::deactivate_client(context.store, request.by(), now)
        );
    const workflow::ClientChange change{
        .contacts = message.contacts, .agrees = message.terms_of_service_agreed};
    return client_response(
        call, 200, workflow::change_client(context.store, request.by(), change, now)
    );
}

/// RFC 8555 §7.1.2.1, with a page after the other.
net::Response post_account_orders(AcmeContext& context, Call& call) {
    const auto request = authenticate(context, call, Signer::client);
    require_own(call, request);
    require_post_as_get(request);
    const auto client = request.by().client.id;
    const auto page = context.orders_a_page;
    const auto ids = context.store.read([&](store::Reader& reader) {
        return store::list_orders(
            reader,
            client,
            {.at = call.request.at,
             .before = cursor_of(call.request),
             .limit = static_cast<int>(page + 1)}
        );
    });
    json::Array urls;
    for (std::size_t i = 0; i < ids.size() && i < page; ++i)
        urls.emplace_back(call.urls.order(ids[i]));
    auto response = json_response(200, json::Object{{"orders", std::move(urls)}});
    if (ids.size() > page)
        response.set(
            "Link",
            "<" + call.urls.orders(client) + "?cursor=" + to_string(ids[page - 1]) +
                ">;rel=\"next\""
        );
    return response;
}

} // namespace chancery::server::handlers
