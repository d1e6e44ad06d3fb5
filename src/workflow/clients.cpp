// SPDX-License-Identifier: Apache-2.0
#include "workflow/clients.hpp"

#include "store/accounts.hpp"
#include "store/clients.hpp"
#include "workflow/audit.hpp"

namespace chancery::workflow {

int version_of(const Client& client) {
    return client.status == ClientStatus::valid ? 1 : 2;
}

Client deactivate_client(store::Store& store, const Request& request, const Seen<ClientId>& seen) {
    return store.write([&](store::Transaction& tx) {
        auto client = store::find_client(tx, seen.id);
        if (!client) throw Error(Fault::not_found, "there is no such client");
        require_version(version_of(*client), seen.version);
        if (client->status != ClientStatus::valid)
            throw Error(
                Fault::conflict,
                "the client is " + std::string(to_string(client->status)) + " already"
            );

        advance(*client, ClientStatus::deactivated);
        store::update(tx, *client);
        const auto account = store::find_account(tx, client->account);
        ensure(account.has_value(), "a client has an ACME account");
        audit(
            tx,
            request,
            {.action = "client.deactivated",
             .object_type = "client",
             .object_id = to_string(client->id),
             .object_name = account->name,
             .department = account->department,
             .changes = {{"status", "valid", "deactivated"}}}
        );
        return *client;
    });
}

} // namespace chancery::workflow
