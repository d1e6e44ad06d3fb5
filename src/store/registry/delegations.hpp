// SPDX-License-Identifier: Apache-2.0
#pragma once

// Delegations: which department may use which domain. A withdrawn one stays as a row.

#include "model/register.hpp"
#include "model/scope.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chancery::store {

void insert(Transaction& tx, const Delegation& delegation);

/// Saves it as its next version. Throws stale when it is not the version that is stored.
void update(Transaction& tx, Delegation& delegation, Time now);

std::optional<Delegation> find_delegation(const Reader& reader, DelegationId id);

/// The active one, of which there is one at most.
std::optional<Delegation>
find_active_delegation(const Reader& reader, DomainId domain, DepartmentId department, Reach reach);

struct DelegationFilter {
    std::optional<DelegationStatus> status = std::nullopt;
    std::optional<DepartmentId> department = std::nullopt;
    std::optional<DomainId> domain = std::nullopt;
    std::string name = {};                            ///< The domain's, exactly.
    std::optional<DelegationId> after = std::nullopt; ///< Those that follow it.
    int limit = 50;
};

/// Oldest first.
std::vector<Delegation>
list_delegations(const Reader& reader, const Scope& scope, const DelegationFilter& filter);

} // namespace chancery::store
