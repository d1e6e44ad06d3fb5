// SPDX-License-Identifier: Apache-2.0
#pragma once

// Use cases: which department may use which names.

#include "model/register.hpp"
#include "store/store.hpp"
#include "workflow/context.hpp"
#include "workflow/registry/changes.hpp"

#include <optional>
#include <string>

namespace chancery::workflow {

struct NewDelegation {
    std::optional<DomainId> domain = std::nullopt; ///< This, or a name.
    std::string name = {}; ///< One below a validated domain gets an entry without a validation.
    DepartmentId department;
    Reach reach = Reach::exact;
    bool wildcard = false;
    std::string reason = {};
};

/// The office's own word: active at once. Throws invalid, conflict (there is one already).
Delegation add_delegation(store::Store& store, const Request& request, const NewDelegation& input);

/// Works at once, also for orders that are open. Throws not_found, stale, conflict (it is not
/// active).
Delegation
withdraw_delegation(store::Store& store, const Request& request, const Seen<DelegationId>& seen);

/// A delegation of a domain that is there, within a transaction.
Delegation
delegate(store::Transaction& tx, const Request& request, const Domain& domain, NewDelegation input);

} // namespace chancery::workflow
