// SPDX-License-Identifier: Apache-2.0
// Writers that wait are run together: who gets what, and when.
#include "base/eventually_for_tests.hpp"
#include "db/database.hpp"
#include "db/failing_driver.hpp"
#include "db/group_commit.hpp"
#include "db/places_for_tests.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <thread>
#include <vector>

namespace chancery::db {
namespace {

const Migration schema[] = {{1, "CREATE TABLE entry (words {text} NOT NULL UNIQUE){table_end}"}};

void add(Driver& driver, std::string_view words) {
    driver.execute("INSERT INTO entry (words) VALUES ($1)", {words});
}

class GroupOfWriters : public testing::TestWithParam<Kind> {
protected:
    using Problems = std::vector<std::optional<Problem>>;

    /// Runs `first` alone, and while it runs lets the others come: they are the next group. What
    /// each of them throws.
    Problems run_as_group(const Database::Work& first, const std::vector<Database::Work>& others) {
        std::atomic<bool> leads = false;
        std::atomic<bool> go = false;
        std::thread leader([&] {
            database->write([&](Driver& driver) {
                leads = true;
                leads.notify_all();
                go.wait(false);
                first(driver);
            });
        });
        leads.wait(false);
        Problems problems(others.size());
        std::vector<std::thread> threads;
        for (std::size_t i = 0; i < others.size(); ++i) {
            threads.emplace_back([&, i] {
                problems[i] = problem_of([&] { database->write(others[i]); });
            });
            EXPECT_TRUE(eventually([&] { return database->statistics().waiting == i + 2; }));
        }
        go = true;
        go.notify_all();
        leader.join();
        for (std::thread& thread : threads)
            thread.join();
        return problems;
    }

    std::string entries() {
        std::string all;
        database->read([&](Driver& driver) {
            all.clear();
            driver.execute("SELECT words FROM entry ORDER BY words", {}, [&](const Row& row) {
                all += row.text(0).substr(0, 1);
            });
        });
        return all;
    }

    static Database::Work adding(std::string words) {
        return [words = std::move(words)](Driver& driver) { add(driver, words); };
    }

