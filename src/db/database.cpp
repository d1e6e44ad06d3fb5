// SPDX-License-Identifier: Apache-2.0
#include "db/database.hpp"

#include "db/migration.hpp"
#include "db/transaction.hpp"

namespace chancery::db {
namespace {

constexpr std::size_t sqlite_readers = 64;
constexpr std::size_t postgres_readers = 16;

/// Above what a busy machine or a slow disk takes, below what a reader notices. On PostgreSQL a
/// step may be the turns of other processes.
constexpr std::chrono::milliseconds sqlite_longest_step{500};
constexpr std::chrono::milliseconds postgres_longest_step{2000};

} // namespace

Database::Database(
    std::unique_ptr<Driver> writer,
    ConnectionPool::Open open_reader,
    std::size_t readers,
    WriterLimits writers
)
    : writer_(std::move(writer), writers),
      readers_(std::move(open_reader), readers) {}

void Database::read(const Work& work) {
    const auto connection = readers_.lease();
    Transaction transaction(*connection, Access::read);
    work(*connection);
    transaction.commit();
}

std::unique_ptr<Database> open_database(
    const Location& location, std::span<const Migration> migrations, const Options& options
) {
    const auto wrapped = [wrap = options.wrap](std::unique_ptr<Driver> driver) {
        return wrap ? wrap(std::move(driver)) : std::move(driver);
    };
    const auto open = [location](Access access) {
        return location.is_postgres() ? open_postgres(location.url)
                                      : open_sqlite(location.url, access, location.durability);
    };
    auto writer = open(Access::write);
    migrate(*writer, migrations);
    const auto own = location.is_postgres() ? postgres_readers : sqlite_readers;
    auto longest_step = location.is_postgres() ? postgres_longest_step : sqlite_longest_step;
    if (options.longest_step.count() > 0) longest_step = options.longest_step;
    return std::make_unique<Database>(
        wrapped(std::move(writer)),
        [=] { return wrapped(open(Access::read)); },
        options.readers > 0 ? options.readers : own,
        WriterLimits{.most = options.most_writers, .longest_step = longest_step}
    );
}

} // namespace chancery::db
