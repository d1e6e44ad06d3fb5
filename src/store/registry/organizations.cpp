// SPDX-License-Identifier: Apache-2.0
#include "store/registry/organizations.hpp"

#include "store/registry/revisions.hpp"

namespace chancery::store {

namespace {

constexpr auto organization_columns =
    "id, name, country, state, locality, contact_email, " + revision_columns;

Organization organization_at(const db::Row& row) {
    constexpr auto& at = organization_columns;
    return {
        .id = id_at<OrganizationId>(row, at["id"]),
        .name = text_at(row, at["name"]),
        .country = text_at(row, at["country"]),
        .state = text_at(row, at["state"]),
        .locality = text_at(row, at["locality"]),
        .contact_email = text_at(row, at["contact_email"]),
        .revision = read_revision(row, at["version"]),
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
        db::sql<"SELECT " + organization_columns + " FROM organizations WHERE id = $1">,
        organization_at,
        id
    );
}

Organization organization_of(const Reader& reader, DepartmentId department) {
    auto found = find_one(
        reader,
        db::sql<
            "SELECT " + db::of<"o", organization_columns> + " FROM departments d" + join_office +
            "WHERE d.id = $1">,
        organization_at,
        department
    );
    if (!found) throw Error(Fault::not_found, "there is no such department");
    return *std::move(found);
}

std::vector<Organization> list_organizations(const Reader& reader) {
    std::vector<Organization> organizations;
    for_each(
        reader,
        db::sql<"SELECT " + organization_columns + " FROM organizations ORDER BY name, id">,
        [&](const db::Row& row) { organizations.push_back(organization_at(row)); }
    );
    return organizations;
}

} // namespace chancery::store
