// SPDX-License-Identifier: Apache-2.0
#pragma once

// Use cases: the ACME accounts that departments make for their hosts, and the names they list.

#include "base/secret.hpp"
#include "crypto/seal.hpp"
#include "model/register.hpp"
#include "store/store.hpp"
#include "workflow/context.hpp"
#include "workflow/registry/changes.hpp"
#include "workflow/registry/credentials.hpp"
#include "workflow/registry/limit_settings.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chancery::workflow {

struct NewAccount {
    std::string name;
    DepartmentId department;
    EndpointId endpoint;
    std::vector<std::string> names = {}; ///< All or nothing.
    bool enabled = true;
    std::vector<std::string> contacts = {};
    TermsChange terms = {};
};

struct CreatedAccount {
    Account account;
    std::vector<Name> names;
    Secret hmac_key; ///< base64url of 32 octets; shown now and never again.
};

/// Throws invalid, conflict (a taken name, a staging endpoint), refused with each refused name.
CreatedAccount create_account(
    store::Store& store,
    const crypto::Sealer& sealer,
    const Request& request,
    const NewAccount& input
);

/// What is not given stays.
struct AccountChange {
    std::optional<std::string> name = std::nullopt;
    std::optional<bool> enabled = std::nullopt;
    std::optional<std::vector<std::string>> contacts = std::nullopt;
    TermsChange terms = {};
    LimitsChange limits = {};
};

/// Disabling works at once: each client of the account is refused, its orders stay. Being enabled
/// and disabled is an event of its own beside that of the other changes. Throws invalid, not_found,
/// stale, conflict.
Account change_account(
    store::Store& store,
    const Request& request,
    const Seen<AccountId>& seen,
    const AccountChange& change
);

struct NamesChange {
    std::vector<std::string> add = {};
    std::vector<std::string> remove = {};
};

struct NamesChanged {
    Account account;
    std::vector<Name> added; ///< Without those that were listed already.
    std::vector<Name> removed;
};

/// All or nothing. Throws invalid (also for a name to remove that is not listed, and for one that
/// is to be added and removed), not_found, stale, conflict, refused with each refused name.
NamesChanged change_names(
    store::Store& store,
    const Request& request,
    const Seen<AccountId>& seen,
    const NamesChange& change
);

} // namespace chancery::workflow
