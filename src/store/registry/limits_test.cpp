// SPDX-License-Identifier: Apache-2.0
#include "store/orders/failures.hpp"
#include "store/registry/limits.hpp"
#include "store/store_for_tests.hpp"

namespace chancery::store {

namespace {

using namespace std::chrono_literals;
using enum LimitKind;

class Limited : public OfficeForTests {
protected:
    LimitKey key(std::string subject, LimitKind kind = orders_per_client) const {
        return {kind, ov.id, std::move(subject)};
    }

    void keep(const LimitKey& of, ArrivalTime arrival) {
        store.write([&](Transaction& tx) { keep_arrival(tx, of, arrival); });
    }

    std::optional<ArrivalTime> find(const LimitKey& of) {
        return store.read([&](Reader& reader) { return find_arrival(reader, of); });
    }

    int fail(const Client& client, const Name& name, Time at = now) {
        return store.write([&](Transaction& tx) { return count_failure(tx, client.id, name, at); });
    }

    void pause_it(const Client& client, const Name& name) {
        store.write([&](Transaction& tx) { pause(tx, client.id, name, now); });
    }

    bool is_paused_for(const Client& client, const Name& name) {
        return store.read([&](Reader& reader) { return is_paused(reader, client.id, name); });
    }
};

INSTANTIATE_TEST_SUITE_P(
    Databases, Limited, testing::Values(db::Kind::sqlite, db::Kind::postgresql), kind_of
);

TEST_P(Limited, subjects_are_kept_by_kind_endpoint_and_text) {
    EXPECT_FALSE(find(key("a")));
    keep(key("a"), ArrivalTime(now) + 1us);
    EXPECT_EQ(find(key("a")), ArrivalTime(now) + 1us);
    keep(key("a"), ArrivalTime(now) + 2us);
    EXPECT_EQ(find(key("a")), ArrivalTime(now) + 2us);
    EXPECT_FALSE(find(key("b")));
    EXPECT_FALSE(find(key("a", orders_per_account)));
    EXPECT_FALSE(find({orders_per_client, crypto::new_id<EndpointId>(now), "a"}));
}

TEST_P(Limited, subjects_that_have_used_up_nothing_are_dropped_in_steps) {
    keep(key("past"), ArrivalTime(now) - 2s);
    keep(key("just past"), ArrivalTime(now));
    keep(key("not yet"), ArrivalTime(now) + 1us);
    const auto drop = [&] {
        return store.write([&](Transaction& tx) { return drop_arrivals(tx, now, 1); });
    };
    EXPECT_EQ(drop(), 1);
    EXPECT_FALSE(find(key("past")));
    EXPECT_TRUE(find(key("just past")));
    EXPECT_EQ(drop(), 1);
    EXPECT_EQ(drop(), 0);
    EXPECT_TRUE(find(key("not yet")));
}

TEST_P(Limited, failures_are_counted_in_a_row_of_a_client_and_a_name) {
    const auto client = written_client();
    const auto other = written_client("another");
    const Name www{"www.example.org"};
    EXPECT_EQ(fail(client, www), 1);
    EXPECT_EQ(fail(client, www), 2);
    EXPECT_EQ(fail(client, {"mail.example.org"}), 1);
    EXPECT_EQ(fail(other, www), 1);
    store.write([&](Transaction& tx) { forget_failures(tx, client.id, www); });
    EXPECT_EQ(fail(client, www), 1);
    EXPECT_EQ(fail(other, www), 2);
}

TEST_P(Limited, names_are_paused_until_their_client_is_resumed) {
    const auto client = written_client();
    const auto other = written_client("another");
    const Name www{"www.example.org"};
    fail(client, www);
    fail(client, www);
    fail(client, {"mail.example.org"});
    fail(other, www);
    EXPECT_FALSE(is_paused_for(client, www));
    pause_it(client, www);
    pause_it(other, www);
    EXPECT_TRUE(is_paused_for(client, www));
    EXPECT_FALSE(is_paused_for(client, {"mail.example.org"}));
    const auto paused = store.read([&](Reader& reader) { return list_paused(reader, client.id); });
    ASSERT_EQ(paused.size(), 1u);
    EXPECT_EQ(paused[0].name, www);
    EXPECT_EQ(paused[0].failures, 2);
    EXPECT_EQ(paused[0].paused_at, now);

    const auto resumed = [&] {
        return store.write([&](Transaction& tx) { return resume(tx, client.id); });
    };
    EXPECT_EQ(resumed(), 1);
    EXPECT_EQ(resumed(), 0);
    EXPECT_FALSE(is_paused_for(client, www));
    EXPECT_TRUE(is_paused_for(other, www));
    EXPECT_EQ(fail(client, www), 1);
    EXPECT_EQ(fail(client, {"mail.example.org"}), 2);
}

TEST_P(Limited, failures_that_are_long_past_are_dropped_but_pauses_stay) {
    const auto client = written_client();
    for (const auto* name : {"a.example.org", "b.example.org", "paused.example.org"})
        fail(client, {name}, now - 1s);
    fail(client, {"c.example.org"}, now);
    pause_it(client, {"paused.example.org"});
    const auto drop = [&] {
        return store.write([&](Transaction& tx) { return drop_failures(tx, now, 1); });
    };
    EXPECT_EQ(drop(), 1);
    EXPECT_EQ(drop(), 1);
    EXPECT_EQ(drop(), 0);
    EXPECT_TRUE(is_paused_for(client, {"paused.example.org"}));
    EXPECT_EQ(fail(client, {"c.example.org"}), 2);
    EXPECT_EQ(fail(client, {"a.example.org"}), 1);
}

TEST_P(Limited, limits_are_kept_with_endpoint_and_account) {
    auto strict = endpoint("strict");
    strict.limits = {
        {orders_per_client, Rate{300, 3h, 20}}, {failures_until_paused, Rate{200, 0s, 200}}};
    write(strict.profile);
    write(strict);
    const auto found = store.read([&](Reader& reader) { return find_endpoint(reader, "strict"); });
    EXPECT_EQ(found->limits, strict.limits);

    auto batch = account("batch", strict.id);
    batch.limits = {{orders_per_client, std::nullopt}};
    write(batch);
    const auto account_limits = [&] {
        return store.read([&](Reader& reader) { return find_account(reader, batch.id); })->limits;
    };
    EXPECT_EQ(account_limits(), batch.limits);
    batch.limits = {{orders_per_account, Rate{1, 1h, 1}}};
    store.write([&](Transaction& tx) { update(tx, batch, now); });
    EXPECT_EQ(account_limits(), batch.limits);

    auto host = client("host");
    host.account = batch.id;
    write(host);
    const auto standing =
        store.read([&](Reader& reader) { return find_standing(reader, host.id); });
    EXPECT_EQ(standing->account.limits, batch.limits);
}

} // namespace

} // namespace chancery::store
