// SPDX-License-Identifier: Apache-2.0
#include "db/database.hpp"

#include "db/migration.hpp"
#include "db/postgres_database.hpp"
#include "db/sqlite_database.hpp"

namespace chancery::db {

std::unique_ptr<Database> open_database(
    const Location& location, std::span<const Migration> migrations, const Options& options
) {
    const auto wrapped = [wrap = options.wrap](std::unique_ptr<Driver> driver) {
        return wrap ? wrap(std::move(driver)) : std::move(driver);
    };
    const std::string url = location.url;
    if (location.is_postgres()) {
        migrate(*open_postgres(url), migrations);
        return std::make_unique<PostgresDatabase>(
            [=] { return wrapped(open_postgres(url)); }, options.connections
        );
    }
    const auto durability = location.durability;
    auto writer = open_sqlite(url, Access::write, durability);
    migrate(*writer, migrations);
    return std::make_unique<SqliteDatabase>(wrapped(std::move(writer)), [=] {
        return wrapped(open_sqlite(url, Access::read, durability));
    });
}

} // namespace chancery::db
