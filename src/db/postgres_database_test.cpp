// SPDX-License-Identifier: Apache-2.0
// Transactions that run again, and the pool.
#include "db/places_for_tests.hpp"
#include "db/postgres_database.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>
#include <vector>

namespace chancery::db {
namespace {

const Migration schema[] = {
    {1,
     "CREATE TABLE counter (name {text} PRIMARY KEY, value {integer} NOT NULL){table_end};"
     "INSERT INTO counter (name, value) VALUES ('a', 0), ('b', 0)"}};

std::int64_t value(Driver& driver, std::string_view name) {
    std::int64_t found = -1;
    driver.execute("SELECT value FROM counter WHERE name = $1", {name}, [&](const Row& row) {
        found = row.integer(0);
    });
    return found;
}

void set(Driver& driver, std::string_view name, std::int64_t to) {
    driver.execute("UPDATE counter SET value = $2 WHERE name = $1", {name, to});
}

class PostgresTransactions : public testing::Test {
protected:
    std::int64_t read(std::string_view name) {
        std::int64_t found = -1;
        database->read([&](Driver& driver) { found = value(driver, name); });
        return found;
    }

    Place place{Kind::postgresql};
    std::atomic<int> opened = 0;
    std::unique_ptr<Database> database = open_database(
        place.location(),
        schema,
        {.connections = 4,
         .wrap =
             [this](std::unique_ptr<Driver> driver) {
                 ++opened;
                 return driver;
             }}
    );
};

TEST_F(PostgresTransactions, run_again_when_another_one_changed_what_they_read) {
    int runs = 0;
    database->write([&](Driver& driver) {
        const std::int64_t before = value(driver, "a");
        if (++runs == 1) set(*place.open(), "a", 10);
        set(driver, "a", before + 1);
    });
    EXPECT_EQ(runs, 2);
    EXPECT_EQ(read("a"), 11);
}

TEST_F(PostgresTransactions, run_again_when_their_reads_cross_anothers_writes) {
    // Write skew: each reads what the other writes. Only SERIALIZABLE sees it.
    int runs = 0;
    database->write([&](Driver& driver) {
        const std::int64_t b = value(driver, "b");
        if (++runs == 1) {
            const auto other = place.open();
            other->begin(Access::write);
            set(*other, "b", value(*other, "a") + 1);
            other->commit();
        }
        set(driver, "a", b + 1);
    });
    EXPECT_EQ(runs, 2);
    EXPECT_EQ(read("a"), 2);
    EXPECT_EQ(read("b"), 1);
}

TEST_F(PostgresTransactions, give_up_when_they_meet_others_each_time) {
    int runs = 0;
    const auto fault = fault_of([&] {
        database->write([&](Driver& driver) {
            value(driver, "a");
            set(*place.open(), "a", ++runs);
            set(driver, "a", -1);
        });
    });
    EXPECT_EQ(fault, Fault::unavailable);
    EXPECT_EQ(runs, 10);
    EXPECT_EQ(read("a"), 10);
}

TEST_F(PostgresTransactions, lose_no_update_among_many_threads) {
    constexpr int threads_count = 4;
    constexpr int updates_each = 10;
    std::vector<std::thread> threads;
    for (int i = 0; i < threads_count; ++i)
        threads.emplace_back([&] {
            for (int update = 0; update < updates_each; ++update)
                database->write([](Driver& driver) { set(driver, "a", value(driver, "a") + 1); });
        });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(read("a"), threads_count * updates_each);
}

TEST_F(PostgresTransactions, share_no_more_connections_than_they_may) {
    constexpr int readers = 12;
    std::vector<std::thread> threads;
    std::atomic<int> now = 0;
    std::atomic<int> most = 0;
    std::latch four(4);
    for (int i = 0; i < readers; ++i)
        threads.emplace_back([&] {
            database->read([&](Driver& driver) {
                const int with_me = ++now;
                for (int seen = most; seen < with_me && !most.compare_exchange_weak(seen, with_me);)
                    continue;
                if (with_me <= 4 && !four.try_wait()) four.count_down();
                four.wait();
                value(driver, "a");
                --now;
            });
        });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(most, 4);
    EXPECT_EQ(opened, 4);
}

TEST_F(PostgresTransactions, go_on_after_the_server_closed_their_connections) {
    EXPECT_EQ(read("a"), 0);
    place.open()->execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                          " WHERE datname = current_database() AND pid <> pg_backend_pid()");
    database->write([](Driver& driver) { set(driver, "a", 1); });
    EXPECT_EQ(read("a"), 1);
}

} // namespace
} // namespace chancery::db
