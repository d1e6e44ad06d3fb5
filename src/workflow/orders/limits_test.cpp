// SPDX-License-Identifier: Apache-2.0
#include "db/driver.hpp"
#include "store/orders/authorizations.hpp"
#include "store/orders/failures.hpp"
#include "store/orders/renewals.hpp"
#include "store/registry/limits.hpp"
#include "workflow/jobs/drop_ended.hpp"
#include "workflow/orders/authorizations.hpp"
#include "workflow/orders/limited_office_for_tests.hpp"
#include "workflow/registry/clients.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;
using enum LimitKind;

TEST(Limits, bound_the_clients_that_an_address_registers) {
    LimitedOffice office({{registrations_per_address, Rate{2, 1h, 2}}});
    office.stranger();
    office.stranger();
    const auto problem = office.registering();
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->fault, Fault::rate_limited);
    EXPECT_EQ(problem->retry_after, 30min);
    EXPECT_EQ(limit_of(problem), registrations_per_address);
    EXPECT_NE(problem->detail.find("new accounts from 192.0.2.7"), std::string::npos);
    EXPECT_FALSE(problem->recorded); // a stranger has no row that it could fill the log with
    office.request.now += 30min;
    EXPECT_FALSE(office.registering());
}

/// What a stranger's registration from this address is refused by.
std::optional<Problem> registering_from(LimitedOffice& office, const std::string& address) {
    const AccountStanding standing;
    return office.store.write([&](store::Transaction& tx) {
        return take_registration(
            tx,
            office.strict,
            {office.account.id, office.account.name, standing},
            address,
            office.request.now
        );
    });
}

TEST(Limits, bound_the_clients_of_all_addresses_that_one_host_or_one_site_has) {
    LimitedOffice office({{registrations_per_address, Rate{2, 1h, 2}}});
    const auto host = [](int network, int number) {
        return "2001:db8:1:" + std::to_string(network) + "::" + std::to_string(number);
    };
    EXPECT_FALSE(registering_from(office, host(0, 1)));
    EXPECT_FALSE(registering_from(office, host(0, 2)));
    const auto of_the_host = registering_from(office, host(0, 3));
    ASSERT_TRUE(of_the_host);
    EXPECT_NE(of_the_host->detail.find("from 2001:db8:1::/64: 2 in an hour"), std::string::npos);

    for (int network = 1; network <= 18; ++network)
        EXPECT_FALSE(registering_from(office, host(network, 1))) << network;
    const auto of_the_site = registering_from(office, host(19, 1));
    ASSERT_TRUE(of_the_site);
    EXPECT_NE(of_the_site->detail.find("from 2001:db8:1::/48: 20 in an hour"), std::string::npos);
    EXPECT_EQ(limit_of(of_the_site), registrations_per_address);
    EXPECT_FALSE(registering_from(office, "2001:db8:2::1"));
    EXPECT_FALSE(registering_from(office, "192.0.2.1"));
    EXPECT_FALSE(registering_from(office, "192.0.2.2"));
}

TEST(Limits, let_a_client_that_is_registered_find_itself) {
    LimitedOffice office({{registrations_per_address, Rate{1, 1h, 1}}});
    const auto key = IssuingOffice::new_key();
    const auto first = office.enroll(key, office.strict, std::nullopt);
    EXPECT_EQ(office.enroll(key, office.strict, std::nullopt).client.id, first.client.id);
}

TEST(Limits, bound_a_clients_orders_and_say_whom_to_ask) {
    LimitedOffice office({{orders_per_client, Rate{2, 1h, 2}}});
    const auto client = office.stranger();
    const auto other = office.stranger();
    office.ordered(client);
    office.ordered(client, {mail});
    const auto problem = office.ordering(client, {{"ftp.example.org"}});
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->fault, Fault::rate_limited);
    EXPECT_EQ(
        problem->detail,
        "too many orders by this client: 2 in an hour are allowed (ordersPerClient); try again "
        "after " +
            to_rfc3339(office.request.now + 30min) + ", or ask it@physics.example.org"
    );
    EXPECT_FALSE(office.ordering(other));
    office.request.now += 30min;
    EXPECT_FALSE(office.ordering(client));
}

