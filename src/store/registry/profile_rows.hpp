// SPDX-License-Identifier: Apache-2.0
#pragma once

// A profile in a row, also of an endpoint. For the files of `store/` alone.

#include "db/driver.hpp"
#include "model/endpoint.hpp"

namespace chancery::store {

/// The columns name, lifetime, subject, key_types, client_auth, policies, max_names, description,
/// takes_validity, version, created_at, updated_at, takes_must_staple, rules, takes_underscores
/// from `column` on.
Profile read_profile(const db::Row& row, int column);

} // namespace chancery::store
