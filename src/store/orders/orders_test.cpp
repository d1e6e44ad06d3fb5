// SPDX-License-Identifier: Apache-2.0
#include "model/limits.hpp"
#include "model/rules.hpp"
#include "store/orders/orders.hpp"
#include "store/store_for_tests.hpp"

#include <algorithm>

namespace chancery::store {

namespace {

using namespace std::chrono_literals;

class Orders : public OfficeForTests {
protected:
    Order found(OrderId id) {
        return store.read([&](Reader& r) { return order(r, id); });
    }

    std::vector<OrderId> left(Time since, int limit = 100) {
        return store.read([&](Reader& r) { return list_left_orders(r, since, limit); });
    }

    /// Ids never go back, so that one made after a later one is as late as that.
    static Time time_of(OrderId id) {
        std::int64_t milliseconds = 0;
        for (std::size_t i = 0; i < 6; ++i)
            milliseconds = milliseconds << 8 | id.bytes[i];
        return Time(std::chrono::seconds(milliseconds / 1000));
    }

    int drop(Time before, int limit = 100) {
        return store.write([&](Transaction& tx) {
            return drop_ended_orders(tx, before, before, limit);
        });
    }
};

INSTANTIATE_TEST_SUITE_P(
    Databases, Orders, testing::Values(db::Kind::sqlite, db::Kind::postgresql), kind_of
);

TEST_P(Orders, are_read_as_they_were_written) {
    const auto written = written_order(written_client());
    const auto read = found(written.id);
    EXPECT_EQ(read.endpoint, ov.id);
    EXPECT_EQ(read.client, written.client);
    EXPECT_EQ(read.account, web.id);
    EXPECT_EQ(read.names, written.names);
    EXPECT_EQ(read.authorizations, written.authorizations);
    EXPECT_EQ(read.status, OrderStatus::ready);
    EXPECT_EQ(read.created_at, now);
    EXPECT_EQ(read.expires, now + 7 * 24h);
    EXPECT_FALSE(read.certificate);
    EXPECT_FALSE(read.problem);
}

TEST_P(Orders, keep_what_was_asked_of_their_certificate) {
    auto asking = written_order(written_client());
    asking.id = crypto::new_id<OrderId>(now);
    asking.profile = "short";
    asking.validity = {.not_before = now, .not_after = now + 24h};
    write(asking);
    EXPECT_EQ(found(asking.id).profile, "short");
    EXPECT_EQ(found(asking.id).validity, asking.validity);
}

TEST_P(Orders, end_with_their_client_unless_they_have_ended) {
    const auto client = written_client();
    const auto pending = written_order(client, OrderStatus::pending);
    const auto ready = written_order(client);
    const auto valid = written_order(client, OrderStatus::valid);
    auto processing = written_order(client);
    auto recorded = certificate("recorded", {"www.example.org"});
    write(recorded);
    processing.certificate = recorded.id;
    processing.status = OrderStatus::processing;
    const auto foreign = written_order(written_client("another"));
    store.write([&](Transaction& tx) { update(tx, processing, now); });

    const Problem problem{Fault::unauthorized, "gone"};
    const auto end = [&] {
        return store.write([&](Transaction& tx) { return end_orders(tx, client.id, problem); });
    };
    EXPECT_EQ(end(), 3);
    for (const auto& order : {pending, ready, processing}) {
        EXPECT_EQ(found(order.id).status, OrderStatus::invalid);
        EXPECT_EQ(found(order.id).problem->detail, "gone");
    }
    EXPECT_EQ(found(valid.id).status, OrderStatus::valid);
    EXPECT_EQ(found(foreign.id).status, OrderStatus::ready);
    const auto kept = store.read([&](Reader& r) { return find_certificate(r, recorded.id); });
    EXPECT_EQ(kept.value().status, CertificateStatus::never_signed);
    EXPECT_TRUE(left(now + 1h).empty()) << "nothing is left to settle";
    EXPECT_EQ(end(), 0);
}

TEST_P(Orders, may_expire_earlier_than_they_did) {
    auto order = written_order(written_client());
    order.expires = now + 1h;
    store.write([&](Transaction& tx) { update(tx, order, now); });
    EXPECT_EQ(found(order.id).expires, now + 1h);
}

TEST_P(Orders, are_given_again_to_who_asks_for_exactly_the_same) {
    auto open = written_order(written_client());
    const auto is_found = [&](const Order& like) {
        const auto same = store.read([&](Reader& r) { return find_open_order(r, like, now + 1h); });
        return same && same->id == open.id;
    };
    auto like = open;
    std::swap(like.names.front(), like.names.back());
    EXPECT_TRUE(is_found(like));
    like.profile = "short";
    EXPECT_FALSE(is_found(like));
    like = open;
    like.validity.not_after = now + 24h;
    EXPECT_FALSE(is_found(like));
    like = open;
    like.replaces = "AKID.serial";
    EXPECT_FALSE(is_found(like));
    like = open;
    like.names.pop_back();
    EXPECT_FALSE(is_found(like));
}

TEST_P(Orders, keep_why_they_became_invalid) {
    auto written = written_order(written_client());
    written.status = OrderStatus::invalid;
    written.problem = Problem{
        Fault::rejected_identifier,
        "a sentence with \"quotes\", a\nline end and an ü",
        {{Identifier{"dns", "www.example.org"},
          Fault::rejected_identifier,
          "why",
          Rule::not_delegated},
         {Identifier{"ip", "192.0.2.7"}, Fault::caa, "why not", LimitKind::orders_per_client},
         {{}, Fault::unauthorized, "elsewhere", CredentialRule::credential_revoked}}};
    written.problem->cause = CredentialRule::account_disabled;
    store.write([&](Transaction& tx) { update(tx, written, now); });
    const auto problem = found(written.id).problem;
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->fault, Fault::rejected_identifier);
    EXPECT_EQ(problem->detail, written.problem->detail);
    EXPECT_EQ(problem->cause, CredentialRule::account_disabled);
    EXPECT_EQ(problem->subproblems, written.problem->subproblems);
}

TEST_P(Orders, keep_their_certificate) {
    auto written = written_order(written_client());
    written.status = OrderStatus::valid;
    written.certificate = crypto::new_id<CertificateId>(now);
    store.write([&](Transaction& tx) { update(tx, written, now); });
    EXPECT_EQ(found(written.id).certificate, written.certificate);
    EXPECT_EQ(found(written.id).status, OrderStatus::valid);
}

TEST_P(Orders, of_another_client_are_as_those_that_do_not_exist) {
    const auto written = written_order(written_client());
    const auto other = written_client("other");
    const auto problem_for = [&](OrderId id, ClientId client) {
        return db::problem_of([&] { store.read([&](Reader& r) { return order(r, id, client); }); });
    };
    EXPECT_FALSE(problem_for(written.id, written.client));
    const auto of_other = problem_for(written.id, other.id);
    const auto of_nobody = problem_for(crypto::new_id<OrderId>(now), written.client);
    ASSERT_TRUE(of_other && of_nobody);
    EXPECT_EQ(of_other->fault, Fault::not_found);
    EXPECT_EQ(of_other->detail, of_nobody->detail);
}

TEST_P(Orders, show_their_authorizations_to_their_client_alone) {
    const auto written = written_order(written_client());
    const auto other = written_client("other");
    const auto id = written.authorizations[1];
    auto read = store.read([&](Reader& r) { return authorization(r, id, written.client); });
    EXPECT_EQ(read.name.value, "*.dev.example.org");
    EXPECT_EQ(read.order, written.id);
    EXPECT_EQ(read.status, AuthorizationStatus::valid);
    EXPECT_EQ(read.expires, now + 7 * 24h);
    for (const auto& [wanted, client] :
         {std::pair(id, other.id), std::pair(AuthorizationId{}, written.client)})
        EXPECT_EQ(
            db::fault_of([&] {
                store.read([&](Reader& r) { return authorization(r, wanted, client); });
            }),
            Fault::not_found
        );
    read.status = AuthorizationStatus::deactivated;
    change(read);
    EXPECT_EQ(
        store.read([&](Reader& r) { return authorization(r, id, written.client); }).status,
        AuthorizationStatus::deactivated
    );
}

// conforms: 8555-7.1.2.1-2
// conforms-refusal: 8555-7.1.2.1-3
TEST_P(Orders, are_listed_in_pages_newest_first_without_the_invalid) {
    const auto client = written_client();
    written_order(written_client("other"));
    std::vector<OrderId> ids;
    for (const auto status :
         {OrderStatus::valid,
          OrderStatus::invalid,
          OrderStatus::processing,
          OrderStatus::ready,
          OrderStatus::pending})
        ids.push_back(written_order(client, status).id);
    const auto listed = [&](const OrderPage& page) {
        return store.read([&](Reader& r) { return list_orders(r, client.id, page); });
    };
    EXPECT_EQ(listed({.at = now}), (std::vector{ids[4], ids[3], ids[2], ids[0]}));
    EXPECT_EQ(listed({.at = now, .limit = 2}), (std::vector{ids[4], ids[3]}));
    EXPECT_EQ(listed({.at = now, .before = ids[2], .limit = 2}), std::vector{ids[0]});
    EXPECT_TRUE(listed({.at = now, .before = ids[0]}).empty());
    // Those that are ready and pending have expired by then, and read invalid.
    EXPECT_EQ(listed({.at = now + std::chrono::days(365)}), (std::vector{ids[2], ids[0]}));
}

TEST_P(Orders, that_are_left_processing_are_found_until_they_have_a_job) {
    const auto client = written_client();
    const auto left_one = written_order(client, OrderStatus::processing, now);
    written_order(client, OrderStatus::ready, now);
    written_order(client, OrderStatus::processing, now + 20s);
    EXPECT_TRUE(left(now).empty());
    EXPECT_EQ(left(now + 10s), std::vector{left_one.id});
    store.write([&](Transaction& tx) { set_handed_over(tx, left_one.id); });
    EXPECT_TRUE(left(now + 10s).empty());
}

TEST_P(Orders, that_are_left_processing_are_found_oldest_first_and_no_more_than_asked_for) {
    const auto client = written_client();
    std::vector<OrderId> ids;
    for (int i = 0; i < 3; ++i)
        ids.push_back(
            written_order(client, OrderStatus::processing, now + std::chrono::seconds(i)).id
        );
    EXPECT_EQ(left(now + 1min, 2), (std::vector{ids[0], ids[1]}));
}

TEST_P(Orders, that_have_ended_are_not_left) {
    auto order = written_order(written_client(), OrderStatus::processing);
    order.status = OrderStatus::valid;
    store.write([&](Transaction& tx) { update(tx, order, now + 1s); });
    EXPECT_TRUE(left(now + 24h).empty());
}

TEST_P(Orders, that_are_open_are_counted_of_a_client_and_of_its_account_up_to_a_bound) {
    const auto client = written_client();
    const auto pending = written_order(client, OrderStatus::pending, now + 2s);
    written_order(client, OrderStatus::ready, now);
    for (const auto status : {OrderStatus::processing, OrderStatus::valid, OrderStatus::invalid})
        written_order(client, status, now);
    const auto count = [&](std::optional<ClientId> of, Time at, int most) {
        return store.read([&](Reader& r) {
            return count_open_orders(r, {client.account, of, at}, most);
        });
    };
    const auto before_the_end = pending.expires - 3s;
    EXPECT_EQ(count(client.id, before_the_end, 10).count, 2);
    EXPECT_EQ(count(client.id, before_the_end, 10).earliest_end, pending.expires - 2s);
    EXPECT_EQ(count(std::nullopt, before_the_end, 10).count, 2);
    EXPECT_EQ(count(std::nullopt, before_the_end, 1).count, 1);
    EXPECT_EQ(count(ClientId{}, before_the_end, 10).count, 0);
    EXPECT_EQ(count(client.id, pending.expires - 1s, 10).count, 1) << "one has expired";
    EXPECT_EQ(count(client.id, pending.expires, 10).count, 0);
}

TEST_P(Orders, without_a_certificate_are_dropped_by_when_they_expired) {
    const auto client = written_client();
    const auto ready = written_order(client, OrderStatus::ready, now);
    const auto invalid = written_order(client, OrderStatus::invalid, now);
    const auto valid = written_order(client, OrderStatus::valid, now);
    const auto drop_at = [&](Time before, int limit) {
        return store.write([&](Transaction& tx) {
            return drop_orders_without_certificate(tx, before, now, limit);
        });
    };
    EXPECT_EQ(drop_at(ready.expires, 10), 0);
    EXPECT_EQ(drop_at(ready.expires + 1s, 1), 1);
    EXPECT_EQ(drop_at(ready.expires + 1s, 10), 1);
    for (const auto& order : {ready, invalid})
        EXPECT_EQ(db::fault_of([&] { found(order.id); }), Fault::not_found);
    EXPECT_EQ(found(valid.id).status, OrderStatus::valid);
}

TEST_P(Orders, are_dropped_in_bounded_steps_with_their_authorizations) {
    const auto client = written_client();
    std::vector<Order> ended;
    for (const auto status : {OrderStatus::valid, OrderStatus::invalid, OrderStatus::ready})
        ended.push_back(written_order(client, status, now));
    const auto processing = written_order(client, OrderStatus::processing, now);
    const auto before = time_of(processing.id) + 1s;
    const auto young = written_order(client, OrderStatus::valid, before);

    EXPECT_EQ(drop(time_of(ended.front().id)), 0);
    EXPECT_EQ(drop(before, 2), 2);
    EXPECT_EQ(drop(before, 2), 1);
    EXPECT_EQ(drop(before, 2), 0);
    EXPECT_EQ(found(processing.id).status, OrderStatus::processing);
    EXPECT_EQ(found(young.id).status, OrderStatus::valid);
    for (const auto& order : ended) {
        EXPECT_EQ(db::fault_of([&] { found(order.id); }), Fault::not_found);
        for (const auto& id : order.authorizations)
            EXPECT_EQ(
                db::fault_of([&] {
                    store.read([&](Reader& r) { return authorization(r, id, client.id); });
                }),
                Fault::not_found
            );
    }
    EXPECT_EQ(
        store.read([&](Reader& r) { return authorization(r, young.authorizations[0], client.id); }
        ).order,
        young.id
    );
}

} // namespace

} // namespace chancery::store
