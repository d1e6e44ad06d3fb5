// SPDX-License-Identifier: Apache-2.0
#pragma once

// The database of an office that is there, when a server starts.

#include "db/driver.hpp"
#include "main/signals.hpp"
#include "store/store.hpp"

namespace chancery::daemon {

/// A PostgreSQL server that is started together with this one may need a moment. Waits for it, for
/// about a minute; false when a signal said to stop meanwhile. Why a server that answers cannot be
/// used is said by `open_office`.
bool wait_for_database(const db::Location& location, const Signals& signals);

/// `init` alone makes an office, so that a file system that was not mounted is not taken for a new
/// beginning. Throws unavailable.
store::Store
open_office(const db::Location& location, std::size_t most_writers = store::any_number_of_writers);

} // namespace chancery::daemon
