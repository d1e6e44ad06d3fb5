// SPDX-License-Identifier: Apache-2.0
#include "store/registry/accounts.hpp"

#include "store/registry/revisions.hpp"
#include "store/registry/scope_rows.hpp"
#include "store/registry/scopes.hpp"

namespace chancery::store {

namespace {

constexpr auto account_columns =
    "id, label, department_id, endpoint_id, enabled, open, key_id, contacts, algorithm, max_uses, "
    "expires_at, networks, credential_state, limits, uses, rotated_at, previous_valid_until, "
    "last_used_at, " +
    revision_columns;

Account account_at(const db::Row& row) {
    constexpr auto& at = account_columns;
    return {
        .id = id_at<AccountId>(row, at["id"]),
        .name = text_at(row, at["label"]),
        .department = id_at<DepartmentId>(row, at["department_id"]),
        .endpoint = id_at<EndpointId>(row, at["endpoint_id"]),
        .enabled = bool_at(row, at["enabled"]),
        .open = bool_at(row, at["open"]),
        .key_id = text_at(row, at["key_id"]),
        .contacts = lines_at(row, at["contacts"]),
        .terms =
            {.algorithm = text_at(row, at["algorithm"]),
             .max_uses = optional_int_at(row, at["max_uses"]),
             .expires_at = optional_time_at(row, at["expires_at"]),
             .networks = networks_at(row, at["networks"])},
        .credential_state = known_at<CredentialState>(row, at["credential_state"]),
        .limits = limits_at(row, at["limits"]),
        .uses = static_cast<int>(row.integer(at["uses"])),
        .rotated_at = optional_time_at(row, at["rotated_at"]),
        .previous_valid_until = optional_time_at(row, at["previous_valid_until"]),
        .last_used_at = optional_time_at(row, at["last_used_at"]),
        .revision = read_revision(row, at["version"]),
    };
}

} // namespace

void insert(Transaction& tx, const Account& account, BytesView sealed_hmac_key) {
    execute(
        tx,
        "INSERT INTO accounts (id, name, label, department_id, endpoint_id, enabled, open, key_id, "
        "sealed_hmac_key, contacts, algorithm, max_uses, expires_at, networks, uses, last_used_at, "
        "version, created_at, updated_at, limits) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, "
        "$11, $12, $13, $14, $15, $16, $17, $18, $19, $20)",
        account.id,
        to_string(account.id),
        account.name,
        account.department,
        account.endpoint,
        account.enabled,
        account.open,
        account.key_id,
        db::Blob{sealed_hmac_key},
        to_lines(account.contacts),
        account.terms.algorithm,
        account.terms.max_uses,
        account.terms.expires_at,
        to_lines(account.terms.networks),
        account.uses,
        account.last_used_at,
        account.revision.version,
        account.revision.created_at,
        account.revision.updated_at,
        to_lines(to_texts(account.limits))
    );
}

void update(Transaction& tx, Account& account, Time now) {
    const auto rows = execute(
        tx,
        "UPDATE accounts SET label = $1, enabled = $2, contacts = $3, algorithm = $4, "
        "max_uses = $5, expires_at = $6, networks = $7, credential_state = $8, "
        "limits = $9, version = version + 1, updated_at = $10 WHERE id = $11 AND version = $12",
        account.name,
        account.enabled,
        to_lines(account.contacts),
        account.terms.algorithm,
        account.terms.max_uses,
        account.terms.expires_at,
        to_lines(account.terms.networks),
        to_string(account.credential_state),
        to_lines(to_texts(account.limits)),
        now,
        account.id,
        account.revision.version
    );
    require_changed(rows, "ACME account");
    ++account.revision.version;
    account.revision.updated_at = now;
}

void rotate(Transaction& tx, Account& account, BytesView sealed_hmac_key, Time now) {
    // Before the version moves on: what stands on the right of each = is the row as it was.
    const auto rows = execute(
        tx,
        "UPDATE accounts SET previous_key_id = key_id, previous_sealed_hmac_key = sealed_hmac_key, "
        "previous_uses = uses, key_id = $1, sealed_hmac_key = $2, uses = 0, rotated_at = $3, "
        "previous_valid_until = $4 WHERE id = $5 AND version = $6",
        account.key_id,
        db::Blob{sealed_hmac_key},
        account.rotated_at,
        account.previous_valid_until,
        account.id,
        account.revision.version
    );
    require_changed(rows, "ACME account");
    account.uses = 0;
    update(tx, account, now);
}

std::optional<Account> find_account(const Reader& reader, AccountId id) {
    return find_one(
        reader,
        db::sql<"SELECT " + account_columns + " FROM accounts WHERE id = $1">,
        account_at,
        id
    );
}

std::optional<Account>
find_account(const Reader& reader, DepartmentId department, std::string_view name) {
    return find_one(
        reader,
        db::sql<
            "SELECT " + account_columns + " FROM accounts WHERE department_id = $1 AND label = $2">,
        account_at,
        department,
        name
    );
}

std::vector<Account>
list_accounts(const Reader& reader, const Scope& scope, const AccountFilter& filter) {
    std::vector<Account> accounts;
    const auto add = [&](const db::Row& row) { accounts.push_back(account_at(row)); };
    const auto after = filter.after ? find_within(reader, scope, *filter.after) : std::nullopt;
    for_each(
        reader,
        db::sql<
            "SELECT " + account_columns +
            " FROM accounts WHERE (label, id) > ($1, $11) "
            "AND department_id = COALESCE($2, department_id) "
            "AND endpoint_id = COALESCE($3, endpoint_id) "
            // As model's status_of.
            "AND ($4 = '' OR $4 = CASE WHEN enabled = 0 THEN 'disabled' "
            "WHEN credential_state <> 'current' THEN 'revoked' "
            "WHEN expires_at <= $5 THEN 'expired' ELSE 'active' END) "
            "AND label = COALESCE($6, label) AND LOWER(label) LIKE $7 ESCAPE '!' "
            "AND " +
            within<"department_id", "$9", "$10"> + " ORDER BY label, id LIMIT $8">,
        add,
        after ? after->name : std::string(),
        filter.department,
        filter.endpoint,
        filter.status ? to_string(*filter.status) : std::string_view(),
        filter.now,
        unless_empty(filter.name),
        containing(filter.containing),
        filter.limit,
        !scope.is_all(),
        holder_of(scope),
        after ? after->id : AccountId{}
    );
    return accounts;
}

bool add_name(Transaction& tx, AccountId account, const Name& name, Time now) {
    return execute(
               tx,
               "INSERT INTO account_names (account_id, name, created_at) VALUES ($1, $2, $3) "
               "ON CONFLICT (account_id, name) DO NOTHING",
               account,
               name.value,
               now
           ) == 1;
}

bool remove_name(Transaction& tx, AccountId account, const Name& name) {
    return execute(
               tx,
               "DELETE FROM account_names WHERE account_id = $1 AND name = $2",
               account,
               name.value
           ) == 1;
}

std::vector<Name> list_names(const Reader& reader, AccountId account, const NameFilter& filter) {
    std::vector<Name> names;
    for_each(
        reader,
        "SELECT name FROM account_names WHERE account_id = $1 AND name > $2 "
        "AND name LIKE $3 ESCAPE '!' ORDER BY name LIMIT $4",
        [&](const db::Row& row) { names.push_back({text_at(row, 0)}); },
        account,
        filter.after,
        containing(filter.containing),
        filter.limit
    );
    return names;
}

AccountCounts count(const Reader& reader, AccountId account) {
    AccountCounts counts;
    for_each(
        reader,
        "SELECT COUNT(*) FROM account_names WHERE account_id = $1",
        [&](const db::Row& row) { counts.names = row.integer(0); },
        account
    );
    for_each(
        reader,
        "SELECT COUNT(*) FROM clients WHERE account_id = $1",
        [&](const db::Row& row) { counts.clients = row.integer(0); },
        account
    );
    return counts;
}

} // namespace chancery::store
