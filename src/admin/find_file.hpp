// SPDX-License-Identifier: Apache-2.0
#pragma once

// The small files that a command line names.

#include <cstddef>
#include <optional>
#include <string>

namespace chancery::admin {

/// None where it cannot be read, or has more than `limit` octets; errno says why.
std::optional<std::string> find_file(const std::string& path, std::size_t limit);

} // namespace chancery::admin
