// SPDX-License-Identifier: Apache-2.0
#pragma once

// The schema, as numbered steps that only add. Words in braces are the dialect's (db/driver.hpp).

#include "db/database.hpp"

#include <span>

namespace chancery::store {

std::span<const db::Migration> migrations();

} // namespace chancery::store
