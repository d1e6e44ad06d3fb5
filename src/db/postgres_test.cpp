// SPDX-License-Identifier: Apache-2.0
// What PostgreSQL's driver does beyond driver_contract_test.
#include "db/places_for_tests.hpp"
#include "db/postgres_ping.hpp"

#include <gtest/gtest.h>

namespace chancery::db {
namespace {

TEST(Postgres, says_that_the_server_cannot_be_reached) {
    const auto problem =
        problem_of([] { open_postgres("postgresql://x:hidden@/x?host=/nowhere"); });
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->fault, Fault::unavailable);
    EXPECT_NE(problem->detail.find("cannot be reached"), std::string::npos);
    EXPECT_EQ(problem->detail.find("hidden"), std::string::npos);
}

TEST(Postgres, tells_a_server_that_is_not_up_from_one_that_refuses_the_user) {
    const Place place(Kind::postgresql);
    EXPECT_EQ(ping_postgres(place.location()), Reach::accepts);
    const Location stranger{
        "postgresql://nobody:wrong@/nothing?" +
        place.location().url.substr(place.location().url.find('?') + 1)};
    EXPECT_EQ(ping_postgres(stranger), Reach::accepts);
    EXPECT_EQ(ping_postgres({"postgresql:///x?host=/nowhere"}), Reach::not_yet);
    EXPECT_EQ(ping_postgres({"postgresql:///x?nothing=known"}), Reach::unclear);
}

TEST(Postgres, commits_to_disk_whatever_the_database_says) {
    const Place place(Kind::postgresql);
    const std::string& url = place.location().url;
    const std::string name = url.substr(url.rfind("@/") + 2, url.find('?') - url.rfind("@/") - 2);
    place.open()->execute_script("ALTER DATABASE " + name + " SET synchronous_commit = off");
    place.open()->execute("SELECT current_setting('synchronous_commit')", {}, [](const Row& row) {
        EXPECT_EQ(row.text(0), "on");
    });
}

TEST(Postgres, does_not_pretend_to_commit_after_an_error) {
    const Place place(Kind::postgresql);
    const auto driver = place.open();
    driver->begin(Access::write);
    EXPECT_EQ(fault_of([&] { driver->execute("SELECT nothing"); }), Fault::internal);
    EXPECT_EQ(fault_of([&] { driver->commit(); }), Fault::internal);
}

TEST(Postgres, connects_again_for_a_transaction_but_not_inside_one) {
    const Place place(Kind::postgresql);
    const auto driver = place.open();
    const auto other = place.open();
    const auto end_connection = [&] {
        other->execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                       " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    };
    const auto read_one = [&] { driver->execute("SELECT CAST($1 AS BIGINT)", {1}); };
    driver->begin(Access::write);
    read_one();
    driver->commit();

    end_connection();
    driver->begin(Access::write);
    read_one();
    end_connection();
    EXPECT_EQ(fault_of(read_one), Fault::unavailable);
    EXPECT_FALSE(driver->in_transaction());
    driver->begin(Access::write);
    read_one();
    driver->commit();
}

} // namespace
} // namespace chancery::db
