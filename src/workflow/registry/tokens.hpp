// SPDX-License-Identifier: Apache-2.0
#pragma once

// Use cases: API tokens.

#include "base/secret.hpp"
#include "model/token.hpp"
#include "store/store.hpp"
#include "workflow/context.hpp"
#include "workflow/registry/changes.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chancery::workflow {

struct NewToken {
    std::string name;
    Role role = Role::auditor;
    /// At least one for a department administrator, none for another role.
    std::vector<DepartmentId> departments = {};
    std::optional<Time> expires_at = std::nullopt; ///< None: never.
};

struct CreatedToken {
    Token token;
    Secret text; ///< "chy_..."; shown now and never again.
};

/// Throws invalid.
CreatedToken create_token(store::Store& store, const Request& request, const NewToken& input);

/// What is not given stays.
struct TokenChange {
    std::optional<std::vector<DepartmentId>> departments = std::nullopt;
};

/// Holds from its next request on. Throws not_found, stale, invalid, conflict (it is revoked).
Token change_token(
    store::Store& store,
    const Request& request,
    const Seen<TokenId>& seen,
    const TokenChange& change
);

/// Works at once, and for good. Throws not_found, stale, conflict (it is revoked).
Token revoke_token(store::Store& store, const Request& request, const Seen<TokenId>& seen);

} // namespace chancery::workflow
