// SPDX-License-Identifier: Apache-2.0
#pragma once

// Organizations: whose names stand in OV subjects. There are few.

#include "model/register.hpp"
#include "store/store.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace chancery::store {

void insert(Transaction& tx, const Organization& organization);

/// Saves it as its next version. Throws stale when it is not the version that is stored.
void update(Transaction& tx, Organization& organization, Time now);

std::optional<Organization> find_organization(const Reader& reader, OrganizationId id);

/// Whose name stands in the subjects of a department's OV certificates. Throws not_found.
Organization organization_of(const Reader& reader, DepartmentId department);

/// By name.
std::vector<Organization> list_organizations(const Reader& reader);

} // namespace chancery::store
