// SPDX-License-Identifier: Apache-2.0
#include "store/registry/organizations.hpp"

#include "store/registry/revisions.hpp"

namespace chancery::store {

namespace {

Organization organization_at(const db::Row& row) {
    return {
        .id = id_at<OrganizationId>(row, 0),
        .name = text_at(row, 1),
        .country = text_at(row, 2),
        .state = text_at(row, 3),
        .locality = text_at(row, 4),
        .contact_email = text_at(row, 5),
        .revision = read_revision(row, 6),
    };
}

} // namespace

void insert(Transaction& tx, const Organization& organization) {
    execute(
        tx,
        "INSERT INTO organizations (id, name, country, state, locality, contact_email, version, "
        "created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        organization.id,
        organization.name,
        organization.country,
        organization.state,
        organization.locality,
        organization.contact_email,
        organization.revision.version,
        organization.revision.created_at,
        organization.revision.updated_at
    );
}

void update(Transaction& tx, Organization& organization, Time now) {
    const auto rows = execute(
        tx,
        "UPDATE organizations SET name = $1, country = $2, state = $3, locality = $4, "
        "contact_email = $5, version = version + 1, updated_at = $6 "
        "WHERE id = $7 AND version = $8",
        organization.name,
        organization.country,
        organization.state,
        organization.locality,
        organization.contact_email,
        now,
        organization.id,
        organization.revision.version
    );
    require_changed(rows, "organization");
    ++organization.revision.version;
    organization.revision.updated_at = now;
}

std::optional<Organization> find_organization(const Reader& reader, OrganizationId id) {
    return find_one(
        reader,
        "SELECT id, name, country, state, locality, contact_email, version, created_at, "
        "updated_at FROM organizations WHERE id = $1",
        organization_at,
        id
    );
}

std::vector<Organization> list_organizations(const Reader& reader) {
    std::vector<Organization> organizations;
    for_each(
        reader,
        "SELECT id, name, country, state, locality, contact_email, version, created_at, "
        "updated_at FROM organizations ORDER BY name, id",
        [&](const db::Row& row) { organizations.push_back(organization_at(row)); }
    );
    return organizations;
}

} // namespace chancery::store
