// SPDX-License-Identifier: Apache-2.0
#include "store/registry/domains.hpp"

#include "store/registry/revisions.hpp"
#include "store/registry/scope_rows.hpp"
#include "store/registry/scopes.hpp"

#include <algorithm>

namespace chancery::store {

namespace {

constexpr std::int64_t end_of_time = 253'402'300'800; // the year 10000

constexpr auto domain_columns =
    "id, organization_id, name, enabled, description, validation_method, validation_evidence, "
    "validated_by, validated_at, validated_until, " +
    revision_columns;

std::optional<Validation> validation_at(const db::Row& row) {
    constexpr auto& at = domain_columns;
    if (row.is_null(at["validation_method"])) return std::nullopt;
    return Validation{
        .method = text_at(row, at["validation_method"]),
        .evidence = text_at(row, at["validation_evidence"]),
        .validated_by = text_at(row, at["validated_by"]),
        .validated_at = time_at(row, at["validated_at"]),
        .valid_until = time_at(row, at["validated_until"]),
    };
}

Domain domain_at(const db::Row& row) {
    constexpr auto& at = domain_columns;
    return {
        .id = id_at<DomainId>(row, at["id"]),
        .organization = id_at<OrganizationId>(row, at["organization_id"]),
        .name = {text_at(row, at["name"])},
        .enabled = bool_at(row, at["enabled"]),
        .description = text_at(row, at["description"]),
        .validation = validation_at(row),
        .revision = read_revision(row, at["version"]),
    };
}

/// The columns of a validation, NULL without one.
struct ValidationColumns {
    Nullable method;
    Nullable evidence;
    Nullable validated_by;
    std::optional<Time> validated_at = std::nullopt;
    std::optional<Time> valid_until = std::nullopt;

