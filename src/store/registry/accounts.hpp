// SPDX-License-Identifier: Apache-2.0
#pragma once

// ACME accounts and the names that they list. Their HMAC keys go in sealed; only registration
// reads them (store/registry/clients.hpp).

#include "base/bytes.hpp"
#include "model/register.hpp"
#include "model/scope.hpp"
#include "store/store.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::store {

void insert(Transaction& tx, const Account& account, BytesView sealed_hmac_key);

/// Saves name, contacts, terms, limits, the credential's state and whether it is enabled as its
/// next version. Throws stale when it is not the version that is stored.
void update(Transaction& tx, Account& account, Time now);

/// The same, with the account's new key id in place of the one that is stored: that one becomes the
/// previous credential, with its uses, and the one before it is forgotten.
void rotate(Transaction& tx, Account& account, BytesView sealed_hmac_key, Time now);

std::optional<Account> find_account(const Reader& reader, AccountId id);
/// A name is unique within its department.
std::optional<Account>
find_account(const Reader& reader, DepartmentId department, std::string_view name);

struct AccountFilter {
    std::optional<DepartmentId> department = std::nullopt;
    std::optional<EndpointId> endpoint = std::nullopt;
    std::optional<AccountStatus> status = std::nullopt;
    Time now = {};                                 ///< For the status.
    std::string name = {};                         ///< Exactly.
    std::string containing = {};                   ///< A part of the name.
    std::optional<AccountId> after = std::nullopt; ///< Those that follow it.
    int limit = 50;
};

/// By name, and by id where several departments have the same.
std::vector<Account>
list_accounts(const Reader& reader, const Scope& scope, const AccountFilter& filter);

/// Returns false when it lists the name already.
bool add_name(Transaction& tx, AccountId account, const Name& name, Time now);
/// Returns false when it does not list the name.
bool remove_name(Transaction& tx, AccountId account, const Name& name);

struct NameFilter {
    std::string containing = {};
    std::string after = {}; ///< Those that follow this name.
    int limit = 50;
};

/// By name.
std::vector<Name> list_names(const Reader& reader, AccountId account, const NameFilter& filter);

struct AccountCounts {
    std::int64_t names = 0;
    std::int64_t clients = 0;
};

AccountCounts count(const Reader& reader, AccountId account);

} // namespace chancery::store
