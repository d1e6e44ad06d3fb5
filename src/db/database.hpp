// SPDX-License-Identifier: Apache-2.0
#pragma once

// A database that many threads read and write. On SQLite, writers that wait are run together and
// committed once (group commit); on PostgreSQL each has a connection of its own. Migrations run
// when it is opened.

#include "db/driver.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>

namespace chancery::db {

/// One step of the schema. Words in braces are the dialect's: {blob}, {integer}, {text}, {serial},
/// {table_end}, {clustered_end}.
struct Migration {
    int version; ///< 1, 2, 3, ...
    const char* sql;
};

struct Statistics {
    std::uint64_t commits = 0;
    std::uint64_t writes = 0; ///< Closures that were committed; writes / commits is the group size.
    std::uint64_t waiting = 0; ///< Writers in the list at this moment.
};

struct Options {
    /// PostgreSQL: how many connections at most.
    std::size_t connections = 16;
    /// Put around each connection once the schema is current. For tests: a driver that fails.
    std::function<std::unique_ptr<Driver>(std::unique_ptr<Driver>)> wrap = {};
};

class Database {
public:
    using Work = std::function<void(Driver&)>;

    virtual ~Database() = default;

    /// Runs `work` in a read transaction (one snapshot) on a connection of a pool. On PostgreSQL it
    /// may run twice.
    virtual void read(const Work& work) = 0;

    /// Runs `work` in a write transaction and returns once it is durable. It may run on another
    /// thread, and twice. What it throws undoes its own writes alone and is thrown here, after the
    /// commit of the others. Throws unavailable when the commit failed. Writes must not nest.
    virtual void write(const Work& work) = 0;

    virtual Statistics statistics() const = 0;
};

/// Opens and migrates. Throws conflict when the database is newer than `migrations` ("... was
/// written by a newer chanceryd (schema 7; this one knows 3)"), unavailable when it cannot be
/// opened.
std::unique_ptr<Database> open_database(
    const Location& location, std::span<const Migration> migrations, const Options& options = {}
);

} // namespace chancery::db
