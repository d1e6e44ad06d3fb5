// SPDX-License-Identifier: Apache-2.0
#include "store/registry/tokens.hpp"

#include "store/registry/revisions.hpp"

namespace chancery::store {

namespace {

Token token_at(const db::Row& row) {
    return {
        .id = id_at<TokenId>(row, 0),
        .name = text_at(row, 1),
        .role = known(find_value<Role>(row.text(2)), row.text(2)),
        .created_at = time_at(row, 3),
        .expires_at = optional_time_at(row, 4),
        .revoked_at = optional_time_at(row, 5),
        .version = static_cast<int>(row.integer(6)),
    };
}

/// Also those that are disabled at the moment.
void add_departments(const Reader& reader, Token& token) {
    if (token.role != Role::department_administrator) return;
    for_each(
        reader,
        "SELECT department_id FROM holder_departments WHERE holder_id = $1 ORDER BY department_id",
        [&](const db::Row& row) { token.departments.push_back(id_at<DepartmentId>(row, 0)); },
        token.id
    );
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
            "SELECT id, name, role, created_at, expires_at, revoked_at, version FROM tokens "
            "WHERE digest = $1",
            token_at,
            db::Blob{digest}
        )
    );
}

std::optional<Token> find_token(const Reader& reader, TokenId id) {
    return with_departments(
        reader,
        find_one(
            reader,
            "SELECT id, name, role, created_at, expires_at, revoked_at, version FROM tokens WHERE "
            "id = $1",
            token_at,
            id
        )
    );
}

std::vector<Token> list_tokens(const Reader& reader) {
    std::vector<Token> tokens;
    for_each(
        reader,
        "SELECT id, name, role, created_at, expires_at, revoked_at, version FROM tokens ORDER BY "
        "id",
        [&](const db::Row& row) { tokens.push_back(token_at(row)); }
    );
    for (auto& token : tokens)
        add_departments(reader, token);
    return tokens;
}

} // namespace chancery::store
