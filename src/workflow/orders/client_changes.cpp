// SPDX-License-Identifier: Apache-2.0
#include "workflow/orders/client_changes.hpp"

#include "base/text.hpp"
#include "crypto/jwk.hpp"
#include "store/events.hpp"
#include "store/registry/clients.hpp"
#include "store/registry/endpoints.hpp"
#include "workflow/audit.hpp"
#include "workflow/issuance/compromised_keys.hpp"
#include "workflow/orders/limits.hpp"
#include "workflow/registry/clients.hpp"

namespace chancery::workflow {

namespace {

/// As it stands now, asking whence and with what it asks.
store::ClientStanding
require_valid_client(const store::Reader& reader, const store::ClientStanding& asks) {
    auto standing = store::find_standing(reader, asks.client.id);
    if (!standing) throw Error(Fault::account_does_not_exist, "there is no such client");
    standing->address = asks.address;
    standing->user_agent = asks.user_agent;
    // It was valid when it signed; another request of its own may have been quicker.
    if (standing->client.status != ClientStatus::valid)
        throw Error(Fault::deactivated, "this client was deactivated");
    return *std::move(standing);
}

Event client_event(const store::ClientStanding& standing, std::string action) {
    return {
        .actor = standing.actor(),
        .action = std::move(action),
        .object_type = "client",
        .object_id = to_string(standing.client.id),
        .object_name = standing.client.thumbprint,
        .department = standing.department,
    };
}

/// Why it may not change itself now, if so; else the change is counted.
std::optional<Problem> limited_change(
    store::Transaction& tx, const store::ClientStanding& standing, const Event& event, Time now
) {
    const auto endpoint = store::find_endpoint(tx, standing.client.endpoint);
    ensure(endpoint.has_value(), "a client has its endpoint");
    auto limited = take_change(tx, {endpoint->limits_in_force(), standing, now});
    if (!limited) return std::nullopt;
    return record_limited(tx, *std::move(limited), event, now);
}

struct Changed {
    Client client;
    std::optional<Problem> limited = std::nullopt;
};

} // namespace

Client change_client(
    store::Store& store, const store::ClientStanding& client, const ClientChange& change, Time now
) {
    if (!change.contacts && (!change.agrees || client.has_agreed())) return client.client;
    auto done = store.write([&](store::Transaction& tx) -> Changed {
        auto standing = require_valid_client(tx, client);
        auto& changed = standing.client;
        auto event = client_event(standing, "client.changed");
        if (change.contacts && *change.contacts != changed.contacts) {
            event.changes.push_back(
                {"contacts", join(changed.contacts, " "), join(*change.contacts, " ")}
            );
            changed.contacts = *change.contacts;
        }
        if (change.agrees && !standing.has_agreed()) {
            event.changes.push_back(
                {"termsOfService", changed.agreed_terms, standing.terms_of_service}
            );
            changed.agreed_terms = standing.terms_of_service;
            changed.agreed_at = now;
        }
        if (event.changes.empty()) return {changed};
        if (auto limited = limited_change(tx, standing, event, now)) return {changed, limited};
        store::update(tx, changed);
        store::record(tx, event, now);
        return {changed};
    });
    if (done.limited) throw Error(*std::move(done.limited));
    return std::move(done.client);
}

KeyChanged change_key(
    store::Store& store,
    const store::ClientStanding& client,
    const crypto::PublicKey& old_key,
    const crypto::PublicKey& new_key,
    Time now
) {
    const auto thumbprint = crypto::thumbprint(new_key);
    const auto key_changed = store.write([&](store::Transaction& tx) -> KeyChanged {
        auto standing = require_valid_client(tx, client);
        auto& changed = standing.client;
        // Another request of its own may have been quicker.
        if (changed.spki != old_key.spki())
            throw Error(Fault::unauthorized, "this key is no longer the client's");
        auto event = client_event(standing, "client.keyChanged");
        if (const auto block = find_block(tx, new_key))
            return {changed, record_refused(tx, *block, event, now)};
        if (const auto holder = store::find_standing(tx, changed.endpoint, thumbprint)) {
            const Problem problem{
                Fault::conflict, "the new key already belongs to a client; use a different key"};
            return {changed, record_refused(tx, problem, event, now), holder->client.id};
        }
        if (auto limited = limited_change(tx, standing, event, now))
            return {changed, std::move(limited)};
        event.changes.push_back({"thumbprint", changed.thumbprint, thumbprint});
        changed.thumbprint = thumbprint;
        changed.spki = new_key.spki();
        store::set_key(tx, changed.id, changed.thumbprint, changed.spki);
        store::record(tx, event, now);
        return {changed};
    });
    if (key_changed.refusal && !key_changed.held_by) throw Error(*key_changed.refusal);
    return key_changed;
}

Client deactivate_client(store::Store& store, const store::ClientStanding& client, Time now) {
    return store.write([&](store::Transaction& tx) {
        auto standing = require_valid_client(tx, client);
        advance(standing.client, ClientStatus::deactivated);
        store::update(tx, standing.client);
        auto event = client_event(standing, "client.deactivated");
        event.changes = end_orders(tx, standing.client.id);
        store::record(tx, event, now);
        return standing.client;
    });
}

} // namespace chancery::workflow
