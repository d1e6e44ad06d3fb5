// SPDX-License-Identifier: Apache-2.0
#pragma once

// Use cases: departments.

#include "model/register.hpp"
#include "store/store.hpp"
#include "workflow/context.hpp"
#include "workflow/registry/changes.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chancery::workflow {

struct NewDepartment {
    std::string name;
    std::optional<OrganizationId> organization = std::nullopt; ///< None: the only one.
    bool enabled = true;
    std::vector<std::string> contacts = {};
};

/// Throws invalid, conflict (the organization has one of this name).
Department add_department(store::Store& store, const Request& request, const NewDepartment& input);

/// What is not given stays.
struct DepartmentChange {
    std::optional<std::string> name = std::nullopt;
    std::optional<bool> enabled = std::nullopt; ///< Works at once, for all of its ACME accounts.
    std::optional<std::vector<std::string>> contacts = std::nullopt;
};

/// Throws invalid, not_found, stale, conflict.
Department change_department(
    store::Store& store,
    const Request& request,
    const Seen<DepartmentId>& seen,
    const DepartmentChange& change
);

} // namespace chancery::workflow
