// SPDX-License-Identifier: Apache-2.0
#pragma once

// Domains: the names that the organization controls, and how that was shown.

#include "model/register.hpp"
#include "model/scope.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chancery::store {

using chancery::to_string;

void insert(Transaction& tx, const Domain& domain);

/// Saves it as its next version. Throws stale when it is not the version that is stored.
void update(Transaction& tx, Domain& domain, Time now);

/// With its delegations, none of which is active any more. Throws stale when it is not the version
/// that is stored.
void remove(Transaction& tx, const Domain& domain);

/// A name at or below the domain that an ACME account lists. Reads the whole table.
std::optional<Name> find_listed(const Reader& reader, const Name& domain);

/// A name at or below the domain in a certificate that is valid now. Reads the whole table.
std::optional<Name> find_certified(const Reader& reader, const Name& domain, Time now);

std::optional<Domain> find_domain(const Reader& reader, DomainId id);
std::optional<Domain> find_domain(const Reader& reader, const Name& name);

/// The nearest entry at or above the name that has a validation of its own.
std::optional<Domain> find_validating_domain(const Reader& reader, const Name& name);

/// How an entry's own validation stands.
enum class ValidationState { none, valid, lapsed };

constexpr auto words_of(ValidationState) {
    using enum ValidationState;
    return words<ValidationState>({
        {none, "none"},
        {valid, "valid"},
        {lapsed, "lapsed"},
    });
}

struct DomainFilter {
    std::optional<OrganizationId> organization = std::nullopt;
    std::optional<DepartmentId> department = std::nullopt; ///< With an active delegation to it.
    std::optional<bool> enabled = std::nullopt;
    std::optional<ValidationState> validation = std::nullopt; ///< At `now`.
    std::optional<Time> valid_until_before = std::nullopt;
    std::string name = {};                        ///< Exactly.
    std::string containing = {};                  ///< A part of the name.
    std::optional<DomainId> after = std::nullopt; ///< Those that follow it.
    Time now = {};
    int limit = 50;
};

/// By name.
std::vector<Domain>
list_domains(const Reader& reader, const Scope& scope, const DomainFilter& filter);

} // namespace chancery::store
