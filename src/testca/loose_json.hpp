// SPDX-License-Identifier: Apache-2.0
#pragma once

// JSON as Go's encoding/json lets people write it: a member's name in any case.

#include "base/json.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::testca {

/// The member, unless it is absent or null. Throws malformed when this is not an object.
std::optional<json::Reader> find_member(const json::Reader& object, std::string_view name);

/// Empty where the member is absent.
std::string string_member(const json::Reader& object, std::string_view name);
std::vector<std::string> strings_member(const json::Reader& object, std::string_view name);

} // namespace chancery::testca
