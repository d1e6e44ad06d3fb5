// SPDX-License-Identifier: Apache-2.0
#include "store/registry/delegations.hpp"

#include "store/registry/revisions.hpp"
#include "store/registry/scope_rows.hpp"

namespace chancery::store {

namespace {

constexpr auto delegation_columns =
    db::of<
        "g",
        "id, domain_id, department_id, reach, wildcard, status, reason, decided_by, decided_at"> +
    ", d.name, " + db::of<"g", revision_columns>;

constexpr auto select_delegations =
    "SELECT " + delegation_columns + " FROM delegations g JOIN domains d ON d.id = g.domain_id ";

Delegation delegation_at(const db::Row& row) {
    constexpr auto& at = delegation_columns;
    return {
        .id = id_at<DelegationId>(row, at["g.id"]),
        .domain = id_at<DomainId>(row, at["g.domain_id"]),
        .name = {text_at(row, at["d.name"])},
        .department = id_at<DepartmentId>(row, at["g.department_id"]),
        .reach = known_at<Reach>(row, at["g.reach"]),
        .wildcard = bool_at(row, at["g.wildcard"]),
        .status = known_at<DelegationStatus>(row, at["g.status"]),
        .reason = text_at(row, at["g.reason"]),
        .decided_by = text_at(row, at["g.decided_by"]),
        .decided_at = optional_time_at(row, at["g.decided_at"]),
        .revision = read_revision(row, at["g.version"]),
    };
}

} // namespace

void insert(Transaction& tx, const Delegation& delegation) {
    execute(
        tx,
        "INSERT INTO delegations (id, domain_id, department_id, reach, wildcard, status, reason, "
        "decided_by, decided_at, version, created_at, updated_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
        delegation.id,
        delegation.domain,
        delegation.department,
        to_string(delegation.reach),
        delegation.wildcard,
        to_string(delegation.status),
        delegation.reason,
        delegation.decided_by,
        delegation.decided_at,
        delegation.revision.version,
        delegation.revision.created_at,
        delegation.revision.updated_at
    );
}

void update(Transaction& tx, Delegation& delegation, Time now) {
    const auto rows = execute(
        tx,
        "UPDATE delegations SET wildcard = $1, status = $2, reason = $3, decided_by = $4, "
        "decided_at = $5, version = version + 1, updated_at = $6 WHERE id = $7 AND version = $8",
        delegation.wildcard,
        to_string(delegation.status),
        delegation.reason,
        delegation.decided_by,
        delegation.decided_at,
        now,
        delegation.id,
        delegation.revision.version
    );
    require_changed(rows, "delegation");
    ++delegation.revision.version;
    delegation.revision.updated_at = now;
}

std::optional<Delegation> find_delegation(const Reader& reader, DelegationId id) {
    return find_one(reader, db::sql<select_delegations + "WHERE g.id = $1">, delegation_at, id);
}

std::optional<Delegation> find_active_delegation(
    const Reader& reader, DomainId domain, DepartmentId department, Reach reach
) {
    return find_one(
        reader,
        db::sql<
            select_delegations + "WHERE g.domain_id = $1 AND g.department_id = $2 "
                                 "AND g.reach = $3 AND g.status = 'active'">,
        delegation_at,
        domain,
        department,
        to_string(reach)
    );
}

std::vector<Delegation>
list_delegations(const Reader& reader, const Scope& scope, const DelegationFilter& filter) {
    std::vector<Delegation> delegations;
    const auto add = [&](const db::Row& row) { delegations.push_back(delegation_at(row)); };
    for_each(
        reader,
        db::sql<
            select_delegations +
            "WHERE g.id > $1 AND g.status = COALESCE($2, g.status) "
            "AND g.department_id = COALESCE($3, g.department_id) "
            "AND g.domain_id = COALESCE($4, g.domain_id) AND d.name = COALESCE($5, d.name) "
            "AND " +
            within<"g.department_id", "$7", "$8"> + " ORDER BY g.id LIMIT $6">,
        add,
        filter.after.value_or(DelegationId{}),
        unless_empty(filter.status ? to_string(*filter.status) : std::string_view()),
        filter.department,
        filter.domain,
        unless_empty(filter.name),
        filter.limit,
        !scope.is_all(),
        holder_of(scope)
    );
    return delegations;
}

} // namespace chancery::store
