// SPDX-License-Identifier: Apache-2.0
#pragma once

// The entries of the register that a wildcard is for: those directly below its base. Each look-up
// reads one row of an index of `schema_names`, whose expression it repeats. For `store/` alone.

#include "db/driver.hpp"

namespace chancery::store {

inline constexpr db::Fragment covered_columns = "name, enabled, validated_until";

inline constexpr auto select_covered = "SELECT " + covered_columns +
                                       " FROM domains WHERE substr(ltrim(name, "
                                       "'abcdefghijklmnopqrstuvwxyz0123456789-_'), 2) = $1 AND ";

/// The first of these that is disabled.
inline constexpr auto first_disabled_below = select_covered + "enabled = 0 ORDER BY name LIMIT 1";

/// The one of these whose own validation ends first.
inline constexpr auto first_to_lapse_below =
    select_covered + "validated_until IS NOT NULL ORDER BY validated_until LIMIT 1";

} // namespace chancery::store
