// SPDX-License-Identifier: Apache-2.0
#pragma once

// A look into a database that is not to be changed by it: it may be of another version.

#include "db/driver.hpp"
#include "store/store.hpp"

#include <functional>

namespace chancery::store {

/// Reads the database there as it is: it is not made, and not brought up to date. False where its
/// schema is another one than this program's. Throws unavailable.
bool read_as_is(const db::Location& location, const std::function<void(Reader&)>& fn);

} // namespace chancery::store
