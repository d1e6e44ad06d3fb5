// SPDX-License-Identifier: Apache-2.0
#pragma once

// A database that many threads read and write: one connection that writes, in groups (group
// commit), and a pool of connections that read. On PostgreSQL several processes may do so at once;
// their groups take turns. Migrations run when it is opened.

#include "db/connection_pool.hpp"
#include "db/driver.hpp"
#include "db/group_commit.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <span>

namespace chancery::db {

/// One step of the schema. Words in braces are the dialect's: {blob}, {integer}, {text}, {serial},
/// {table_end}, {clustered_end}.
struct Migration {
    int version; ///< 1, 2, 3, ...
    const char* sql;
};

struct Options {
    /// How many connections read at most; more threads than this read in turns. 0: the database's
    /// own number, which is 64 for SQLite (each has a page cache of 512 KiB) and 16 for PostgreSQL.
    std::size_t readers = 0;
    /// How many writers are in the group commit at most; whoever comes on top waits for a place, or
    /// is refused when the database stands still.
    std::size_t most_writers = std::numeric_limits<std::size_t>::max();
    /// When it stands still (see WriterLimits). 0: the database's own time.
    std::chrono::milliseconds longest_step{0};
    /// Put around each connection once the schema is current. For tests: a driver that fails.
    std::function<std::unique_ptr<Driver>(std::unique_ptr<Driver>)> wrap = {};
};

class Database {
public:
    using Work = db::Work;

    Database(
        std::unique_ptr<Driver> writer,
        ConnectionPool::Open open_reader,
        std::size_t readers,
        WriterLimits writers = {}
    );

    /// Runs `work` in a read transaction (one snapshot) on a connection of the pool.
    void read(const Work& work);

    /// Runs `work` in a write transaction and returns once it is durable. It may run on another
    /// thread. What it throws undoes its own writes alone and is thrown here, after the commit of
    /// the others. Throws unavailable when the commit failed, or at once when the database stands
    /// still and the most writers wait for it already. Writes must not nest.
    void write(const Work& work) { writer_.write(work); }

    Statistics statistics() const { return writer_.statistics(); }

private:
    GroupCommit writer_;
    ConnectionPool readers_;
};

/// Opens and migrates. Throws conflict when the database is newer than `migrations` ("... was
/// written by a newer chanceryd (schema 7; this one knows 3)"), unavailable when it cannot be
/// opened.
std::unique_ptr<Database> open_database(
    const Location& location, std::span<const Migration> migrations, const Options& options = {}
);

} // namespace chancery::db
