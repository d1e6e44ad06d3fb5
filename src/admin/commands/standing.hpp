// SPDX-License-Identifier: Apache-2.0
#pragma once

// What stops the hosts of an ACME account, or those of a department, or a domain: said after each
// change that would otherwise sound as if everything worked now. It is asked for before the change,
// so that nothing can fail after it. Each obstacle is a sentence with the command that removes it.

#include "admin/objects.hpp"
#include "base/json.hpp"
#include "base/time.hpp"

#include <string>
#include <vector>

namespace chancery::admin {

using Obstacles = std::vector<std::string>;

/// Adds that the object itself is disabled, where it is.
void add_disabled(Obstacles& obstacles, const Kind& kind, const json::Value& object);

/// The ACME account's department and its endpoint.
Obstacles obstacles_above_account(Api& api, const json::Value& account);

/// As above, and what keeps its clients, or new ones, from using its credential.
Obstacles obstacles_around_account(Api& api, const json::Value& account, Time now);

/// The ACME accounts of a department that are not active.
Obstacles obstacles_below_department(Api& api, const json::Value& department);

/// Domains above and below this name that are disabled.
Obstacles obstacles_around_domain(Api& api, const std::string& name);

/// Adds that its validation is missing or has expired, where it has.
void add_invalid(Obstacles& obstacles, const json::Value& domain);

/// One a line.
std::string notes_of(const Obstacles& obstacles);

} // namespace chancery::admin
