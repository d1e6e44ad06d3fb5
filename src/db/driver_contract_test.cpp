// SPDX-License-Identifier: Apache-2.0
// What every driver does. A new one joins at the end of this file.
#include "db/migration.hpp"
#include "db/places_for_tests.hpp"
#include "db/transaction.hpp"

#include <gtest/gtest.h>

#include <cstdint>
#include <optional>
#include <vector>

namespace chancery::db {
namespace {

using namespace std::string_view_literals;

class DriverContract : public testing::TestWithParam<Kind> {
protected:
    void SetUp() override {
        driver.execute_script(in_dialect(
            "CREATE TABLE thing (id {serial}, number {integer}, words {text} UNIQUE, bytes {blob})"
            "{table_end};"
            "CREATE TABLE part (thing {integer} NOT NULL REFERENCES thing(id)){table_end};",
            driver.dialect()
        ));
    }

    std::int64_t count(Driver& on) {
        std::int64_t rows = -1;
        on.execute("SELECT COUNT(*) FROM thing", {}, [&](const Row& row) {
            rows = row.integer(0);
        });
        return rows;
    }

    void add(Driver& to, std::string_view words) {
        to.execute("INSERT INTO thing (words) VALUES ($1)", {words});
    }

    Place place{GetParam()};
    std::unique_ptr<Driver> opened = place.open();
    Driver& driver = *opened;
};

TEST_P(DriverContract, gives_back_each_type_as_it_was_stored) {
    const std::string all_bytes = [] {
        std::string bytes;
        for (int i = 0; i < 256; ++i)
            bytes += static_cast<char>(i);
        return bytes;
    }();
    for (const std::int64_t number :
         {std::int64_t{0}, std::int64_t{-1}, std::int64_t{4'294'967'296}, INT64_MIN, INT64_MAX}) {
        driver.execute("DELETE FROM thing");
        driver.execute(
            "INSERT INTO thing (number, words, bytes) VALUES ($1, $2, $3)",
            {number, "Zürich 'quoted' \"too\" \\x41", Blob{all_bytes}}
        );
        int rows = 0;
        driver.execute("SELECT number, words, bytes FROM thing", {}, [&](const Row& row) {
            ++rows;
            EXPECT_EQ(row.integer(0), number);
            EXPECT_EQ(row.text(1), "Zürich 'quoted' \"too\" \\x41");
            EXPECT_EQ(row.blob(2), all_bytes);
        });
        EXPECT_EQ(rows, 1);
    }
}

TEST_P(DriverContract, tells_an_empty_value_from_null) {
    driver.execute(
        "INSERT INTO thing (number, words, bytes) VALUES ($1, $2, $3)",
        {0, std::string_view(), Blob{std::string_view()}}
    );
    driver.execute(
        "INSERT INTO thing (number, words, bytes) VALUES ($1, $2, $3)", {nullptr, nullptr, nullptr}
    );
    std::vector<bool> nulls;
    driver.execute("SELECT number, words, bytes FROM thing ORDER BY id", {}, [&](const Row& row) {
        for (int column = 0; column < 3; ++column)
            nulls.push_back(row.is_null(column));
        EXPECT_EQ(row.integer(0), 0);
        EXPECT_EQ(row.text(1), "");
        EXPECT_EQ(row.blob(2), "");
    });
    EXPECT_EQ(nulls, (std::vector<bool>{false, false, false, true, true, true}));
}

TEST_P(DriverContract, numbers_parameters_by_their_names_not_their_order) {
    driver.execute(
        "INSERT INTO thing (words, number, bytes) VALUES ($3, $1, $2)", {7, Blob{"\0b"sv}, "w"}
    );
    int rows = 0;
    driver.execute(
        "SELECT number FROM thing WHERE words = $2 AND number + $1 = 14 AND number = $1",
        {7, "w"},
        [&](const Row&) { ++rows; }
    );
    EXPECT_EQ(rows, 1);
}

TEST_P(DriverContract, keeps_no_value_from_one_use_of_a_statement_to_the_next) {
    const auto insert = [&](Param number, Param words) {
        driver.execute("INSERT INTO thing (number, words) VALUES ($1, $2)", {number, words});
    };
    insert(1, "one");
    insert(nullptr, "none");
    insert(3, nullptr);
    std::string seen;
    driver.execute("SELECT number, words FROM thing ORDER BY id", {}, [&](const Row& row) {
        seen += std::to_string(row.integer(0)) + std::string(row.text(1)) + ",";
    });
    EXPECT_EQ(seen, "1one,0none,3,");
}

TEST_P(DriverContract, reads_a_truth_value_as_a_number) {
    driver.execute("SELECT EXISTS (SELECT 1 FROM thing), 1 = 1", {}, [](const Row& row) {
        EXPECT_EQ(row.integer(0), 0);
        EXPECT_EQ(row.integer(1), 1);
    });
}

TEST_P(DriverContract, refuses_to_read_a_column_as_another_type) {
    driver.execute(
        "INSERT INTO thing (number, words, bytes) VALUES ($1, $2, $3)", {1, "w", Blob{"b"}}
    );
    const auto read = [&](const RowHandler& row) {
        return fault_of([&] { driver.execute("SELECT number, words, bytes FROM thing", {}, row); });
    };
    EXPECT_EQ(read([](const Row& row) { row.text(0); }), Fault::internal);
    EXPECT_EQ(read([](const Row& row) { row.integer(1); }), Fault::internal);
    EXPECT_EQ(read([](const Row& row) { row.text(2); }), Fault::internal);
    EXPECT_EQ(read([](const Row& row) { row.blob(1); }), Fault::internal);
}

TEST_P(DriverContract, refuses_too_few_and_too_many_parameters) {
    const auto insert = [&](std::initializer_list<Param> params) {
        return fault_of([&] {
            driver.execute("INSERT INTO thing (number, words) VALUES ($1, $2)", params);
        });
    };
    EXPECT_EQ(insert({1}), Fault::internal);
    EXPECT_EQ(insert({1, "w", 3}), Fault::internal);
    EXPECT_EQ(insert({1, "w"}), std::nullopt);
}

TEST_P(DriverContract, counts_the_rows_that_changed) {
    EXPECT_EQ(driver.execute("INSERT INTO thing (words) VALUES ('a'), ('b')"), 2);
    EXPECT_EQ(
        driver.execute("INSERT INTO thing (words) VALUES ('a') ON CONFLICT (words) DO NOTHING"), 0
    );
    EXPECT_EQ(driver.execute("UPDATE thing SET number = 1"), 2);
    EXPECT_EQ(driver.execute("SELECT words FROM thing"), 0);
    EXPECT_EQ(driver.execute("DELETE FROM thing WHERE words = $1", {"c"}), 0);
    EXPECT_EQ(driver.execute("DELETE FROM thing WHERE words = $1", {"b"}), 1);
}

TEST_P(DriverContract, returns_rows_of_what_it_inserts_with_ascending_keys) {
    std::vector<std::int64_t> keys;
    for (int i = 0; i < 3; ++i) {
        const auto changed = driver.execute(
            "INSERT INTO thing (number) VALUES ($1) RETURNING id",
            {i},
            [&](const Row& row) { keys.push_back(row.integer(0)); }
        );
        EXPECT_EQ(changed, 1);
    }
    ASSERT_EQ(keys.size(), 3U);
    EXPECT_LT(keys[0], keys[1]);
    EXPECT_LT(keys[1], keys[2]);
}

TEST_P(DriverContract, orders_text_by_its_bytes) {
    for (const char* words : {"b", "A", "a", "ä", "B"})
        add(driver, words);
    std::string order;
    driver.execute("SELECT words FROM thing ORDER BY words", {}, [&](const Row& row) {
        order += row.text(0);
    });
    EXPECT_EQ(order, "ABabä");
}

TEST_P(DriverContract, reports_a_violated_constraint_as_our_bug) {
    add(driver, "once");
    try {
        add(driver, "once");
        ADD_FAILURE() << "a duplicate was taken";
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::internal);
        EXPECT_NE(std::string(error.what()).find("constraint"), std::string::npos);
    }
    EXPECT_EQ(
        fault_of([&] { driver.execute("INSERT INTO part (thing) VALUES (404)"); }), Fault::internal
    );
}

TEST_P(DriverContract, reports_wrong_sql_as_our_bug) {
    EXPECT_EQ(fault_of([&] { driver.execute("SELECT nothing FROM nowhere"); }), Fault::internal);
    EXPECT_EQ(fault_of([&] { driver.execute_script("SELECT 1; SELEKT"); }), Fault::internal);
    EXPECT_EQ(count(driver), 0);
}

TEST_P(DriverContract, saves_at_commit_and_not_before) {
    const auto other = place.open(Access::read);
    driver.begin(Access::write);
    EXPECT_TRUE(driver.in_transaction());
    add(driver, "a");
    EXPECT_EQ(count(*other), 0);
    driver.commit();
    EXPECT_FALSE(driver.in_transaction());
    EXPECT_EQ(count(*other), 1);
}

TEST_P(DriverContract, undoes_a_transaction_and_can_do_so_twice) {
    driver.begin(Access::write);
    add(driver, "a");
    driver.rollback();
    driver.rollback();
    EXPECT_FALSE(driver.in_transaction());
    EXPECT_EQ(count(driver), 0);
}

TEST_P(DriverContract, undoes_what_follows_a_savepoint_also_after_an_error) {
    driver.begin(Access::write);
    add(driver, "a");
    driver.savepoint();
    add(driver, "b");
    EXPECT_EQ(fault_of([&] { add(driver, "a"); }), Fault::internal);
    ASSERT_TRUE(driver.in_transaction());
    driver.rollback_to_savepoint();
    driver.release();
    driver.savepoint();
    add(driver, "c");
    driver.release();
    driver.commit();
    std::string left;
    driver.execute("SELECT words FROM thing ORDER BY words", {}, [&](const Row& row) {
        left += row.text(0);
    });
    EXPECT_EQ(left, "ac");
}

TEST_P(DriverContract, keeps_a_statement_that_was_prepared_in_an_undone_transaction) {
    for (int i = 0; i < 2; ++i) {
        driver.begin(Access::write);
        add(driver, "a");
        driver.rollback();
    }
    add(driver, "a");
    EXPECT_EQ(count(driver), 1);
}

TEST_P(DriverContract, sees_one_snapshot_while_it_reads) {
    const auto reader = place.open(Access::read);
    reader->begin(Access::read);
    EXPECT_EQ(count(*reader), 0);
    add(driver, "a");
    EXPECT_EQ(count(*reader), 0);
    reader->commit();
    EXPECT_EQ(count(*reader), 1);
}

TEST_P(DriverContract, cannot_write_while_it_reads) {
    const auto reader = place.open(Access::read);
    const auto fault = fault_of([&] {
        Transaction transaction(*reader, Access::read);
        add(*reader, "a");
        transaction.commit();
    });
    EXPECT_EQ(fault, Fault::internal);
    EXPECT_EQ(count(driver), 0);
}

TEST_P(DriverContract, goes_on_after_a_row_handler_threw) {
    add(driver, "a");
    add(driver, "b");
    const auto fault = [&](const RowHandler& row) {
        return fault_of([&] { driver.execute("SELECT words FROM thing", {}, row); });
    };
    driver.begin(Access::write);
    EXPECT_EQ(fault([](const Row&) { throw Error(Fault::not_found, "no"); }), Fault::not_found);
    int rows = 0;
    EXPECT_EQ(fault([&](const Row&) { ++rows; }), std::nullopt);
    EXPECT_EQ(rows, 2);
    driver.commit();
}

TEST_P(DriverContract, refuses_a_row_handler_that_uses_the_connection) {
    add(driver, "a");
    const auto fault = fault_of([&] {
        driver.execute("SELECT words FROM thing", {}, [&](const Row&) { count(driver); });
    });
    EXPECT_EQ(fault, Fault::internal);
    EXPECT_EQ(count(driver), 1);
}

INSTANTIATE_TEST_SUITE_P(
    each,
    DriverContract,
    testing::Values(Kind::sqlite, Kind::postgresql),
    [](const auto& kind) { return to_string(kind.param); }
);

} // namespace
} // namespace chancery::db
