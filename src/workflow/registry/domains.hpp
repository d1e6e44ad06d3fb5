// SPDX-License-Identifier: Apache-2.0
#pragma once

// Use cases: the names that the organization controls, and the office's word for it.

#include "model/register.hpp"
#include "store/store.hpp"
#include "workflow/context.hpp"
#include "workflow/registry/changes.hpp"

#include <optional>
#include <string>

namespace chancery::workflow {

/// The office's own word ("manual"), from now on.
struct Evidence {
    std::optional<std::string> text = std::nullopt; ///< None: as it was.
    std::optional<Time> valid_until = std::nullopt; ///< None: a year; at most 398 days.

    bool is_given() const { return text || valid_until; }
};

/// A name as the register has it: with underscores and of one label too, or an address. Throws
/// invalid.
Name require_register_name(const std::string& text, const std::string& pointer = "/name");

struct NewDomain {
    std::string name;
    std::optional<OrganizationId> organization = std::nullopt; ///< None: the only one.
    bool enabled = true;
    /// A public suffix or a single label, for profiles with the office's own rules: under public
    /// rules its entry does not count.
    bool private_only = false;
    std::string description = {};
    Evidence evidence = {};
    /// Gets the domain itself and all names below it, without wildcard, in the same step.
    std::optional<DepartmentId> delegate_to = std::nullopt;
};

/// A disabled one forbids its name and all below it, and may be any: a public suffix, a top-level
/// domain, an address. Throws invalid (also for a wildcard, and for one of those that is enabled,
/// since it is strangers'), conflict (it is there already).
Domain add_domain(store::Store& store, const Request& request, const NewDomain& input);

/// What is not given stays.
struct DomainChange {
    std::optional<bool> enabled = std::nullopt; ///< Works at once, for every name at or below it.
    bool private_only = false;                  ///< As `NewDomain` has it.
    std::optional<std::string> description = std::nullopt;
    std::optional<Evidence> evidence = std::nullopt; ///< Validates it anew.
};

/// Throws invalid, not_found, stale.
Domain change_domain(
    store::Store& store,
    const Request& request,
    const Seen<DomainId>& seen,
    const DomainChange& change
);

/// One that nothing relies on: a name that was forbidden is so no longer. Gives what there was.
/// Throws not_found, stale, conflict, which says what relies on it: a delegation; of an enabled one
/// with no other above it also an ACME account's name or a valid certificate.
Domain remove_domain(store::Store& store, const Request& request, const Seen<DomainId>& seen);

} // namespace chancery::workflow
