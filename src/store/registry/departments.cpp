// SPDX-License-Identifier: Apache-2.0
#include "store/registry/departments.hpp"

#include "store/registry/revisions.hpp"
#include "store/registry/scope_rows.hpp"
#include "store/registry/scopes.hpp"

namespace chancery::store {

namespace {

constexpr auto department_columns =
    "id, organization_id, name, enabled, contacts, " + revision_columns;

Department department_at(const db::Row& row) {
    constexpr auto& at = department_columns;
    return {
        .id = id_at<DepartmentId>(row, at["id"]),
        .organization = id_at<OrganizationId>(row, at["organization_id"]),
        .name = text_at(row, at["name"]),
        .enabled = bool_at(row, at["enabled"]),
        .contacts = lines_at(row, at["contacts"]),
        .revision = read_revision(row, at["version"]),
    };
}

} // namespace

void insert(Transaction& tx, const Department& department) {
    execute(
        tx,
        "INSERT INTO departments (id, organization_id, name, enabled, contacts, version, "
        "created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        department.id,
        department.organization,
        department.name,
        department.enabled,
        to_lines(department.contacts),
        department.revision.version,
        department.revision.created_at,
        department.revision.updated_at
    );
}

void update(Transaction& tx, Department& department, Time now) {
    const auto rows = execute(
        tx,
        "UPDATE departments SET name = $1, enabled = $2, contacts = $3, version = version + 1, "
        "updated_at = $4 WHERE id = $5 AND version = $6",
        department.name,
        department.enabled,
        to_lines(department.contacts),
        now,
        department.id,
        department.revision.version
    );
    require_changed(rows, "department");
    ++department.revision.version;
    department.revision.updated_at = now;
}

std::optional<Department> find_department(const Reader& reader, DepartmentId id) {
    return find_one(
        reader,
        db::sql<"SELECT " + department_columns + " FROM departments WHERE id = $1">,
        department_at,
        id
    );
}

std::optional<Department>
find_department(const Reader& reader, OrganizationId organization, std::string_view name) {
    return find_one(
        reader,
        db::sql<
            "SELECT " + department_columns +
            " FROM departments WHERE organization_id = $1 AND name = $2">,
        department_at,
        organization,
        name
    );
}

std::vector<Department>
list_departments(const Reader& reader, const Scope& scope, const DepartmentFilter& filter) {
    std::vector<Department> departments;
    const auto add = [&](const db::Row& row) { departments.push_back(department_at(row)); };
    const auto after = filter.after ? find_within(reader, scope, *filter.after) : std::nullopt;
    for_each(
        reader,
        db::sql<
            "SELECT " + department_columns +
            " FROM departments WHERE (name, id) > ($1, $2) "
            "AND organization_id = COALESCE($3, organization_id) AND enabled = COALESCE($4, "
            "enabled) "
            "AND name = COALESCE($5, name) AND LOWER(name) LIKE $6 ESCAPE '!' "
            "AND " +
            within<"id", "$8", "$9"> + " ORDER BY name, id LIMIT $7">,
        add,
        after ? after->name : std::string(),
        after ? after->id : DepartmentId{},
        filter.organization,
        Nullable(filter.enabled),
        unless_empty(filter.name),
        containing(filter.containing),
        filter.limit,
        !scope.is_all(),
        holder_of(scope)
    );
    return departments;
}

} // namespace chancery::store
