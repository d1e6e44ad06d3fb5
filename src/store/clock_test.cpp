// SPDX-License-Identifier: Apache-2.0
#include "db/migration.hpp"
#include "db/places_for_tests.hpp"
#include "store/clock.hpp"
#include "store/events.hpp"
#include "store/schema/schema_clock.hpp"

#include <gtest/gtest.h>

namespace chancery::store {

namespace {

using namespace std::chrono_literals;

constexpr Time now{1'800'000'000s};

class ClockRow : public testing::TestWithParam<db::Kind> {
protected:
    db::Place place{GetParam()};
    Store store = open(place.location());

    void record_event(Time at) {
        store.write([&](Transaction& tx) {
            record(tx, {.actor = {}, .action = "domain.created", .object_type = "domain"}, at);
        });
    }

    Time newest() {
        return store.read([](const Reader& reader) { return find_newest_record(reader); });
    }

    LaterRows later(Time than) {
        return store.read([&](const Reader& reader) { return find_later_rows(reader, than); });
    }
};

INSTANTIATE_TEST_SUITE_P(
    Databases,
    ClockRow,
    testing::Values(db::Kind::sqlite, db::Kind::postgresql),
    [](const auto& suite) { return to_string(suite.param); }
);

TEST_P(ClockRow, is_at_the_beginning_of_time_without_records) {
    EXPECT_EQ(newest(), Time{});
}

TEST_P(ClockRow, follows_the_newest_event_to_within_ten_seconds) {
    record_event(now);
    EXPECT_EQ(newest(), now);
    record_event(now + 9s);
    EXPECT_EQ(newest(), now) << "few writes touch the row";
    record_event(now + 10s);
    EXPECT_EQ(newest(), now + 10s);
}

TEST_P(ClockRow, is_not_set_back_by_a_record_of_a_clock_that_was) {
    record_event(now);
    record_event(now - 400 * 24h);
    EXPECT_EQ(newest(), now);
}

TEST_P(ClockRow, is_where_an_administrator_accepts_it_and_goes_on_from_there) {
    record_event(now);
    store.write([](Transaction& tx) { accept_clock(tx, now - 24h); });
    EXPECT_EQ(newest(), now - 24h);
    record_event(now - 23h);
    EXPECT_EQ(newest(), now - 23h);
}

TEST_P(ClockRow, knows_what_was_recorded_later_than_a_time) {
    record_event(now - 1h);
    record_event(now + 1h);
    record_event(now + 2h);
    const auto rows = later(now);
    EXPECT_EQ(rows.events.count, 2);
    EXPECT_EQ(rows.events.newest, now + 2h);
    EXPECT_EQ(rows.last_event, rows.first_event + 1);
    EXPECT_EQ(rows.certificates.count, 0);
    EXPECT_FALSE(rows.certificates.newest);
    EXPECT_TRUE(rows.certificate_ids.empty());
    EXPECT_EQ(later(now + 2h).events.count, 0);
}

TEST_P(ClockRow, of_an_older_database_begins_with_its_newest_event) {
    record_event(now);
    store.write([](Transaction& tx) {
        auto& driver = tx.driver();
        driver.execute_script("DROP TABLE clock");
        driver.execute_script(db::in_dialect(clock, driver.dialect()));
    });
    EXPECT_EQ(newest(), now);
}

} // namespace

} // namespace chancery::store