TEST(Limits, record_the_same_refusal_once_an_hour_with_a_counter) {
    LimitedOffice office({{orders_per_client, Rate{1, 240h, 1}}});
    const auto client = office.stranger();
    office.ordered(client);
    for (int i = 0; i < 3; ++i) {
        office.request.now += 1s;
        EXPECT_TRUE(office.ordering(client).value().recorded);
    }
    const auto events = office.events({.action = "order.refused"});
    ASSERT_EQ(events.size(), 1u);
    EXPECT_EQ(events[0].count, 3);
    EXPECT_EQ(events[0].event.detail, "the limit ordersPerClient is reached");
}

TEST(Limits, bound_the_orders_of_an_account_whoever_of_its_clients_orders) {
    LimitedOffice office({{orders_per_account, Rate{1, 1h, 1}}});
    office.ordered(office.stranger());
    EXPECT_EQ(limit_of(office.ordering(office.stranger())), orders_per_account);
}

TEST(Limits, count_an_authorization_before_any_order_as_an_order) {
    LimitedOffice office({{orders_per_client, Rate{1, 1h, 1}}});
    const auto client = office.stranger();
    const auto authorize = [&] {
        return problem_of([&] {
            create_authorization(office.store, office.strict, client, mail, office.request.now);
        });
    };
    EXPECT_FALSE(authorize());
    EXPECT_EQ(limit_of(authorize()), orders_per_client);
    EXPECT_EQ(limit_of(office.ordering(client)), orders_per_client);
}

TEST(Limits, count_nothing_that_was_refused) {
    LimitedOffice office(
        {{orders_per_client, Rate{2, 240h, 2}}, {orders_per_account, Rate{1, 1h, 1}}}
    );
    const auto client = office.stranger();
    office.ordered(client);
    EXPECT_EQ(limit_of(office.ordering(client)), orders_per_account);
    office.request.now += 1h;
    EXPECT_FALSE(office.ordering(client));
    office.request.now += 1h;
    EXPECT_EQ(limit_of(office.ordering(client)), orders_per_client);
}

TEST(Limits, bound_the_certificates_of_a_registered_domain) {
    LimitedOffice office({{certificates_per_domain, Rate{2, 168h, 2}}});
    office.issued(office.stranger());
    office.issued(office.stranger(), {mail, {"www.campus.test"}});
    const auto client = office.stranger();
    const auto problem = office.ordering(client, {{"new.a.example.org"}});
    ASSERT_TRUE(problem);
    EXPECT_NE(problem->detail.find("certificates for names of example.org"), std::string::npos);
    EXPECT_FALSE(office.ordering(client, {{"mail.campus.test"}}));
}

TEST(Limits, are_each_endpoints_own) {
    LimitedOffice office({{certificates_per_domain, Rate{1, 168h, 1}}});
    auto other = office.strict;
    other.id = crypto::new_id<EndpointId>(office.request.now);
    other.name = "other";
    const auto open = new_open_account(office.sealer, other, office.physics.id, office.request.now);
    office.store.write([&](store::Transaction& tx) {
        store::insert(tx, other);
        store::insert(tx, open.account, open.sealed);
    });
    office.issued(office.stranger());
    EXPECT_EQ(limit_of(office.ordering(office.stranger())), certificates_per_domain);
    const auto elsewhere =
        office.standing(office.enroll(IssuingOffice::new_key(), other, std::nullopt).client.id);
    EXPECT_FALSE(problem_of([&] {
        create_order(office.store, other, elsewhere, {.names = {www}}, office.request.now);
    }));
}

TEST(Limits, count_the_certificates_of_an_ipv6_address_by_its_64) {
    LimitedOffice office({{certificates_per_domain, Rate{2, 168h, 2}}});
    office.issued(office.stranger(), {{"2001:db8::1"}});
    office.issued(office.stranger(), {{"2001:db8::2"}, {"2001:db8::3"}}); // counts once
    const auto client = office.stranger();
    const auto problem = office.ordering(client, {{"2001:db8::4"}});
    ASSERT_TRUE(problem);
    EXPECT_NE(problem->detail.find("names of 2001:db8::/64"), std::string::npos);
    EXPECT_FALSE(office.ordering(client, {{"2001:db8:0:1::1"}}));
    office.issued(client, {{"192.0.2.1"}});
    office.issued(client, {{"192.0.2.1"}});
    EXPECT_EQ(limit_of(office.ordering(client, {{"192.0.2.1"}})), certificates_per_domain);
    EXPECT_FALSE(office.ordering(client, {{"192.0.2.2"}}));
}

