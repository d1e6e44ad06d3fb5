// SPDX-License-Identifier: Apache-2.0
#include "crypto/random.hpp"
#include "db/places_for_tests.hpp"
#include "store/events.hpp"

#include <gtest/gtest.h>

namespace chancery::store {

namespace {

using namespace std::chrono_literals;

constexpr Time now{1'800'000'000s};

class Events : public testing::TestWithParam<db::Kind> {
protected:
    db::Place place{GetParam()};
    Store store = open(place.location());

    static Event refusal(const std::string& sentence) {
        return {
            .actor = {.type = ActorType::client, .id = "c1", .name = "web", .address = "192.0.2.7"},
            .action = "order.refused",
            .object_type = "order",
            .outcome = Outcome::refused,
            .detail = sentence,
        };
    }

    void refuse(const Event& event, Time at) {
        store.write([&](Transaction& tx) { record_refusal(tx, event, at); });
    }

    std::vector<RecordedEvent> list(const EventFilter& filter = {}) {
        return store.read([&](const Reader& reader) {
            return list_events(reader, Scope::all(), filter);
        });
    }
};

INSTANTIATE_TEST_SUITE_P(
    Databases,
    Events,
    testing::Values(db::Kind::sqlite, db::Kind::postgresql),
    [](const auto& suite) { return to_string(suite.param); }
);

TEST_P(Events, come_back_as_they_were_recorded) {
    const auto department = crypto::new_id<DepartmentId>(now);
    const Event event{
        .actor =
            {.type = ActorType::token,
             .id = "t1",
             .name = "backup",
             .address = "2001:db8::7",
             .user_agent = "curl"},
        .action = "domain.changed",
        .object_type = "domain",
        .object_id = "d1",
        .object_name = "example.org",
        .department = department,
        .changes = {{"evidence", "", "two\nlines\tand a \\tab"}, {"enabled", "true", "false"}},
    };
    store.write([&](Transaction& tx) { record(tx, event, now); });
    const auto events = list();
    ASSERT_EQ(events.size(), 1u);
    const auto& found = events.front();
    EXPECT_EQ(found.at, now);
    EXPECT_EQ(found.count, 1);
    EXPECT_EQ(found.event.actor.type, ActorType::token);
    EXPECT_EQ(found.event.actor.user_agent, "curl");
    EXPECT_EQ(found.event.department, department);
    ASSERT_EQ(found.event.changes.size(), 2u);
    EXPECT_EQ(found.event.changes[0].from, "");
    EXPECT_EQ(found.event.changes[0].to, "two\nlines\tand a \\tab");
    EXPECT_EQ(found.event.changes[1].to, "false");
}

TEST_P(Events, count_the_same_refusal_within_an_hour_in_one_row) {
    refuse(refusal("a.example.org is not delegated"), now);
    refuse(refusal("a.example.org is not delegated"), now + 3599s);
    auto events = list();
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events.front().count, 2);
    EXPECT_EQ(events.front().at, now);
    EXPECT_EQ(events.front().last_at, now + 3599s);

    refuse(refusal("a.example.org is not delegated"), now + 3600s);
    events = list();
    ASSERT_EQ(events.size(), 2u);
    EXPECT_EQ(events[0].count, 1);
    EXPECT_EQ(events[1].count, 2); // what was counted before stays
}

TEST_P(Events, keep_refusals_apart_that_differ_in_who_what_or_why) {
    refuse(refusal("one"), now);
    refuse(refusal("two"), now);
    auto other = refusal("one");
    other.actor.id = "c2";
    refuse(other, now);
    other = refusal("one");
    other.object_id = "o2";
    refuse(other, now);
    EXPECT_EQ(list().size(), 4u);
}

TEST_P(Events, bound_what_one_actor_can_fill_the_log_with) {
    for (int i = 0; i < 250; ++i)
        refuse(refusal("no name is like " + std::to_string(i)), now);
    auto other = refusal("somebody else's");
    other.actor.id = "c2";
    refuse(other, now);
    const auto events = list({.limit = 200});
    ASSERT_EQ(events.size(), 102u);
    EXPECT_EQ(events[0].event.detail, "somebody else's");
    EXPECT_NE(events[1].event.detail.find("more than 100 different refusals"), std::string::npos);
    EXPECT_EQ(events[1].count, 150);

    refuse(refusal("an hour later"), now + 3600s);
    EXPECT_EQ(list({.limit = 1}).front().event.detail, "an hour later");
}

TEST_P(Events, keep_refusals_apart_by_where_they_come_from) {
    refuse(refusal("one"), now);
    auto elsewhere = refusal("one");
    elsewhere.actor.address = "198.51.100.9";
    refuse(elsewhere, now);
    EXPECT_EQ(list().size(), 2u);
}

TEST_P(Events, are_listed_newest_first_page_by_page_and_filtered) {
    for (const auto* action : {"domain.created", "domain.changed", "token.created"})
        store.write([&](Transaction& tx) {
            record(
                tx,
                {.actor = {.name = "local:root"},
                 .action = action,
                 .object_type = std::string(action).substr(0, 6),
                 .object_id = "d1"},
                now
            );
        });
    refuse(refusal("no"), now);
    const auto first = list({.limit = 2});
    ASSERT_EQ(first.size(), 2u);
    EXPECT_EQ(first[0].event.action, "order.refused");
    EXPECT_EQ(first[1].event.action, "token.created");
    const auto second = list({.before = first.back().number, .limit = 2});
    ASSERT_EQ(second.size(), 2u);
    EXPECT_EQ(second[0].event.action, "domain.changed");

    EXPECT_EQ(list({.actor = "local:root"}).size(), 3u);
    EXPECT_EQ(list({.action = "domain.changed"}).size(), 1u);
    EXPECT_EQ(list({.outcome = Outcome::refused}).size(), 1u);
    EXPECT_EQ(list({.object_type = "domain"}).size(), 2u);
    EXPECT_EQ(list({.object_id = "d1"}).size(), 3u);
    EXPECT_EQ(list({.department = DepartmentId{}}).size(), 0u);
}

} // namespace

} // namespace chancery::store
