// SPDX-License-Identifier: Apache-2.0
#pragma once

// What certonly and renew have in common: the next version of a lineage.

#include "base/time.hpp"
#include "client/console.hpp"
#include "client/hooks/hooks.hpp"
#include "client/lineage/lineage.hpp"
#include "client/settings/options.hpp"
#include "client/settings/settings.hpp"

#include <string>
#include <vector>

namespace chancery::client {

/// What is to be done to one lineage.
struct Replacement {
    Lineage& lineage;
    std::vector<std::string> names;
    Settings settings;
    bool anew = false; ///< certonly: what was not asked for is gone from the renewal file.
};

struct Replaced {
    Time expires;
    std::vector<std::string> names;
    bool deployed; ///< False where a deploy hook failed; it is noted, and to be tried again.
};

/// Throws invalid where a lineage must not be replaced so: by a staging server's certificate, or by
/// another key although it is to be kept. Asks nobody.
void require_replaceable(const Replacement& replacement, const Options& options);

/// Gets the next version of a lineage, stores it, makes it live and runs the deploy hooks.
/// Pre-hooks run before the order. Leaves the lineage as it was when it throws.
Replaced replace_version(
    const Replacement& replacement, const Options& options, Hooks& hooks, Console& console, Time now
);

} // namespace chancery::client
