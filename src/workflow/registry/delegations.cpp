// SPDX-License-Identifier: Apache-2.0
#include "workflow/registry/delegations.hpp"

#include "crypto/random.hpp"
#include "store/registry/delegations.hpp"
#include "store/registry/departments.hpp"
#include "store/registry/domains.hpp"
#include "workflow/audit.hpp"
#include "workflow/registry/domains.hpp"
#include "workflow/registry/fields.hpp"
#include "workflow/registry/visible.hpp"

namespace chancery::workflow {

namespace {

[[noreturn]] void fail_wildcard(const std::string& pointer, const Name& name) {
    fail_field(
        pointer, "is a wildcard; delegate " + std::string(name.base()) + " with wildcards instead"
    );
}

/// An entry for a name below a domain whose validation it inherits.
Domain add_entry(store::Transaction& tx, const Request& request, const Name& name) {
    const auto above = store::find_validating_domain(tx, name);
    if (!above)
        fail_field(
            "/domainName",
            name.value + " is neither a domain of the register nor below one; add its domain first"
        );
    if (request.now >= above->validation->valid_until)
        fail_field(
            "/domainName",
            "the validation of " + above->name.value +
                " has lapsed; validate the domain again first"
        );
    Domain entry{
        .id = crypto::new_id<DomainId>(request.now),
        .organization = above->organization,
        .name = name,
        .revision = {.created_at = request.now, .updated_at = request.now},
    };
    store::insert(tx, entry);
    audit(tx, request, deed_on(entry, "domain.created"));
    return entry;
}

Domain require_domain(store::Transaction& tx, const Request& request, const NewDelegation& input) {
    if (input.domain) {
        auto domain = store::find_domain(tx, *input.domain);
        if (!domain) fail_field("/domainId", "does not name a domain");
        if (domain->name.is_wildcard()) fail_wildcard("/domainId", domain->name);
        return *std::move(domain);
    }
    const auto name = require_register_name(input.name, "/domainName");
    if (auto domain = store::find_domain(tx, name)) return *std::move(domain);
    if (name.is_address())
        fail_field("/domainName", name.value + " is an address; delegate domains");
    if (name.is_wildcard()) fail_wildcard("/domainName", name);
    return add_entry(tx, request, name);
}

std::string sentence_of(const Delegation& delegation) {
    const std::string names = delegation.reach == Reach::exact
                                  ? delegation.name.value + " itself"
                                  : "all names below " + delegation.name.value;
    return names + (delegation.wildcard ? ", with wildcard" : ", without wildcard");
}

/// The delegation that there is, with the wildcards that it lacked.
Delegation widen(store::Transaction& tx, const Request& request, Delegation delegation) {
    delegation.wildcard = true;
    delegation.decided_by = request.actor.name;
    delegation.decided_at = request.now;
    store::update(tx, delegation, request.now);
    auto deed = deed_on(delegation, "delegation.approved");
    deed.changes = {{"wildcard", "false", "true"}};
    audit(tx, request, std::move(deed));
    return delegation;
}

} // namespace

Delegation delegate(
    store::Transaction& tx, const Request& request, const Domain& domain, NewDelegation input
) {
    require_text("/reason", input.reason, {0, 500});
    // policy: a grant is for its domain's base; one for "*.N" itself would cover nothing.
    if (domain.name.is_wildcard()) fail_wildcard("/name", domain.name);
    const auto department = store::find_within(tx, request.scope, input.department);
    if (!department) fail_field("/departmentId", "does not name a department");
    // The subject of its certificates is its organization's.
    if (department->organization != domain.organization)
        fail_field("/departmentId", "is a department of another organization than the domain");
    if (auto other = store::find_active_delegation(tx, domain.id, department->id, input.reach)) {
        // To withdraw it first would refuse its names for a moment.
        if (input.wildcard && !other->wildcard) return widen(tx, request, *std::move(other));
        throw Error(Fault::conflict, department->name + " already has " + sentence_of(*other));
    }

    Delegation delegation{
        .id = crypto::new_id<DelegationId>(request.now),
        .domain = domain.id,
        .name = domain.name,
        .department = department->id,
        .reach = input.reach,
        .wildcard = input.wildcard,
        .reason = std::move(input.reason),
        .decided_by = request.actor.name,
        .decided_at = request.now,
        .revision = {.created_at = request.now, .updated_at = request.now},
    };
    store::insert(tx, delegation);
    auto deed = deed_on(delegation, "delegation.approved");
    deed.changes = {
        {"reach", "", std::string(to_string(delegation.reach))},
        {"wildcard", "", delegation.wildcard ? "true" : "false"},
    };
    audit(tx, request, std::move(deed));
    return delegation;
}

Delegation add_delegation(store::Store& store, const Request& request, const NewDelegation& input) {
    return store.write([&](store::Transaction& tx) {
        return delegate(tx, request, require_domain(tx, request, input), input);
    });
}

Delegation
withdraw_delegation(store::Store& store, const Request& request, const Seen<DelegationId>& seen) {
    return store.write([&](store::Transaction& tx) {
        auto delegation = require_visible(tx, request.scope, seen.id);
        require_version(delegation.revision.version, seen.version);
        if (delegation.status != DelegationStatus::active)
            throw Error(
                Fault::conflict,
                "the delegation is " + std::string(to_string(delegation.status)) + " and not active"
            );

        delegation.status = DelegationStatus::withdrawn;
        delegation.decided_by = request.actor.name;
        delegation.decided_at = request.now;
        store::update(tx, delegation, request.now);
        auto deed = deed_on(delegation, "delegation.withdrawn");
        deed.changes = {{"status", "active", "withdrawn"}};
        audit(tx, request, std::move(deed));
        return delegation;
    });
}

} // namespace chancery::workflow
