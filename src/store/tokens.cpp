// SPDX-License-Identifier: Apache-2.0
#include "store/tokens.hpp"

#include "store/rows.hpp"

namespace chancery::store {

namespace {

Token token_at(const db::Row& row) {
    return {
        .id = id_at<TokenId>(row, 0),
        .name = text_at(row, 1),
        .role = known(find_role(row.text(2)), row.text(2)),
        .created_at = time_at(row, 3),
        .expires_at = optional_time_at(row, 4),
        .revoked_at = optional_time_at(row, 5),
    };
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
}

bool revoke(Transaction& tx, TokenId id, Time now) {
    return execute(
               tx, "UPDATE tokens SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL", now, id
           ) == 1;
}

std::optional<Token> find_token(const Reader& reader, BytesView digest) {
    return find_one(
        reader,
        "SELECT id, name, role, created_at, expires_at, revoked_at FROM tokens WHERE digest = $1",
        token_at,
        db::Blob{digest}
    );
}

std::optional<Token> find_token(const Reader& reader, TokenId id) {
    return find_one(
        reader,
        "SELECT id, name, role, created_at, expires_at, revoked_at FROM tokens WHERE id = $1",
        token_at,
        id
    );
}

std::vector<Token> list_tokens(const Reader& reader) {
    std::vector<Token> tokens;
    for_each(
        reader,
        "SELECT id, name, role, created_at, expires_at, revoked_at FROM tokens ORDER BY id",
        [&](const db::Row& row) { tokens.push_back(token_at(row)); }
    );
    return tokens;
}

} // namespace chancery::store
