// SPDX-License-Identifier: Apache-2.0
// What a database does with many writers and readers, on SQLite and on PostgreSQL.
#include "db/database.hpp"
#include "db/failing_driver.hpp"
#include "db/places_for_tests.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <string>
#include <thread>
#include <vector>

namespace chancery::db {
namespace {

const Migration schema[] = {
    {1,
     "CREATE TABLE entry (id {serial}, writer {integer} NOT NULL, words {text} UNIQUE)"
     "{table_end}"}};

void add(Driver& driver, std::int64_t writer, Param words = nullptr) {
    driver.execute("INSERT INTO entry (writer, words) VALUES ($1, $2)", {writer, words});
}

std::int64_t count(Database& database) {
    std::int64_t rows = -1;
    database.read([&](Driver& driver) {
        driver.execute("SELECT COUNT(*) FROM entry", {}, [&](const Row& row) {
            rows = row.integer(0);
        });
    });
    return rows;
}

class DatabaseOnBoth : public testing::TestWithParam<Kind> {
protected:
    std::unique_ptr<Database> open() {
        return open_database(
            place.location(),
            schema,
            {.wrap = [this](std::unique_ptr<Driver> driver
                     ) { return std::make_unique<FailingDriver>(std::move(driver), failure); }}
        );
    }

    Place place{GetParam()};
    std::shared_ptr<Failure> failure = std::make_shared<Failure>();
};

TEST_P(DatabaseOnBoth, keeps_every_write_of_many_threads) {
    constexpr int writers = 32;
    constexpr int writes_each = 20;
    const auto database = open();
    std::vector<std::thread> threads;
    for (int writer = 0; writer < writers; ++writer)
        threads.emplace_back([&, writer] {
            for (int i = 0; i < writes_each; ++i)
                database->write([&](Driver& driver) { add(driver, writer); });
        });
    for (std::thread& thread : threads)
        thread.join();
    database->read([&](Driver& driver) {
        int rows = 0;
        driver
            .execute("SELECT writer, COUNT(*) FROM entry GROUP BY writer", {}, [&](const Row& row) {
                ++rows;
                EXPECT_EQ(row.integer(1), writes_each) << "writer " << row.integer(0);
            });
        EXPECT_EQ(rows, writers);
    });
    EXPECT_EQ(database->statistics().writes, std::uint64_t{writers} * writes_each);
}

TEST_P(DatabaseOnBoth, gives_each_exception_to_its_own_writer_and_undoes_its_writes_alone) {
    constexpr int writers = 16;
    const auto database = open();
    std::vector<std::optional<Problem>> problems(writers);
    std::vector<std::thread> threads;
    std::latch start(writers);
    for (int writer = 0; writer < writers; ++writer)
        threads.emplace_back([&, writer] {
            start.arrive_and_wait();
            problems[static_cast<std::size_t>(writer)] = problem_of([&] {
                database->write([&](Driver& driver) {
                    add(driver, writer);
                    if (writer % 2 == 1)
                        throw Error(Fault::refused, "no to " + std::to_string(writer));
                });
            });
        });
    for (std::thread& thread : threads)
        thread.join();
    for (int writer = 0; writer < writers; ++writer) {
        const auto& problem = problems[static_cast<std::size_t>(writer)];
        EXPECT_EQ(problem.has_value(), writer % 2 == 1);
        if (!problem) continue;
        EXPECT_EQ(problem->detail, "no to " + std::to_string(writer));
    }
    EXPECT_EQ(count(*database), writers / 2);
}

TEST_P(DatabaseOnBoth, undoes_the_write_whose_statement_fails_wherever_that_is) {
    const auto database = open();
    int statement = 0;
    while (statement < 100) {
        failure->fail_at(++statement);
        const auto fault = fault_of([&] {
            database->write([](Driver& driver) {
                add(driver, 1);
                add(driver, 2);
            });
        });
        if (!failure->has_failed()) break;
        EXPECT_EQ(fault, Fault::unavailable) << "statement " << statement;
        failure->fail_at(INT32_MAX);
        EXPECT_EQ(count(*database), 0) << "statement " << statement;
    }
    failure->fail_at(INT32_MAX);
    EXPECT_EQ(statement, 5); // begin, two inserts, commit; then all went well
    EXPECT_EQ(count(*database), 2);
}

TEST_P(DatabaseOnBoth, throws_what_is_no_error_of_ours_as_it_is) {
    const auto database = open();
    EXPECT_THROW(database->write([](Driver&) { throw 7; }), int);
    EXPECT_THROW(database->read([](Driver&) { throw std::out_of_range("x"); }), std::out_of_range);
    database->write([](Driver& driver) { add(driver, 1); });
    EXPECT_EQ(count(*database), 1);
}

TEST_P(DatabaseOnBoth, refuses_a_write_inside_a_write) {
    const auto database = open();
    const auto fault = fault_of([&] {
        database->write([&](Driver&) { database->write([](Driver& driver) { add(driver, 1); }); });
    });
    EXPECT_EQ(fault, Fault::internal);
    EXPECT_EQ(count(*database), 0);
    database->write([](Driver& driver) { add(driver, 1); });
    EXPECT_EQ(count(*database), 1);
}

TEST_P(DatabaseOnBoth, shows_a_reader_one_snapshot_while_others_write) {
    const auto database = open();
    database->read([&](Driver& driver) {
        const auto rows = [&] {
            std::int64_t found = -1;
            driver.execute("SELECT COUNT(*) FROM entry", {}, [&](const Row& row) {
                found = row.integer(0);
            });
            return found;
        };
        EXPECT_EQ(rows(), 0);
        database->write([](Driver& other) { add(other, 1); });
        EXPECT_EQ(rows(), 0);
    });
    EXPECT_EQ(count(*database), 1);
}

TEST_P(DatabaseOnBoth, does_not_let_a_reader_write) {
    const auto database = open();
    const auto fault = fault_of([&] { database->read([](Driver& driver) { add(driver, 1); }); });
    EXPECT_EQ(fault, Fault::internal);
    EXPECT_EQ(count(*database), 0);
}

TEST_P(DatabaseOnBoth, keeps_what_was_written_when_it_is_opened_again) {
    open()->write([](Driver& driver) { add(driver, 1); });
    EXPECT_EQ(count(*open()), 1);
}

INSTANTIATE_TEST_SUITE_P(
    each,
    DatabaseOnBoth,
    testing::Values(Kind::sqlite, Kind::postgresql),
    [](const auto& kind) { return to_string(kind.param); }
);

} // namespace
} // namespace chancery::db
