// SPDX-License-Identifier: Apache-2.0
#pragma once

// What certonly and renew have in common: is a lineage due, and its next version.

#include "base/time.hpp"
#include "client/console.hpp"
#include "client/hooks.hpp"
#include "client/lineage.hpp"
#include "client/options.hpp"
#include "client/settings.hpp"

#include <string>
#include <vector>

namespace chancery::client {

bool is_due(const Lineage& lineage, const Settings& settings, Time now);

/// Gets the next version of a lineage, with these names or those it has, stores it, makes it live
/// and runs the deploy hooks. Returns when it expires. Leaves the lineage as it was when it throws.
Time replace_version(
    Lineage& lineage,
    const std::vector<std::string>& names,
    const Options& options,
    Hooks& hooks,
    Console& console,
    Time now
);

} // namespace chancery::client
