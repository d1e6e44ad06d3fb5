// SPDX-License-Identifier: Apache-2.0
#pragma once

// API tokens, of which only the SHA-256 digests are kept: found by digest, so that looking one up
// compares no secret.

#include "base/bytes.hpp"
#include "model/token.hpp"
#include "store/store.hpp"

#include <optional>
#include <vector>

namespace chancery::store {

void insert(Transaction& tx, const Token& token, BytesView digest);

/// Its departments and its revocation, under its version, which then counts one more.
void update(Transaction& tx, Token& token);

/// Also one that is expired or revoked.
std::optional<Token> find_token(const Reader& reader, BytesView digest);
std::optional<Token> find_token(const Reader& reader, TokenId id);

/// Oldest first.
std::vector<Token> list_tokens(const Reader& reader);

} // namespace chancery::store
