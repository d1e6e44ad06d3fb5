// SPDX-License-Identifier: Apache-2.0
#include "workflow/registry/organizations.hpp"

#include "crypto/random.hpp"
#include "store/registry/organizations.hpp"
#include "workflow/audit.hpp"
#include "workflow/registry/fields.hpp"

#include <algorithm>

namespace chancery::workflow {

namespace {

/// The bounds of RFC 5280 appendix A.1 (ub-organization-name, ub-state-name, ub-locality-name).
void require_valid(const Organization& organization) {
    require_text("/name", organization.name, {1, 64});
    const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
    const auto& country = organization.country;
    if (!country.empty() && (country.size() != 2 || !std::ranges::all_of(country, is_upper)))
        fail_field("/country", "must be two capital letters (ISO 3166-1), such as DE");
    require_text("/stateOrProvince", organization.state, {0, 128});
    require_text("/locality", organization.locality, {0, 128});
}

/// Apart from the rest: what an older release took stays, and keeps nothing else from changing.
void require_new_contact(const std::string& address) {
    if (!address.empty()) require_contact("/contactEmail", address);
}

} // namespace

Organization
add_organization(store::Store& store, const Request& request, const NewOrganization& input) {
    const Organization organization{
        .id = crypto::new_id<OrganizationId>(request.now),
        .name = input.name,
        .country = input.country,
        .state = input.state,
        .locality = input.locality,
        .contact_email = input.contact_email,
        .revision = {.created_at = request.now, .updated_at = request.now},
    };
    require_valid(organization);
    require_new_contact(organization.contact_email);
    store.write([&](store::Transaction& tx) {
        for (const auto& other : store::list_organizations(tx))
            if (other.name == organization.name)
                throw Error(
                    Fault::conflict, "there is an organization " + organization.name + " already"
                );
        store::insert(tx, organization);
        audit(tx, request, deed_on(organization, "organization.created"));
    });
    return organization;
}

Organization change_organization(
    store::Store& store,
    const Request& request,
    const Seen<OrganizationId>& seen,
    const OrganizationChange& change
) {
    return store.write([&](store::Transaction& tx) {
        auto found = store::find_organization(tx, seen.id);
        if (!found) throw Error(Fault::not_found, "there is no such organization");
        auto& organization = *found;
        require_version(organization.revision.version, seen.version);

        const auto old_contact = organization.contact_email;
        std::vector<Change> changes;
        set(changes, "name", organization.name, change.name);
        set(changes, "country", organization.country, change.country);
        set(changes, "stateOrProvince", organization.state, change.state);
        set(changes, "locality", organization.locality, change.locality);
        set(changes, "contactEmail", organization.contact_email, change.contact_email);
        require_valid(organization);
        if (organization.contact_email != old_contact)
            require_new_contact(organization.contact_email);
        if (changes.empty()) return organization;

        store::update(tx, organization, request.now);
        auto deed = deed_on(organization, "organization.changed");
        deed.changes = std::move(changes);
        audit(tx, request, std::move(deed));
        return organization;
    });
}

OrganizationId
require_organization(const store::Reader& reader, const std::optional<OrganizationId>& id) {
    if (id) {
        if (!store::find_organization(reader, *id))
            fail_field("/organizationId", "does not name an organization");
        return *id;
    }
    const auto all = store::list_organizations(reader);
    if (all.size() != 1)
        fail_field("/organizationId", "must say which organization, since there are several");
    return all.front().id;
}

} // namespace chancery::workflow
