// SPDX-License-Identifier: Apache-2.0
#pragma once

// Durations as text; time.hpp reads them.

#include <chrono>
#include <string>

namespace chancery {

/// ISO 8601, in whole days where it can: "P30D", "P1DT12H", "PT90M", "PT0S". Not negative.
std::string to_iso8601(std::chrono::seconds duration);

} // namespace chancery
