// SPDX-License-Identifier: Apache-2.0
// What SQLite's driver does beyond driver_contract_test.
#include "db/places_for_tests.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

namespace chancery::db {
namespace {

TEST(Sqlite, makes_its_files_for_its_user_alone) {
    const Place place(Kind::sqlite);
    const auto driver = place.open();
    driver->execute_script("CREATE TABLE t (a INTEGER)");
    for (const char* suffix : {"", "-wal", "-shm"}) {
        struct stat status {};

        ASSERT_EQ(stat((place.location().url + suffix).c_str(), &status), 0) << suffix;
        EXPECT_EQ(status.st_mode & 0777U, 0600U) << suffix;
    }
}

TEST(Sqlite, is_durable_and_checks_foreign_keys) {
    const Place place(Kind::sqlite);
    const auto driver = place.open();
    const auto setting = [&](Sql pragma) {
        std::int64_t value = -1;
        driver->execute(pragma, {}, [&](const Row& row) { value = row.integer(0); });
        return value;
    };
    EXPECT_EQ(setting("PRAGMA synchronous"), 2); // FULL
    EXPECT_EQ(setting("PRAGMA foreign_keys"), 1);
}

TEST(Sqlite, waits_for_no_disk_where_nothing_is_to_outlive_the_program) {
    const Place place(Kind::sqlite);
    const auto driver = open_sqlite(place.location().url, Access::write, Durability::none);
    std::int64_t synchronous = -1;
    driver->execute("PRAGMA synchronous", {}, [&](const Row& row) {
        synchronous = row.integer(0);
    });
    EXPECT_EQ(synchronous, 0); // OFF
}

TEST(Sqlite, says_which_file_cannot_be_opened_and_why) {
    const auto missing = problem_of([] { open_sqlite("/nowhere/chancery.db", Access::write); });
    ASSERT_TRUE(missing);
    EXPECT_EQ(missing->fault, Fault::unavailable);
    EXPECT_EQ(
        missing->detail,
        "the database /nowhere/chancery.db cannot be opened: No such file or directory"
    );
    const auto foreign = problem_of([] { open_sqlite("/proc/self/exe", Access::write); });
    ASSERT_TRUE(foreign);
    EXPECT_EQ(foreign->fault, Fault::unavailable);
}

} // namespace
} // namespace chancery::db
