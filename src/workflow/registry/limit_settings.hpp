// SPDX-License-Identifier: Apache-2.0
#pragma once

// Limits as the office sets them, of an endpoint or of an ACME account.

#include "model/event.hpp"
#include "model/limits.hpp"

#include <map>
#include <string>
#include <vector>

namespace chancery::workflow {

/// A rate, such as "300/PT3H", or "none", by the limit's word. An empty one takes the setting away,
/// so that the default holds. What is not given stays.
using LimitsChange = std::map<std::string, std::string>;

/// Notes each that is another afterwards. Throws invalid.
void set_limits(std::vector<Change>& changes, Limits& limits, const LimitsChange& wanted);

} // namespace chancery::workflow
