// SPDX-License-Identifier: Apache-2.0
#pragma once

// The names of what the rows of a page refer to, looked up for all of them together.

#include "base/id.hpp"
#include "store/store.hpp"

#include <map>
#include <set>
#include <string>

namespace chancery::store {

/// Without those that are gone. A statement for each sixteen.
std::map<DepartmentId, std::string>
find_names(const Reader& reader, const std::set<DepartmentId>& ids);
std::map<AccountId, std::string> find_names(const Reader& reader, const std::set<AccountId>& ids);

} // namespace chancery::store
