// SPDX-License-Identifier: Apache-2.0
#pragma once

// What policy needs to know, read in the transaction that acts on its answer. The cost grows with
// the names in question, never with the register.

#include "model/facts.hpp"
#include "store/store.hpp"

#include <span>
#include <string_view>

namespace chancery::store {

/// In place of a profile's name, which it cannot be: the most that any profile of the endpoint
/// allows.
inline constexpr std::string_view any_profile = "*";

/// Of an ACME account, on one of the endpoints that take its credentials, under a profile. Throws
/// not_found.
Facts facts(
    const Reader& reader,
    AccountId account,
    EndpointId endpoint,
    std::span<const Name> names,
    std::string_view profile
);

/// The same under any profile, for names that a department wants to put on an account of its own:
/// each counts as listed. Throws not_found.
Facts facts_for_department(
    const Reader& reader, DepartmentId department, EndpointId endpoint, std::span<const Name> names
);

} // namespace chancery::store