    explicit ValidationColumns(const std::optional<Validation>& validation) {
        if (!validation) return;
        method = Nullable(validation->method);
        evidence = Nullable(validation->evidence);
        validated_by = Nullable(validation->validated_by);
        validated_at = validation->validated_at;
        valid_until = validation->valid_until;
    }
};

/// The bounds [from, to) of valid_until that a filter asks for; an entry without one counts as 0.
struct Span {
    std::int64_t from = 0;
    std::int64_t to = end_of_time;
};

Span span_of(const DomainFilter& filter) {
    const auto now = filter.now.time_since_epoch().count();
    Span span;
    if (filter.validation == ValidationState::none) span.to = 1;
    if (filter.validation == ValidationState::valid) span.from = now + 1;
    if (filter.validation == ValidationState::lapsed) span = {1, now + 1};
    if (filter.valid_until_before) {
        span.from = std::max<std::int64_t>(span.from, 1);
        span.to =
            std::min<std::int64_t>(span.to, filter.valid_until_before->time_since_epoch().count());
    }
    return span;
}

/// For LIKE ... ESCAPE '!': the names below the domain.
std::string below(const Name& domain) {
    std::string pattern = "%.";
    for (const char c : domain.value) {
        if (c == '_') pattern += '!';
        pattern += c;
    }
    return pattern;
}

} // namespace

void insert(Transaction& tx, const Domain& domain) {
    const ValidationColumns validation(domain.validation);
    execute(
        tx,
        "INSERT INTO domains (id, organization_id, name, enabled, description, validation_method, "
        "validation_evidence, validated_by, validated_at, validated_until, version, created_at, "
        "updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        domain.id,
        domain.organization,
        domain.name.value,
        domain.enabled,
        domain.description,
        validation.method,
        validation.evidence,
        validation.validated_by,
        validation.validated_at,
        validation.valid_until,
        domain.revision.version,
        domain.revision.created_at,
        domain.revision.updated_at
    );
}

void update(Transaction& tx, Domain& domain, Time now) {
    const ValidationColumns validation(domain.validation);
    const auto rows = execute(
        tx,
        "UPDATE domains SET enabled = $1, description = $2, validation_method = $3, "
        "validation_evidence = $4, validated_by = $5, validated_at = $6, validated_until = $7, "
        "version = version + 1, updated_at = $8 WHERE id = $9 AND version = $10",
        domain.enabled,
        domain.description,
        validation.method,
        validation.evidence,
        validation.validated_by,
        validation.validated_at,
        validation.valid_until,
        now,
        domain.id,
        domain.revision.version
    );
    require_changed(rows, "domain");
    ++domain.revision.version;
    domain.revision.updated_at = now;
}

void remove(Transaction& tx, const Domain& domain) {
    execute(tx, "DELETE FROM delegations WHERE domain_id = $1", domain.id);
    const auto rows = execute(
        tx, "DELETE FROM domains WHERE id = $1 AND version = $2", domain.id, domain.revision.version
    );
    require_changed(rows, "domain");
}

std::optional<Name> find_listed(const Reader& reader, const Name& domain) {
    return find_one(
        reader,
        "SELECT name FROM account_names WHERE name = $1 OR name LIKE $2 ESCAPE '!' LIMIT 1",
        [](const db::Row& row) { return Name{text_at(row, 0)}; },
        domain.value,
        below(domain)
    );
}

std::optional<Name> find_certified(const Reader& reader, const Name& domain, Time now) {
    return find_one(
        reader,
        "SELECT n.name FROM certificate_names n JOIN certificates c ON c.id = n.certificate_id "
        "WHERE (n.name = $1 OR n.name LIKE $2 ESCAPE '!') AND c.status = 'issued' "
        "AND c.not_after > $3 LIMIT 1",
        [](const db::Row& row) { return Name{text_at(row, 0)}; },
        domain.value,
        below(domain),
        now
    );
}

std::optional<Domain> find_domain(const Reader& reader, DomainId id) {
    return find_one(
        reader, db::sql<"SELECT " + domain_columns + " FROM domains WHERE id = $1">, domain_at, id
    );
}

std::optional<Domain> find_domain(const Reader& reader, const Name& name) {
    return find_one(
        reader,
        db::sql<"SELECT " + domain_columns + " FROM domains WHERE name = $1">,
        domain_at,
        name.value
    );
}

std::optional<Domain> find_validating_domain(const Reader& reader, const Name& name) {
    for (auto& place : at_or_above(name))
        if (auto domain = find_domain(reader, Name{std::move(place)}); domain && domain->validation)
            return domain;
    return std::nullopt;
}

std::vector<Domain>
list_domains(const Reader& reader, const Scope& scope, const DomainFilter& filter) {
    std::vector<Domain> domains;
    // Else a shared domain would tell which others have it.
    if (filter.department && !scope.covers(filter.department)) return domains;
    const auto add = [&](const db::Row& row) { domains.push_back(domain_at(row)); };
    const auto after = filter.after ? find_within(reader, scope, *filter.after) : std::nullopt;
    const auto span = span_of(filter);
    for_each(
        reader,
        db::sql<
            "SELECT " + domain_columns +
            " FROM domains d WHERE name > $1 "
            "AND organization_id = COALESCE($2, organization_id) AND enabled = COALESCE($3, "
            "enabled) "
            "AND name = COALESCE($4, name) AND name LIKE $5 ESCAPE '!' "
            "AND COALESCE(validated_until, 0) >= $6 AND COALESCE(validated_until, 0) < $7 "
            "AND ($8 = 0 OR EXISTS (SELECT 1 FROM delegations g WHERE g.domain_id = d.id "
            "AND g.department_id = $9 AND g.status = 'active')) "
            "AND ($11 = 0 OR EXISTS (SELECT 1 FROM delegations g JOIN held_departments h "
            "ON h.department_id = g.department_id WHERE g.domain_id = d.id AND g.status = 'active' "
            "AND h.holder_id = $12)) "
            "ORDER BY name LIMIT $10">,
        add,
        after ? after->name.value : std::string(),
        filter.organization,
        Nullable(filter.enabled),
        unless_empty(filter.name),
        containing(filter.containing),
        span.from,
        span.to,
        filter.department.has_value(),
        filter.department,
        filter.limit,
        !scope.is_all(),
        holder_of(scope)
    );
    return domains;
}

} // namespace chancery::store
