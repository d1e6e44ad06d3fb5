// SPDX-License-Identifier: Apache-2.0
#pragma once

// The database on PostgreSQL: a pool of connections, and transactions that run again when they
// could not be serialized.

#include "db/connection_pool.hpp"
#include "db/database.hpp"

#include <atomic>

namespace chancery::db {

class PostgresDatabase final : public Database {
public:
    PostgresDatabase(ConnectionPool::Open open, std::size_t connections)
        : connections_(std::move(open), connections) {}

    void read(const Work& work) override;
    void write(const Work& work) override;
    Statistics statistics() const override;

private:
    void run(const Work& work, Access access);

    ConnectionPool connections_;
    std::atomic<std::uint64_t> commits_{0};
};

} // namespace chancery::db
