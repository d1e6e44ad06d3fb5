// SPDX-License-Identifier: Apache-2.0
#include "workflow/registry/open_account.hpp"

#include "crypto/random.hpp"
#include "store/registry/accounts.hpp"
#include "store/registry/clients.hpp"
#include "store/registry/departments.hpp"
#include "store/registry/organizations.hpp"
#include "workflow/audit.hpp"

#include <algorithm>

namespace chancery::workflow {

namespace {

constexpr auto office_name = "Office";

/// Of the organization that was there first, where several have or lack one.
DepartmentId require_office(store::Transaction& tx, const Request& request) {
    auto organizations = store::list_organizations(tx);
    ensure(!organizations.empty(), "an office has an organization");
    std::ranges::sort(organizations, {}, &Organization::id);
    for (const auto& organization : organizations)
        if (const auto found = store::find_department(tx, organization.id, office_name))
            return found->id;
    const Department office{
        .id = crypto::new_id<DepartmentId>(request.now),
        .organization = organizations.front().id,
        .name = office_name,
        .revision = {.created_at = request.now, .updated_at = request.now},
    };
    store::insert(tx, office);
    audit(tx, request, deed_on(office, "department.created"));
    return office.id;
}

Account open_account(const Endpoint& endpoint, DepartmentId department, Time now) {
    return {
        .id = crypto::new_id<AccountId>(now),
        .name = endpoint.name + " (open)",
        .department = department,
        .endpoint = endpoint.id,
        .open = true,
        .revision = {.version = 1, .created_at = now, .updated_at = now},
    };
}

} // namespace

OpenAccount new_open_account(
    const crypto::Sealer& sealer, const Endpoint& endpoint, DepartmentId department, Time now
) {
    auto credential = new_credential(sealer);
    OpenAccount open{open_account(endpoint, department, now), std::move(credential.sealed)};
    open.account.key_id = std::move(credential.key_id);
    return open;
}

void require_open_account(
    store::Transaction& tx,
    const Request& request,
    const Endpoint& endpoint,
    const NewCredential& credential
) {
    if (store::find_open_credential(tx, endpoint.id)) return;
    auto account = open_account(endpoint, require_office(tx, request), request.now);
    account.key_id = credential.key_id;
    if (store::find_account(tx, account.department, account.name))
        throw Error(
            Fault::conflict,
            "the endpoint's open ACME account would be named " + account.name +
                ", and its department already has one of this name; rename that one first"
        );
    store::insert(tx, account, credential.sealed);
    audit(tx, request, deed_on(account, "acmeAccount.created"));
}

OpenAccount new_open_account(
    const crypto::Sealer& sealer,
    const Endpoint& endpoint,
    DepartmentId department,
    const ExternalKey& key,
    Time now
) {
    OpenAccount open{
        open_account(endpoint, department, now), sealer.seal(seal_label(key.key_id), key.hmac_key)};
    open.account.name = endpoint.name + " (" + key.key_id + ")";
    open.account.key_id = key.key_id;
    return open;
}

} // namespace chancery::workflow