/// A limit that counts what is done for a name, and how a client comes up against it.
struct LimitByName {
    LimitKind kind;
    void (*use)(LimitedOffice&, const store::ClientStanding&, const std::vector<Name>&);
};

class LimitOfAnAddress : public testing::TestWithParam<LimitByName> {};

TEST_P(LimitOfAnAddress, is_one_for_the_64_of_ipv6_and_for_each_of_ipv4) {
    const auto& [kind, use] = GetParam();
    const auto period = kind == failures_until_paused ? 0s : std::chrono::seconds(24h);
    LimitedOffice office({{kind, Rate{2, period, 2}}});
    const auto client = office.stranger();
    const auto refused = [&](const char* address) {
        return limit_of(office.ordering(client, {{address}})) == kind;
    };
    use(office, client, {{"2001:db8::1"}});
    EXPECT_FALSE(refused("2001:db8::3"));
    use(office, client, {{"2001:db8::2"}});
    EXPECT_TRUE(refused("2001:db8::3"));
    EXPECT_FALSE(refused("2001:db8:0:1::1"));
    use(office, client, {{"192.0.2.1"}});
    use(office, client, {{"192.0.2.2"}});
    EXPECT_FALSE(refused("192.0.2.1"));
    use(office, client, {{"192.0.2.1"}});
    EXPECT_TRUE(refused("192.0.2.1"));
}

void issue_for(
    LimitedOffice& office, const store::ClientStanding& client, const std::vector<Name>& names
) {
    office.issued(client, names);
}

void fail_for(
    LimitedOffice& office, const store::ClientStanding& client, const std::vector<Name>& names
) {
    office.fail(office.ordered(client, names));
}

INSTANTIATE_TEST_SUITE_P(
    Limits,
    LimitOfAnAddress,
    testing::Values(
        LimitByName{certificates_per_domain, issue_for},
        LimitByName{certificates_per_name_set, issue_for},
        LimitByName{failed_validations, fail_for},
        LimitByName{failures_until_paused, fail_for}
    ),
    [](const auto& test) {
        std::string word(to_string(test.param.kind));
        std::ranges::replace(word, '-', '_');
        return word;
    }
);

TEST(Pausing, of_an_ipv6_address_begins_anew_with_a_success_in_its_64) {
    LimitedOffice office({{failures_until_paused, Rate{2, 0s, 2}}});
    const auto client = office.stranger();
    office.fail(office.ordered(client, {{"2001:db8::1"}}));
    office.issued(client, {{"2001:db8::2"}});
    office.fail(office.ordered(client, {{"2001:db8::3"}}));
    EXPECT_FALSE(office.ordering(client, {{"2001:db8::4"}}));
    office.fail(office.ordered(client, {{"2001:db8::4"}}));
    EXPECT_EQ(
        office.events({.action = "client.paused"}).at(0).event.changes.at(0).to, "2001:db8::/64"
    );
}

TEST(Limits, are_not_used_up_for_a_domain_by_who_does_not_hold_it) {
    LimitedOffice office({{certificates_per_domain, Rate{1, 168h, 1}}});
    const auto stranger = office.stranger();
    for (int i = 0; i < 5; ++i)
        office.fail(office.ordered(stranger));
    EXPECT_EQ(office.issued(office.stranger()).status, OrderStatus::valid);
}

