// SPDX-License-Identifier: Apache-2.0
#pragma once

// A profile in a row, also of an endpoint. For the files of `store/` alone.

#include "model/endpoint.hpp"
#include "store/registry/revisions.hpp"

namespace chancery::store {

inline constexpr db::Fragment name_rules_columns = "rules, takes_underscores";

inline constexpr auto profile_columns =
    "name, description, lifetime, subject, key_types, client_auth, policies, max_names, "
    "takes_validity, takes_must_staple, " +
    name_rules_columns + ", " + revision_columns;

/// `profile_columns`, from `first` on.
Profile read_profile(const db::Row& row, int first = 0);

} // namespace chancery::store
