// SPDX-License-Identifier: Apache-2.0
#pragma once

// Use cases: API tokens.

#include "base/secret.hpp"
#include "model/token.hpp"
#include "store/store.hpp"
#include "workflow/context.hpp"

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

/// Works at once. Throws not_found, also for one that is revoked.
void revoke_token(store::Store& store, const Request& request, TokenId id);

} // namespace chancery::workflow
