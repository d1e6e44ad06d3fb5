// SPDX-License-Identifier: Apache-2.0
#include "workflow/registry/accounts.hpp"

#include "crypto/random.hpp"
#include "store/registry/accounts.hpp"
#include "store/registry/departments.hpp"
#include "store/registry/endpoints.hpp"
#include "workflow/audit.hpp"
#include "workflow/registry/account_credentials.hpp"
#include "workflow/registry/account_names.hpp"
#include "workflow/registry/fields.hpp"
#include "workflow/registry/visible.hpp"

#include <variant>

namespace chancery::workflow {

namespace {

void require_valid(const Account& account) {
    require_text("/name", account.name, {1, 128});
    require_contacts("/contacts", account.contacts);
}

void require_free_name(const store::Reader& reader, const Account& account) {
    const auto other = store::find_account(reader, account.department, account.name);
    if (other && other->id != account.id)
        throw Error(Fault::conflict, "the department already has an ACME account " + account.name);
}

void require_endpoint(const store::Reader& reader, EndpointId id) {
    const auto endpoint = store::find_endpoint(reader, id);
    if (!endpoint) fail_field("/endpointId", "does not name an endpoint");
    if (!endpoint->staging_of) return;
    const auto real = store::find_endpoint(reader, *endpoint->staging_of);
    throw Error(
        Fault::conflict,
        "the endpoint " + endpoint->name + " is for testing and accepts the credentials of " +
            (real ? real->name : "another") + "; create the ACME account there"
    );
}

std::string_view action_of_switching(const Account& account) {
    return account.enabled ? "acmeAccount.enabled" : "acmeAccount.disabled";
}

} // namespace

Account
require_account(const store::Reader& reader, const Request& request, const Seen<AccountId>& seen) {
    auto account = require_visible(reader, request.scope, seen.id);
    require_version(account.revision.version, seen.version);
    return account;
}

CreatedAccount create_account(
    store::Store& store,
    const crypto::Sealer& sealer,
    const Request& request,
    const NewAccount& input
) {
    auto credential = new_credential(sealer);
    Account account{
        .id = crypto::new_id<AccountId>(request.now),
        .name = input.name,
        .department = input.department,
        .endpoint = input.endpoint,
        .enabled = input.enabled,
        .key_id = credential.key_id,
        .contacts = input.contacts,
        .revision = {.created_at = request.now, .updated_at = request.now},
    };
    require_valid(account);
    std::vector<Change> terms;
    set_terms(terms, account.terms, input.terms, request.now);
    const auto names =
        input.names.empty() ? std::vector<Name>() : require_names("/names", input.names);
    const auto refusal = store.write([&](store::Transaction& tx) -> std::optional<Problem> {
        if (!store::find_within(tx, request.scope, account.department))
            fail_field("/departmentId", "does not name a department");
        require_endpoint(tx, account.endpoint);
        require_free_name(tx, account);
        auto deed = deed_on(account, "acmeAccount.created");
        if (auto problem = refusal_of(tx, account, names, request.now)) {
            // There is no such account, whose id this would be.
            deed.object_id.clear();
            audit_refusal(tx, request, std::move(deed), *problem);
            return problem;
        }
        store::insert(tx, account, credential.sealed);
        for (const auto& name : names)
            store::add_name(tx, account.id, name, request.now);
        deed.changes = {{"names", "", text_of(names)}, {"hmacKey", "", "set"}};
        deed.changes.insert(deed.changes.end(), terms.begin(), terms.end());
        audit(tx, request, std::move(deed));
        return std::nullopt;
    });
    if (refusal) throw Error(*refusal);
    return {std::move(account), names, std::move(credential.hmac_key)};
}

Account change_account(
    store::Store& store,
    const Request& request,
    const Seen<AccountId>& seen,
    const AccountChange& change
) {
    return store.write([&](store::Transaction& tx) {
        auto account = require_account(tx, request, seen);
        std::vector<Change> changes;
        set(changes, "name", account.name, change.name);
        set(changes, "contacts", account.contacts, change.contacts);
        set_terms(changes, account.terms, change.terms, request.now);
        set_limits(changes, account.limits, change.limits);
        require_valid(account);
        require_free_name(tx, account);
        const bool is_switched = change.enabled && *change.enabled != account.enabled;
        if (changes.empty() && !is_switched) return account;

        if (is_switched) account.enabled = *change.enabled;
        store::update(tx, account, request.now);
        if (!changes.empty()) {
            auto deed = deed_on(account, "acmeAccount.changed");
            deed.changes = std::move(changes);
            audit(tx, request, std::move(deed));
        }
        if (is_switched)
            audit(tx, request, deed_on(account, std::string(action_of_switching(account))));
        return account;
    });
}

} // namespace chancery::workflow
