// SPDX-License-Identifier: Apache-2.0
#include "store/registry/clients.hpp"

#include "store/registry/scope_rows.hpp"
#include "store/rows.hpp"

namespace chancery::store {

namespace {

constexpr db::Fragment client_columns =
    "id, endpoint_id, account_id, thumbprint, spki, status, contacts, user_agent, address, "
    "created_at, last_seen_at, agreed_terms, agreed_at";

Client client_at(const db::Row& row) {
    constexpr auto& at = client_columns;
    return {
        .id = id_at<ClientId>(row, at["id"]),
        .endpoint = id_at<EndpointId>(row, at["endpoint_id"]),
        .account = id_at<AccountId>(row, at["account_id"]),
        .thumbprint = text_at(row, at["thumbprint"]),
        .spki = Bytes(row.blob(at["spki"])),
        .status = known_at<ClientStatus>(row, at["status"]),
        .contacts = lines_at(row, at["contacts"]),
        .user_agent = text_at(row, at["user_agent"]),
        .address = text_at(row, at["address"]),
        .created_at = time_at(row, at["created_at"]),
        .last_seen_at = time_at(row, at["last_seen_at"]),
        .agreed_terms = text_at(row, at["agreed_terms"]),
        .agreed_at = optional_time_at(row, at["agreed_at"]),
    };
}

/// An ACME account with its department and the office.
constexpr auto account_columns =
    "a.enabled, d.enabled, " + contact_columns + ", a.credential_state, a.networks, a.limits";
constexpr auto join_department = " JOIN departments d ON d.id = a.department_id" + join_office;

/// Whom to ask, as policy has it: the department, or the office when the department is disabled.
std::string ask_at(const db::Row& row, int first, bool department_enabled) {
    auto contacts = contacts_at(row, first);
    return std::move(department_enabled ? contacts.department : contacts.office);
}

/// `account_columns`, from `first` on.
AccountStanding account_at(const db::Row& row, int first) {
    constexpr auto& at = account_columns;
    const bool department_enabled = bool_at(row, first + at["d.enabled"]);
    return {
        .enabled = bool_at(row, first + at["a.enabled"]),
        .department_enabled = department_enabled,
        .credential = known_at<CredentialState>(row, first + at["a.credential_state"]),
        .networks = networks_at(row, first + at["a.networks"]),
        .ask = ask_at(row, first + at["d.contacts"], department_enabled),
        .limits = limits_at(row, first + at["a.limits"]),
    };
}

constexpr auto standing_columns = db::of<"c", client_columns> + ", a.label, a.department_id, " +
                                  account_columns + ", e.name, e.enabled, e.terms_of_service";

constexpr auto select_standings = "SELECT " + standing_columns +
                                  " FROM clients c JOIN accounts a ON a.id = c.account_id" +
                                  join_department + "JOIN endpoints e ON e.id = c.endpoint_id ";

ClientStanding standing_at(const db::Row& row) {
    constexpr auto& at = standing_columns;
    ClientStanding standing{
        .client = client_at(row),
        .account_name = text_at(row, at["a.label"]),
        .department = id_at<DepartmentId>(row, at["a.department_id"]),
        .account = account_at(row, at["a.enabled"]),
        .endpoint_name = text_at(row, at["e.name"]),
        .endpoint_enabled = bool_at(row, at["e.enabled"]),
        .terms_of_service = text_at(row, at["e.terms_of_service"]),
    };
    standing.address = standing.client.address;
    standing.user_agent = standing.client.user_agent;
    return standing;
}

/// Before the credential's key id and its key.
constexpr db::Fragment holder_columns = "id, label, department_id";

Credential credential_at(const db::Row& row) {
    constexpr auto& at = holder_columns;
    return {
        .account = id_at<AccountId>(row, at["id"]),
        .account_name = text_at(row, at["label"]),
        .department = id_at<DepartmentId>(row, at["department_id"]),
        .key_id = text_at(row, at.count()),
        .sealed_hmac_key = Bytes(row.blob(at.count() + 1)),
    };
}

/// The terms of a credential. After them a statement has two columns more: how often it was used
/// and, once it is replaced, until when it is still accepted.
constexpr auto credential_columns = "a.algorithm, a.max_uses, a.expires_at, " + account_columns;

CredentialFacts credential_facts_at(const db::Row& row) {
    constexpr auto& at = credential_columns;
    return {
        .account = account_at(row, at["a.enabled"]),
        .algorithm = text_at(row, at["a.algorithm"]),
        .uses = static_cast<int>(row.integer(at.count())),
        .max_uses = optional_int_at(row, at["a.max_uses"]),
        .expires_at = optional_time_at(row, at["a.expires_at"]),
        .replaced_until = optional_time_at(row, at.count() + 1),
    };
}

} // namespace

Actor ClientStanding::actor() const {
    return {
        .type = ActorType::client,
        .id = to_string(client.id),
        .name = account_name,
        .address = address,
        .user_agent = user_agent,
    };
}

bool ClientStanding::has_agreed() const {
    return terms_of_service.empty() || client.agreed_terms == terms_of_service;
}

std::optional<Credential>
find_credential(const Reader& reader, EndpointId endpoint, std::string_view key_id) {
    // PostgreSQL refuses a text with a NUL in it. No key id has one.
    if (key_id.find('\0') != key_id.npos) return std::nullopt;
    return find_one(
        reader,
        db::sql<
            "SELECT " + holder_columns +
            ", CASE WHEN key_id = $1 THEN key_id ELSE previous_key_id END, "
            "CASE WHEN key_id = $1 THEN sealed_hmac_key ELSE previous_sealed_hmac_key END "
            "FROM accounts WHERE (key_id = $1 OR previous_key_id = $1) AND endpoint_id = $2">,
        credential_at,
        key_id,
        endpoint
    );
}

std::optional<Credential> find_open_credential(const Reader& reader, EndpointId endpoint) {
    return find_one(
        reader,
        db::sql<
            "SELECT " + holder_columns +
            ", key_id, sealed_hmac_key FROM accounts "
            "WHERE endpoint_id = $1 AND open = 1 ORDER BY id LIMIT 1">,
        credential_at,
        endpoint
    );
}

std::optional<CredentialFacts>
find_credential_facts(const Reader& reader, AccountId account, std::string_view key_id) {
    return find_one(
        reader,
        db::sql<
            "SELECT " + credential_columns +
            ", CASE WHEN a.key_id = $1 THEN a.uses ELSE a.previous_uses END, "
            "CASE WHEN a.key_id = $1 THEN NULL ELSE a.previous_valid_until END FROM accounts a" +
            join_department + "WHERE a.id = $2 AND (a.key_id = $1 OR a.previous_key_id = $1)">,
        credential_facts_at,
        key_id,
        account
    );
}

std::optional<ClientStanding> find_standing(const Reader& reader, ClientId id) {
    return find_one(reader, db::sql<select_standings + "WHERE c.id = $1">, standing_at, id);
}

std::optional<ClientStanding>
find_standing(const Reader& reader, EndpointId endpoint, std::string_view thumbprint) {
    return find_one(
        reader,
        db::sql<select_standings + "WHERE c.endpoint_id = $1 AND c.thumbprint = $2">,
        standing_at,
        endpoint,
        thumbprint
    );
}

std::optional<Client> find_client(const Reader& reader, ClientId id) {
    return find_one(
        reader, db::sql<"SELECT " + client_columns + " FROM clients WHERE id = $1">, client_at, id
    );
}

std::vector<ClientId> list_holders(const Reader& reader, std::string_view thumbprint) {
    std::vector<ClientId> holders;
    // Endpoints are few, and a key is unique at each.
    for_each(
        reader,
        "SELECT c.id FROM endpoints e CROSS JOIN clients c "
        "WHERE c.endpoint_id = e.id AND c.thumbprint = $1",
        [&](const db::Row& row) { holders.push_back(id_at<ClientId>(row, 0)); },
        thumbprint
    );
    return holders;
}

std::optional<ClientStatus> find_status(const Reader& reader, ClientId id) {
    return find_one(
        reader,
        "SELECT status FROM clients WHERE id = $1",
        [](const db::Row& row) { return known_at<ClientStatus>(row, 0); },
        id
    );
}

void insert(Transaction& tx, const Client& client) {
    execute(
        tx,
        "INSERT INTO clients (id, endpoint_id, account_id, thumbprint, spki, status, contacts, "
        "user_agent, address, created_at, last_seen_at, agreed_terms, agreed_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        client.id,
        client.endpoint,
        client.account,
        client.thumbprint,
        db::Blob{client.spki},
        to_string(client.status),
        to_lines(client.contacts),
        client.user_agent,
        client.address,
        client.created_at,
        client.last_seen_at,
        client.agreed_terms,
        client.agreed_at
    );
}

void update(Transaction& tx, const Client& client) {
    execute(
        tx,
        "UPDATE clients SET status = $1, contacts = $2, user_agent = $3, address = $4, "
        "last_seen_at = $5, agreed_terms = $6, agreed_at = $7 WHERE id = $8",
        to_string(client.status),
        to_lines(client.contacts),
        client.user_agent,
        client.address,
        client.last_seen_at,
        client.agreed_terms,
        client.agreed_at,
        client.id
    );
}

void set_key(Transaction& tx, ClientId id, std::string_view thumbprint, BytesView spki) {
    execute(
        tx,
        "UPDATE clients SET thumbprint = $1, spki = $2 WHERE id = $3",
        thumbprint,
        db::Blob{spki},
        id
    );
}

void set_seen(Transaction& tx, const ClientStanding& client, Time now) {
    execute(
        tx,
        "UPDATE clients SET last_seen_at = $1, address = $2, user_agent = $3 WHERE id = $4",
        now,
        client.address,
        client.user_agent,
        client.client.id
    );
}

void count_use(Transaction& tx, AccountId account, std::string_view key_id, Time now) {
    execute(
        tx,
        "UPDATE accounts SET uses = uses + CASE WHEN key_id = $1 THEN 1 ELSE 0 END, "
        "previous_uses = previous_uses + CASE WHEN key_id = $1 THEN 0 ELSE 1 END, "
        "last_used_at = $2 WHERE id = $3",
        key_id,
        now,
        account
    );
}

std::vector<ClientId> revoke_clients(Transaction& tx, AccountId account) {
    std::vector<ClientId> revoked;
    for_each(
        tx,
        "UPDATE clients SET status = 'revoked' WHERE account_id = $1 AND status = 'valid' "
        "RETURNING id",
        [&](const db::Row& row) { revoked.push_back(id_at<ClientId>(row, 0)); },
        account
    );
    return revoked;
}

std::vector<Client>
list_clients(const Reader& reader, const Scope& scope, const ClientFilter& filter) {
    std::vector<Client> clients;
    for_each(
        reader,
        db::sql<
            "SELECT " + client_columns +
            " FROM clients "
            "WHERE ($1 = 0 OR account_id = $2) AND ($3 = 0 OR status = $4) AND ($5 = 0 OR id < $6) "
            "AND ($7 = 0 OR id IN (SELECT client_id FROM failures WHERE paused_at IS NOT NULL)) "
            "AND ($9 = 0 OR account_id IN (SELECT a.id FROM accounts a JOIN held_departments h "
            "ON h.department_id = a.department_id WHERE h.holder_id = $10)) "
            "ORDER BY id DESC LIMIT $8">,
        [&](const db::Row& row) { clients.push_back(client_at(row)); },
        filter.account.has_value(),
        filter.account.value_or(AccountId{}),
        filter.status.has_value(),
        to_string(filter.status.value_or(ClientStatus::valid)),
        filter.before.has_value(),
        filter.before.value_or(ClientId{}),
        filter.paused,
        filter.limit,
        !scope.is_all(),
        holder_of(scope)
    );
    return clients;
}

} // namespace chancery::store
