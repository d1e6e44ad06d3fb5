// SPDX-License-Identifier: Apache-2.0
#include "db/migration.hpp"

#include "db/transaction.hpp"

#include <array>
#include <fmt/format.h>
#include <utility>

namespace chancery::db {
namespace {

/// Held over all transactions of a migration. PostgreSQL's cannot be taken inside one: it would
/// wait with a snapshot from before the others' changes.
class Lock {
public:
    explicit Lock(Driver& driver) : driver_(driver) { run(driver.dialect().lock); }

    Lock(const Lock&) = delete;
    Lock& operator=(const Lock&) = delete;

    ~Lock() {
        try {
            run(driver_.dialect().unlock);
        } catch (const std::exception&) {
            // The connection is lost, and the lock with it.
        }
    }

private:
    void run(std::string_view sql) {
        if (!sql.empty()) driver_.execute_script(std::string(sql));
    }

    Driver& driver_;
};

std::int64_t read_version(Driver& driver) {
    driver.execute_script(in_dialect(
        "CREATE TABLE IF NOT EXISTS schema_version (version {integer} NOT NULL) {table_end}",
        driver.dialect()
    ));
    std::int64_t version = 0;
    driver.execute("SELECT version FROM schema_version", {}, [&](const Row& row) {
        version = row.integer(0);
    });
    return version;
}

void write_version(Driver& driver, std::int64_t version) {
    driver.execute("DELETE FROM schema_version");
    driver.execute("INSERT INTO schema_version (version) VALUES ($1)", {version});
}

/// One step. False when there was none to do.
bool advance(Driver& driver, std::span<const Migration> migrations) {
    Transaction transaction(driver, Access::write);
    const std::int64_t version = read_version(driver);
    const std::int64_t known = migrations.empty() ? 0 : migrations.back().version;
    if (version > known)
        throw Error(
            Fault::conflict,
            fmt::format(
                "the database was written by a newer chanceryd (schema {}; this one knows {}); run "
                "that version, or restore a backup from before the upgrade",
                version,
                known
            )
        );
    for (const Migration& migration : migrations) {
        if (migration.version <= version) continue;
        driver.execute_script(in_dialect(migration.sql, driver.dialect()));
        write_version(driver, migration.version);
        transaction.commit();
        return true;
    }
    return false;
}

} // namespace

void migrate(Driver& driver, std::span<const Migration> migrations) {
    const Lock lock(driver);
    while (advance(driver, migrations)) {
    }
}

std::string in_dialect(std::string_view sql, const Dialect& dialect) {
    const std::array<std::pair<std::string_view, std::string_view>, 6> words{{
        {"{blob}", dialect.blob},
        {"{integer}", dialect.integer},
        {"{text}", dialect.text},
        {"{serial}", dialect.serial},
        {"{table_end}", dialect.table_end},
        {"{clustered_end}", dialect.clustered_end},
    }};
    std::string result;
    while (!sql.empty()) {
        std::string_view taken = sql.substr(0, 1);
        std::string_view put = taken;
        for (const auto& [word, spelling] : words) {
            if (!sql.starts_with(word)) continue;
            taken = word;
            put = spelling;
        }
        result += put;
        sql.remove_prefix(taken.size());
    }
    return result;
}

} // namespace chancery::db
