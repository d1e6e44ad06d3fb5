// SPDX-License-Identifier: Apache-2.0
#include "db/sqlite_database.hpp"

#include "db/transaction.hpp"

namespace chancery::db {
namespace {

/// More threads than this read in turns. Each connection has a page cache of 512 KiB.
constexpr std::size_t reader_limit = 64;

} // namespace

SqliteDatabase::SqliteDatabase(std::unique_ptr<Driver> writer, ConnectionPool::Open open_reader)
    : writer_(std::move(writer)),
      readers_(std::move(open_reader), reader_limit) {}

void SqliteDatabase::read(const Work& work) {
    const auto connection = readers_.lease();
    Transaction transaction(*connection, Access::read);
    work(*connection);
    transaction.commit();
}

void SqliteDatabase::write(const Work& work) {
    writer_.write(work);
}

Statistics SqliteDatabase::statistics() const {
    return writer_.statistics();
}

} // namespace chancery::db
