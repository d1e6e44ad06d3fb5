// SPDX-License-Identifier: Apache-2.0
#pragma once

// The entries of the register that a wildcard is for: those directly below its base. Each look-up
// reads one row of an index of `schema_names`, whose expression it repeats. For `store/` alone.

#include "db/driver.hpp"

namespace chancery::store {

/// The first of these that is disabled: its name, whether it is enabled, until when it is
/// validated.
inline constexpr db::Sql first_disabled_below =
    "SELECT name, enabled, validated_until FROM domains "
    "WHERE substr(ltrim(name, 'abcdefghijklmnopqrstuvwxyz0123456789-_'), 2) = $1 "
    "AND enabled = 0 ORDER BY name LIMIT 1";

/// The one of these whose own validation ends first.
inline constexpr db::Sql first_to_lapse_below =
    "SELECT name, enabled, validated_until FROM domains "
    "WHERE substr(ltrim(name, 'abcdefghijklmnopqrstuvwxyz0123456789-_'), 2) = $1 "
    "AND validated_until IS NOT NULL ORDER BY validated_until LIMIT 1";

} // namespace chancery::store
