// SPDX-License-Identifier: Apache-2.0
#include "workflow/registry/clients.hpp"

#include "store/orders/failures.hpp"
#include "store/orders/orders.hpp"
#include "store/registry/accounts.hpp"
#include "store/registry/clients.hpp"
#include "workflow/audit.hpp"
#include "workflow/refusal.hpp"
#include "workflow/registry/visible.hpp"

namespace chancery::workflow {

namespace {

Client
require_client(const store::Reader& reader, const Request& request, const Seen<ClientId>& seen) {
    auto client = require_visible(reader, request.scope, seen.id);
    require_version(version_of(client), seen.version);
    return client;
}

Deed deed_on(
    const store::Reader& reader,
    const Client& client,
    std::string action,
    std::vector<Change> changes
) {
    const auto account = store::find_account(reader, client.account);
    ensure(account.has_value(), "a client has an ACME account");
    return {
        .action = std::move(action),
        .object_type = "client",
        .object_id = to_string(client.id),
        .object_name = account->name,
        .department = account->department,
        .changes = std::move(changes),
    };
}

} // namespace

int version_of(const Client& client) {
    return client.status == ClientStatus::valid ? 1 : 2;
}

std::vector<Change> end_orders(store::Transaction& tx, ClientId client) {
    const auto ended = store::end_orders(tx, client, fault_of_ended_client());
    if (ended == 0) return {};
    return {{"openOrders", std::to_string(ended), "0"}};
}

void deactivate_client(store::Transaction& tx, const Request& request, Client& client) {
    advance(client, ClientStatus::deactivated);
    store::update(tx, client);
    std::vector<Change> changes{{"status", "valid", "deactivated"}};
    for (auto& change : end_orders(tx, client.id))
        changes.push_back(std::move(change));
    audit(tx, request, deed_on(tx, client, "client.deactivated", std::move(changes)));
}

Client deactivate_client(store::Store& store, const Request& request, const Seen<ClientId>& seen) {
    return store.write([&](store::Transaction& tx) {
        auto client = require_client(tx, request, seen);
        if (client.status != ClientStatus::valid)
            throw Error(
                Fault::conflict,
                "the client is " + std::string(to_string(client.status)) + " already"
            );

        deactivate_client(tx, request, client);
        return client;
    });
}

Client resume_client(store::Store& store, const Request& request, const Seen<ClientId>& seen) {
    return store.write([&](store::Transaction& tx) {
        auto client = require_client(tx, request, seen);
        std::vector<Change> changes;
        for (const auto& paused : store::list_paused(tx, client.id))
            changes.push_back({"paused", paused.name.value, ""});
        if (changes.empty()) throw Error(Fault::conflict, "no name of this client is paused");

        store::resume(tx, client.id);
        audit(tx, request, deed_on(tx, client, "client.resumed", std::move(changes)));
        return client;
    });
}

} // namespace chancery::workflow
