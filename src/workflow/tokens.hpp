// SPDX-License-Identifier: Apache-2.0
#pragma once

// Use cases: API tokens.

#include "base/secret.hpp"
#include "model/token.hpp"
#include "store/store.hpp"
#include "workflow/context.hpp"
#include "workflow/input.hpp"

#include <optional>
#include <string>

namespace chancery::workflow {

struct NewToken {
    std::string name;
    Role role = Role::auditor;
    std::optional<Time> expires_at = std::nullopt; ///< None: never.
};

struct CreatedToken {
    Token token;
    Secret text; ///< "chy_..."; shown now and never again.
};

/// Throws invalid.
CreatedToken create_token(store::Store& store, const Request& request, const NewToken& input);

/// A token's version counts its states: 1 until it is revoked, 2 afterwards.
int version_of(const Token& token);

/// Works at once, and for good. Throws not_found, stale, conflict (it is revoked).
Token revoke_token(store::Store& store, const Request& request, const Seen<TokenId>& seen);

} // namespace chancery::workflow
