// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which deploy hooks the newest version of a lineage still waits for. It is noted in the renewal
// file together with that version, so that no failure, and no crash in between, forgets them: the
// next run tries again what has not succeeded. certbot leaves the note alone, and what it renews
// itself is another version.

#include "client/hooks/hooks.hpp"
#include "client/lineage/lineage.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chancery::client {

/// Notes that this version waits for its deploy hooks, where there are any. To be written with the
/// version.
void expect_deployment(ConfigObj& renewal, int version, const std::vector<std::string>& commands);

/// Whether a deploy hook of the newest version failed, or was never run.
bool is_deployment_due(const Lineage& lineage);

/// Runs the deploy hooks that have not succeeded for the newest version, and notes those that now
/// have. True when none is left: one that failed is left until it succeeds, even where this run has
/// other hooks, as with --no-directory-hooks.
bool deploy(
    Lineage& lineage,
    const std::optional<std::string>& deploy_hook,
    const std::vector<std::string>& names,
    Hooks& hooks
);

} // namespace chancery::client
