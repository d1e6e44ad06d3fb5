// SPDX-License-Identifier: Apache-2.0
// PostgreSQL under several processes, each with a Database of its own, and the pool of readers.
#include "base/eventually_for_tests.hpp"
#include "db/database.hpp"
#include "db/places_for_tests.hpp"

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
    std::unique_ptr<Database> open_another() {
        return open_database(
            place.location(),
            schema,
            {.readers = 4,
             .wrap =
                 [this](std::unique_ptr<Driver> driver) {
                     ++opened;
                     return driver;
                 }}
        );
    }

    std::int64_t read(std::string_view name) {
        std::int64_t found = -1;
        database->read([&](Driver& driver) { found = value(driver, name); });
        return found;
    }

    /// Three processes of four threads each, which all do this so many times.
    void in_three_processes(int times, const Work& work) {
        std::vector<std::unique_ptr<Database>> processes;
        for (int i = 0; i < 3; ++i)
            processes.push_back(open_another());
        std::vector<std::thread> threads;
        for (const auto& process : processes)
            for (int thread = 0; thread < 4; ++thread)
                threads.emplace_back([&] {
                    for (int i = 0; i < times; ++i)
                        process->write(work);
                });
        for (std::thread& thread : threads)
            thread.join();
    }

    Place place{Kind::postgresql};
    std::atomic<int> opened = 0;
    std::unique_ptr<Database> database = open_another();
};

TEST_F(PostgresTransactions, lose_no_update_of_another_process) {
    in_three_processes(20, [](Driver& driver) { set(driver, "a", value(driver, "a") + 1); });
    EXPECT_EQ(read("a"), 3 * 4 * 20);
}

TEST_F(PostgresTransactions, keep_what_they_read_true_until_they_commit) {
    // Write skew: each reads both and changes one. Alone, they never take more than there is.
    database->write([](Driver& driver) {
        set(driver, "a", 50);
        set(driver, "b", 50);
    });
    std::atomic<bool> flip = false;
    in_three_processes(20, [&](Driver& driver) {
        const auto a = value(driver, "a");
        const auto b = value(driver, "b");
        if (a + b < 1) return;
        const bool first = !flip.exchange(!flip);
        set(driver, first ? "a" : "b", (first ? a : b) - 1);
    });
    EXPECT_EQ(read("a") + read("b"), 0);
}

TEST_F(PostgresTransactions, see_what_another_process_committed_while_they_waited) {
    const auto other = place.open();
    other->begin(Access::write);
    set(*other, "a", 7);
    std::int64_t seen = -1;
    std::thread waits([&] { database->write([&](Driver& driver) { seen = value(driver, "a"); }); });
    bool is_waiting = false;
    EXPECT_TRUE(eventually([&] {
        database->read([&](Driver& driver) {
            driver.execute(
                "SELECT 1 FROM pg_locks l JOIN pg_database d ON d.oid = l.database"
                " WHERE l.locktype = 'advisory' AND NOT l.granted AND d.datname = "
                "current_database()",
                {},
                [&](const Row&) { is_waiting = true; }
            );
        });
        return is_waiting;
    }));
    other->commit();
    waits.join();
    EXPECT_EQ(seen, 7);
}

TEST_F(PostgresTransactions, go_on_when_a_process_that_wrote_is_gone) {
    auto other = place.open();
    other->begin(Access::write);
    set(*other, "a", 7);
    other.reset();
    database->write([](Driver& driver) { set(driver, "b", value(driver, "a") + 1); });
    EXPECT_EQ(read("a"), 0);
    EXPECT_EQ(read("b"), 1);
}

TEST_F(PostgresTransactions, are_committed_in_groups) {
    std::latch all(8);
    std::vector<std::thread> threads;
    for (int i = 0; i < 8; ++i)
        threads.emplace_back([&] {
            all.arrive_and_wait();
            for (int update = 0; update < 20; ++update)
                database->write([](Driver& driver) { set(driver, "a", value(driver, "a") + 1); });
        });
    for (std::thread& thread : threads)
        thread.join();
    EXPECT_EQ(database->statistics().writes, 160U);
    EXPECT_LT(database->statistics().commits, 160U);
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
    EXPECT_EQ(opened, 1 + 4); // one writes
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
