// SPDX-License-Identifier: Apache-2.0
#pragma once

// An open SQLite file with our settings, for the driver and the checkpointer; and SQLite's errors
// as ours.

#include "db/driver.hpp"

#include <memory>
#include <string>

struct sqlite3;

namespace chancery::db::sqlite {

struct Close {
    void operator()(sqlite3* handle) const noexcept;
};

using Handle = std::unique_ptr<sqlite3, Close>;

/// In WAL mode, durable at each commit. For writing, a file that is not there is made, 0600.
/// Throws unavailable.
Handle open(const std::string& path, Access access);

/// Of a connection that is durable, as each is opened.
void set_durability(sqlite3* handle, Durability durability);

/// Throws what the last error on this connection is to us, when its code was `code`.
[[noreturn]] void fail(sqlite3* handle, int code, Access access);

void execute_script(sqlite3* handle, const std::string& sql, Access access);

} // namespace chancery::db::sqlite
