// SPDX-License-Identifier: Apache-2.0
#include "store/registry/tokens.hpp"

#include "store/registry/revisions.hpp"
#include "store/registry/scope_rows.hpp"

namespace chancery::store {

namespace {

constexpr db::Fragment token_columns =
    "id, name, role, created_at, expires_at, revoked_at, version";

Token token_at(const db::Row& row) {
    constexpr auto& at = token_columns;
    return {
        .id = id_at<TokenId>(row, at["id"]),
        .name = text_at(row, at["name"]),
        .role = known_at<Role>(row, at["role"]),
        .created_at = time_at(row, at["created_at"]),
        .expires_at = optional_time_at(row, at["expires_at"]),
        .revoked_at = optional_time_at(row, at["revoked_at"]),
        .version = static_cast<int>(row.integer(at["version"])),
    };
}

/// Also those that are disabled at the moment.
void add_departments(const Reader& reader, Token& token) {
    if (token.role == Role::department_administrator)
        token.departments = departments_in<"holder_departments">(reader, token.id);
}

std::optional<Token> with_departments(const Reader& reader, std::optional<Token> token) {
    if (token) add_departments(reader, *token);
    return token;
}

void insert_departments(Transaction& tx, const Token& token) {
    for (const auto& department : token.departments)
        execute(
            tx,
            "INSERT INTO holder_departments (holder_id, department_id) VALUES ($1, $2)",
            token.id,
            department
        );
}

} // namespace

void insert(Transaction& tx, const Token& token, BytesView digest) {
    execute(
        tx,
        "INSERT INTO tokens (id, name, digest, role, created_at, expires_at, revoked_at) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7)",
        token.id,
        token.name,
        db::Blob{digest},
        to_string(token.role),
        token.created_at,
        token.expires_at,
        token.revoked_at
    );
    insert_departments(tx, token);
}

void update(Transaction& tx, Token& token) {
    const auto rows = execute(
        tx,
        "UPDATE tokens SET revoked_at = $1, version = version + 1 WHERE id = $2 AND version = $3",
        token.revoked_at,
        token.id,
        token.version
    );
    require_changed(rows, "token");
    ++token.version;
    execute(tx, "DELETE FROM holder_departments WHERE holder_id = $1", token.id);
    insert_departments(tx, token);
}

std::optional<Token> find_token(const Reader& reader, BytesView digest) {
    return with_departments(
        reader,
        find_one(
            reader,
            db::sql<"SELECT " + token_columns + " FROM tokens WHERE digest = $1">,
            token_at,
            db::Blob{digest}
        )
    );
}

std::optional<Token> find_token(const Reader& reader, TokenId id) {
    return with_departments(
        reader,
        find_one(
            reader, db::sql<"SELECT " + token_columns + " FROM tokens WHERE id = $1">, token_at, id
        )
    );
}

std::vector<Token> list_tokens(const Reader& reader) {
    std::vector<Token> tokens;
    for_each(
        reader,
        db::sql<"SELECT " + token_columns + " FROM tokens ORDER BY id">,
        [&](const db::Row& row) { tokens.push_back(token_at(row)); }
    );
    for (auto& token : tokens)
        add_departments(reader, token);
    return tokens;
}

} // namespace chancery::store