TEST(Limits, hold_at_finalize_for_orders_that_were_made_together) {
    LimitedOffice office({{certificates_per_name_set, Rate{1, 168h, 1}}});
    const auto client = office.stranger();
    const auto first = office.ordered(client, {www, mail});
    const auto second = office.ordered(client, {mail, www});
    office.judge(first, validation::Proven{});
    office.judge(second, validation::Proven{});
    EXPECT_EQ(office.finalized(client, first.id).status, OrderStatus::valid);
    const auto problem = problem_of([&] { office.finalized(client, second.id); });
    ASSERT_TRUE(problem);
    EXPECT_EQ(limit_of(problem), certificates_per_name_set);
    EXPECT_NE(problem->detail.find("exactly these 2 names"), std::string::npos);
    EXPECT_TRUE(problem->recorded);
    EXPECT_EQ(office.order(second.id).status, OrderStatus::ready);
    EXPECT_EQ(limit_of(office.ordering(client, {www, mail})), certificates_per_name_set);
    EXPECT_FALSE(office.ordering(client, {www}));
}

TEST(Limits, take_nothing_for_a_renewal_whose_window_has_come) {
    LimitedOffice office(
        {{certificates_per_name_set, Rate{1, 8760h, 1}}, {orders_per_client, Rate{2, 8760h, 2}}}
    );
    const auto client = office.stranger();
    const auto first = office.issued(client);
    const auto renew = [&](const Order& before) {
        return create_order(
            office.store,
            office.strict,
            client,
            {.names = {www}, .replaces = Replaces{before.certificate.value(), "as named"}},
            office.request.now
        );
    };
    EXPECT_EQ(limit_of(problem_of([&] { renew(first); })), certificates_per_name_set);
    office.request.now += 61 * 24h;
    auto order = renew(first);
    office.judge(order, validation::Proven{});
    order = office.finalized(client, order.id);
    EXPECT_EQ(order.status, OrderStatus::valid);

    office.store.write([&](store::Transaction& tx) {
        store::ask_for_renewal(tx, order.certificate.value(), "", office.request.now);
    });
    office.request.now += 1s;
    EXPECT_EQ(renew(order).status, OrderStatus::ready); // the office asked for it
}

TEST(Limits, make_who_keeps_failing_for_a_name_wait) {
    LimitedOffice office({{failed_validations, Rate{2, 1h, 2}}});
    const auto client = office.stranger();
    office.fail(office.ordered(client));
    office.fail(office.ordered(client));
    const auto problem = office.ordering(client, {www, mail});
    ASSERT_TRUE(problem);
    EXPECT_EQ(limit_of(problem), failed_validations);
    EXPECT_EQ(problem->retry_after, 30min);
    EXPECT_FALSE(office.ordering(client, {mail}));
    EXPECT_FALSE(office.ordering(office.stranger()));
    office.request.now += 30min;
    EXPECT_FALSE(office.ordering(client));
}

TEST(Limits, name_every_name_that_has_failed_too_often) {
    LimitedOffice office({{failed_validations, Rate{1, 1h, 1}}});
    const auto client = office.stranger();
    office.fail(office.ordered(client));
    office.request.now += 30min;
    office.fail(office.ordered(client, {mail}));
    const auto problem = office.ordering(client, {www, {"ftp.example.org"}, mail});
    ASSERT_TRUE(problem);
    ASSERT_EQ(problem->subproblems.size(), 2u);
    EXPECT_EQ(to_string(problem->subproblems[0].place), "www.example.org");
    EXPECT_EQ(to_string(problem->subproblems[1].place), "mail.example.org");
    EXPECT_EQ(problem->retry_after, 1h); // when the last of them may be tried
}

TEST(Limits, do_not_hold_against_a_name_what_is_not_its_hosts_fault) {
    LimitedOffice office({{failed_validations, Rate{1, 1h, 1}}});
    const auto client = office.stranger();
    for (const auto fault : {Fault::unavailable, Fault::internal, Fault::server_internal}) {
        office.fail(office.ordered(client), fault);
        EXPECT_FALSE(office.ordering(client));
    }
}

/// Exempt is what a host in order has to do, and not what it fails at.
TEST(Limits, make_who_keeps_failing_at_a_renewal_wait_too) {
    LimitedOffice office({{failed_validations, Rate{1, 8760h, 1}}});
    const auto client = office.stranger();
    const auto certificate = office.issued(client).certificate.value();
    office.request.now += 61 * 24h;
    const auto renew = [&] {
        return create_order(
            office.store,
            office.strict,
            client,
            {.names = {www}, .replaces = Replaces{certificate, "as named"}},
            office.request.now
        );
    };
    office.fail(renew());
    EXPECT_EQ(limit_of(problem_of([&] { renew(); })), failed_validations);
}

