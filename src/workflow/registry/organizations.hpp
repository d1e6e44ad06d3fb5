// SPDX-License-Identifier: Apache-2.0
#pragma once

// Use cases: the organizations whose names stand in certificates.

#include "model/register.hpp"
#include "store/store.hpp"
#include "workflow/context.hpp"
#include "workflow/registry/changes.hpp"

#include <optional>
#include <string>

namespace chancery::workflow {

struct NewOrganization {
    std::string name;
    std::string country = {};
    std::string state = {};
    std::string locality = {};
    std::string contact_email = {};
};

/// Throws invalid, conflict (there is one of this name).
Organization
add_organization(store::Store& store, const Request& request, const NewOrganization& input);

/// What is not given stays.
struct OrganizationChange {
    std::optional<std::string> name = std::nullopt;
    std::optional<std::string> country = std::nullopt;
    std::optional<std::string> state = std::nullopt;
    std::optional<std::string> locality = std::nullopt;
    std::optional<std::string> contact_email = std::nullopt;
};

/// Throws invalid, not_found, stale.
Organization change_organization(
    store::Store& store,
    const Request& request,
    const Seen<OrganizationId>& seen,
    const OrganizationChange& change
);

/// The one that is named, or the only one there is. Throws invalid.
OrganizationId
require_organization(const store::Reader& reader, const std::optional<OrganizationId>& id);

} // namespace chancery::workflow
