// SPDX-License-Identifier: Apache-2.0
#pragma once

// Brings a schema up to date, one transaction a step, under a lock that other processes wait for.

#include "db/database.hpp"

#include <span>
#include <string>

namespace chancery::db {

/// Runs the migrations that the database has not seen; they are in the order of their versions.
/// Throws conflict when it has seen more than these.
void migrate(Driver& driver, std::span<const Migration> migrations);

/// The text with the dialect's words in place of {blob}, {integer}, {text}, {serial}, {table_end},
/// {clustered_end}.
/// Other braces stay as they are.
std::string in_dialect(std::string_view sql, const Dialect& dialect);

} // namespace chancery::db