    Place place{GetParam()};
    std::shared_ptr<Failure> failure = std::make_shared<Failure>();
    Driver* writer = nullptr;
    std::unique_ptr<Database> database =
        open_database(place.location(), schema, {.wrap = [this](std::unique_ptr<Driver> driver) {
                          if (!writer) writer = driver.get();
                          return std::make_unique<FailingDriver>(std::move(driver), failure);
                      }});
};

TEST_P(GroupOfWriters, is_committed_once) {
    run_as_group(adding("a"), {adding("b"), adding("c"), adding("d")});
    EXPECT_EQ(entries(), "abcd");
    EXPECT_EQ(database->statistics().commits, 2U);
    EXPECT_EQ(database->statistics().writes, 4U);
    EXPECT_EQ(database->statistics().waiting, 0U);
}

TEST_P(GroupOfWriters, loses_only_what_a_member_that_throws_wrote) {
    const auto problems = run_as_group(
        adding("a"),
        {adding("b"),
         [](Driver& driver) {
             add(driver, "c");
             throw Error(Fault::refused, "no");
         },
         [](Driver& driver) {
             add(driver, "d");
             add(driver, "a"); // violates the constraint
         },
         adding("e")}
    );
    EXPECT_EQ(entries(), "abe");
    EXPECT_FALSE(problems[0]);
    EXPECT_EQ(problems[1]->fault, Fault::refused);
    EXPECT_EQ(problems[2]->fault, Fault::internal);
    EXPECT_FALSE(problems[3]);
    EXPECT_EQ(database->statistics().writes, 3U);
}

TEST_P(GroupOfWriters, sees_what_the_members_before_it_wrote) {
    std::int64_t seen = -1;
    run_as_group(adding("a"), {adding("b"), [&](Driver& driver) {
                                   driver.execute(
                                       "SELECT COUNT(*) FROM entry",
                                       {},
                                       [&](const Row& row) { seen = row.integer(0); }
                                   );
                               }});
    EXPECT_EQ(seen, 2);
}

TEST_P(GroupOfWriters, gets_unavailable_as_a_whole_when_its_commit_fails) {
    const auto problems = run_as_group(
        [&](Driver& driver) {
            add(driver, "a");
            failure->fail_at(5); // commit; begin, insert, insert, commit
        },
        {adding("b"), adding("c")}
    );
    for (const auto& problem : problems) {
        ASSERT_TRUE(problem);
        EXPECT_EQ(problem->fault, Fault::unavailable);
    }
    EXPECT_EQ(entries(), "a");
    database->write(adding("d"));
    EXPECT_EQ(entries(), "ad");
}

TEST_P(GroupOfWriters, gets_unavailable_as_a_whole_when_an_error_ends_its_transaction) {
    const auto problems = run_as_group(
        [&](Driver& driver) {
            add(driver, "a");
            failure->fail_at(4, Failure::Leaves::nothing); // commit; begin, insert, insert
        },
        {adding("b"), adding("c"), adding("d")}
    );
    for (const auto& problem : problems) {
        ASSERT_TRUE(problem);
        EXPECT_EQ(problem->fault, Fault::unavailable);
    }
    EXPECT_EQ(entries(), "a");
}

/// PRAGMA makes SQLite's disk a small one.
class GroupOfWritersOnSqlite : public GroupOfWriters {};

TEST_P(GroupOfWritersOnSqlite, loses_nothing_that_was_told_saved_when_the_disk_fills) {
    const std::string big(100'000, 'x');
    const auto problems = run_as_group(
        [&](Driver& driver) {
            add(driver, "a");
            writer->execute_script("PRAGMA max_page_count = 12");
        },
        {adding("b"), adding("c" + big), adding("d")}
    );
    std::string told;
    for (std::size_t i = 0; i < problems.size(); ++i) {
        if (!problems[i])
            told += static_cast<char>('b' + i);
        else
            EXPECT_EQ(problems[i]->fault, Fault::unavailable);
    }
    ASSERT_TRUE(problems[1]);
    EXPECT_NE(problems[1]->detail.find("disk of the database is full"), std::string::npos);
    EXPECT_EQ(entries(), "a" + told);
    database->write(adding("e"));
    EXPECT_EQ(entries(), "a" + told + "e");
}

/// Waits before it commits until the test lets it go.
class HeldDriver final : public FailingDriver {
public:
    HeldDriver(std::unique_ptr<Driver> driver, std::latch& reached, std::latch& go)
        : FailingDriver(std::move(driver), std::make_shared<Failure>()),
          reached_(reached),
          go_(go) {}

    void commit() override {
        reached_.count_down();
        go_.wait();
        FailingDriver::commit();
    }

private:
    std::latch& reached_;
    std::latch& go_;
};

INSTANTIATE_TEST_SUITE_P(
    each,
    GroupOfWriters,
    testing::Values(Kind::sqlite, Kind::postgresql),
    [](const auto& kind) { return to_string(kind.param); }
);

INSTANTIATE_TEST_SUITE_P(each, GroupOfWritersOnSqlite, testing::Values(Kind::sqlite));

using namespace std::chrono_literals;

/// A database with three places for writers, while another connection holds its lock, as another
/// program would.
struct LockedDatabase {
    static constexpr std::size_t places = 3;

    LockedDatabase(Kind kind, std::chrono::milliseconds longest_step)
        : place(kind),
          database(open_database(
              place.location(), schema, {.most_writers = places, .longest_step = longest_step}
          )),
          other(place.open()) {
        other->begin(Access::write);
    }

    void write_from(std::size_t writers) {
        for (std::size_t i = 0; i < writers; ++i)
            threads.emplace_back([this, words = std::to_string(threads.size())] {
                const auto fault =
                    fault_of([&] { database->write([&](Driver& driver) { add(driver, words); }); });
                if (!fault) ++written;
                if (fault == Fault::unavailable) ++refused;
            });
    }

    void unlock_and_join() {
        other->rollback();
        for (auto& thread : threads)
            thread.join();
    }

    Place place;
    std::unique_ptr<Database> database;
    std::unique_ptr<Driver> other;
    std::vector<std::thread> threads;
    std::atomic<std::size_t> written = 0;
    std::atomic<std::size_t> refused = 0;
};

class Writers : public testing::TestWithParam<Kind> {};

TEST_P(Writers, beyond_the_places_are_refused_while_the_database_stands_still) {
    LockedDatabase locked(GetParam(), 20ms);
    locked.write_from(40);
    EXPECT_TRUE(eventually([&] { return locked.refused == 40 - LockedDatabase::places; }));
    EXPECT_EQ(locked.database->statistics().refused, locked.refused);
    EXPECT_EQ(locked.database->statistics().writes, 0U);
    int entries = -1;
    locked.database->read([&](Driver& driver) {
        driver.execute("SELECT COUNT(*) FROM entry", {}, [&](const Row& row) {
            entries = static_cast<int>(row.integer(0));
        });
    });
    EXPECT_EQ(entries, 0) << "who reads goes on";
    locked.unlock_and_join();
    EXPECT_EQ(locked.written, LockedDatabase::places);
}

TEST_P(Writers, beyond_the_places_wait_for_one_while_the_database_moves_on) {
    LockedDatabase locked(GetParam(), 1h);
    locked.write_from(40);
    EXPECT_TRUE(eventually([&] { return locked.database->statistics().waiting == 40; }));
    locked.unlock_and_join();
    EXPECT_EQ(locked.written, 40U);
    EXPECT_EQ(locked.database->statistics().refused, 0U);
}

TEST_P(Writers, find_places_again_once_the_database_moves_on) {
    LockedDatabase locked(GetParam(), 20ms);
    locked.write_from(LockedDatabase::places + 1);
    EXPECT_TRUE(eventually([&] { return locked.refused == 1U; }));
    locked.unlock_and_join();
    locked.database->write([](Driver& driver) { add(driver, "afterwards"); });
    EXPECT_EQ(locked.database->statistics().waiting, 0U);
}

INSTANTIATE_TEST_SUITE_P(
    each,
    Writers,
    testing::Values(Kind::sqlite, Kind::postgresql),
    [](const auto& kind) { return to_string(kind.param); }
);

TEST(Writer, hears_of_its_success_only_after_the_commit) {
    const Place place(Kind::sqlite);
    std::latch reached(1);
    std::latch go(1);
    const auto database =
        open_database(place.location(), schema, {.wrap = [&](std::unique_ptr<Driver> driver) {
                          return std::make_unique<HeldDriver>(std::move(driver), reached, go);
                      }});
    std::atomic<bool> told = false;
    std::thread thread([&] {
        database->write([](Driver& driver) { add(driver, "a"); });
        told = true;
    });
    reached.wait();
    EXPECT_FALSE(told);
    const auto reader = place.open(Access::read);
    const auto rows = [&] {
        int found = 0;
        reader->execute("SELECT words FROM entry", {}, [&](const Row&) { ++found; });
        return found;
    };
    EXPECT_EQ(rows(), 0);
    go.count_down();
    thread.join();
    EXPECT_EQ(rows(), 1);
}

} // namespace
} // namespace chancery::db
