// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a lineage keeps of its past.

#include "client/console.hpp"
#include "client/lineage/lineage.hpp"

namespace chancery::client {

/// As certbot 5 keeps them: the newest and the five before it.
inline constexpr int kept_old_versions = 5;

/// Removes the files of older versions, except what a link points at. Where that fails it says so:
/// the lineage is complete without it, and the next renewal tries again.
void remove_old_versions(const Lineage& lineage, Console& console);

} // namespace chancery::client
