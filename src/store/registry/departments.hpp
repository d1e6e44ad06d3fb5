// SPDX-License-Identifier: Apache-2.0
#pragma once

// Departments: who owns ACME accounts and certificates.

#include "model/register.hpp"
#include "model/scope.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::store {

void insert(Transaction& tx, const Department& department);

/// Saves it as its next version. Throws stale when it is not the version that is stored.
void update(Transaction& tx, Department& department, Time now);

std::optional<Department> find_department(const Reader& reader, DepartmentId id);
std::optional<Department>
find_department(const Reader& reader, OrganizationId organization, std::string_view name);

struct DepartmentFilter {
    std::optional<OrganizationId> organization = std::nullopt;
    std::optional<bool> enabled = std::nullopt;
    std::string name = {};                            ///< Exactly.
    std::string containing = {};                      ///< A part of the name.
    std::optional<DepartmentId> after = std::nullopt; ///< Those that follow it.
    int limit = 50;
};

/// By name.
std::vector<Department>
list_departments(const Reader& reader, const Scope& scope, const DepartmentFilter& filter);

} // namespace chancery::store