TEST(Limits, let_a_name_that_is_proven_be_ordered_whatever_failed_before) {
    LimitedOffice office({{failed_validations, Rate{1, 1h, 1}}});
    const auto client = office.stranger();
    const auto failing = office.ordered(client);
    office.issued(client);
    office.fail(failing);
    EXPECT_FALSE(office.ordering(client));
}

TEST(Pausing, ends_the_orders_of_a_client_that_only_ever_fails_until_it_is_resumed) {
    LimitedOffice office({{failures_until_paused, Rate{3, 0s, 3}}});
    const auto client = office.stranger();
    for (int i = 0; i < 3; ++i)
        office.fail(office.ordered(client));
    const auto problem = office.ordering(client);
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->fault, Fault::rate_limited);
    EXPECT_FALSE(problem->retry_after);
    EXPECT_NE(problem->detail.find("ask it@physics.example.org to resume"), std::string::npos);
    EXPECT_FALSE(office.ordering(client, {mail}));
    EXPECT_FALSE(office.ordering(office.stranger()));
    const auto paused = office.events({.action = "client.paused"});
    ASSERT_EQ(paused.size(), 1u);
    EXPECT_EQ(paused[0].event.object_id, to_string(client.client.id));
    EXPECT_EQ(paused[0].event.changes.at(0).to, "www.example.org");

    const auto resume = [&] { resume_client(office.store, office.request, {client.client.id}); };
    resume();
    EXPECT_FALSE(office.ordering(client));
    const auto resumed = office.events({.action = "client.resumed"});
    ASSERT_EQ(resumed.size(), 1u);
    EXPECT_EQ(resumed[0].event.changes.at(0).from, "www.example.org");
    EXPECT_EQ(fault_of(resume), Fault::conflict);
}

TEST(Pausing, begins_anew_with_a_success) {
    LimitedOffice office({{failures_until_paused, Rate{2, 0s, 2}}});
    const auto client = office.stranger();
    const auto pending = office.ordered(client);
    office.fail(office.ordered(client));
    office.judge(pending, validation::Proven{});
    deactivate_authorization(
        office.store, client, pending.authorizations.at(0), office.request.now
    );
    office.fail(office.ordered(client));
    EXPECT_FALSE(office.ordering(client));
}

TEST(Limits, of_an_account_take_the_place_of_its_endpoints) {
    LimitedOffice office({{orders_per_client, Rate{1, 1h, 1}}});
    office.account.limits = {{orders_per_client, std::nullopt}};
    office.store.write([&](store::Transaction& tx) {
        store::update(tx, office.account, office.request.now);
    });
    const auto client = office.stranger();
    for (int i = 0; i < 3; ++i)
        EXPECT_FALSE(office.ordering(client));
}

TEST(Limits, are_kept_for_as_long_as_they_say_something) {
    LimitedOffice office(
        {{orders_per_client, Rate{1, 1h, 1}}, {failures_until_paused, Rate{9, 0s, 9}}}
    );
    const auto client = office.stranger();
    office.fail(office.ordered(client));
    const store::LimitKey key{orders_per_client, office.strict.id, to_string(client.client.id)};
    const auto kept = [&] {
        return office.store.read([&](store::Reader& r) { return store::find_arrival(r, key); });
    };
    drop_ended(office.store, office.request.now);
    EXPECT_TRUE(kept());
    EXPECT_TRUE(office.ordering(client));
    EXPECT_EQ(drop_ended(office.store, office.request.now + 1h), 1);
    EXPECT_FALSE(kept());
}

TEST(Limits, cost_no_statement_where_there_are_none) {
    LimitedOffice office({});
    office.store.write([](store::Transaction& tx) {
        for (const auto* table : {"rate_limits", "failures"})
            tx.driver().execute_script(std::string("DROP TABLE ") + table);
    });
    EXPECT_EQ(office.issued(office.stranger()).status, OrderStatus::valid);
}

} // namespace

} // namespace chancery::workflow
