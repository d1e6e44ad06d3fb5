// SPDX-License-Identifier: Apache-2.0
#pragma once

// Whether a PostgreSQL server can be reached, without signing in to it.

#include "db/driver.hpp"

namespace chancery::db {

enum class Reach {
    accepts, ///< It takes connections. Whether ours, signing in will show.
    not_yet, ///< Nobody answers there, or the server is starting up.
    unclear, ///< The URL cannot be used; opening it says why.
};

/// Waits for five seconds at most.
Reach ping_postgres(const Location& location);

} // namespace chancery::db
