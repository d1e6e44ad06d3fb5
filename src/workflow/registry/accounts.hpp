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
    std::optional<std::vector<std::string>> contacts = std::nullopt;
    TermsChange terms = {};
    LimitsChange limits = {};
};

/// Throws invalid, not_found, stale, conflict.
Account change_account(
    store::Store& store,
    const Request& request,
    const Seen<AccountId>& seen,
    const AccountChange& change
);

/// Works at once: each of its clients is refused, its orders stay. One that is so already stays as
/// it is. Throws not_found, stale.
Account disable_account(store::Store& store, const Request& request, const Seen<AccountId>& seen);
Account enable_account(store::Store& store, const Request& request, const Seen<AccountId>& seen);

struct NamesChanged {
    Account account;
    std::vector<Name> names; ///< That were added or removed.
};

/// All or nothing; a name that is listed already is passed over. Throws invalid, not_found, stale,
/// conflict, refused with each refused name.
NamesChanged add_names(
    store::Store& store,
    const Request& request,
    const Seen<AccountId>& seen,
    const std::vector<std::string>& names
);

/// All or nothing. Throws invalid (also for a name that is not listed), not_found, stale.
NamesChanged remove_names(
    store::Store& store,
    const Request& request,
    const Seen<AccountId>& seen,
    const std::vector<std::string>& names
);

} // namespace chancery::workflow
