// SPDX-License-Identifier: Apache-2.0
#pragma once

// The database in a file of SQLite's: one connection that writes, in groups, and a pool that reads.

#include "db/connection_pool.hpp"
#include "db/group_commit.hpp"

namespace chancery::db {

class SqliteDatabase final : public Database {
public:
    SqliteDatabase(std::unique_ptr<Driver> writer, ConnectionPool::Open open_reader);

    void read(const Work& work) override;
    void write(const Work& work) override;
    Statistics statistics() const override;

private:
    GroupCommit writer_;
    ConnectionPool readers_;
};

} // namespace chancery::db
