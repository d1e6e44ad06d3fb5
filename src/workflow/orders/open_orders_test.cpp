// SPDX-License-Identifier: Apache-2.0
// What keeps a credential that was stolen from filling the disk.
#include "store/orders/renewals.hpp"
#include "workflow/jobs/drop_ended.hpp"
#include "workflow/orders/authorizations.hpp"
#include "workflow/orders/client_changes.hpp"
#include "workflow/orders/limited_office_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;
using enum LimitKind;

TEST(DefaultLimits, hold_at_every_endpoint_where_the_office_has_set_nothing) {
    const IssuingOffice office;
    const auto endpoints =
        office.store.read([](store::Reader& r) { return store::list_endpoints(r); });
    EXPECT_EQ(endpoints.size(), 4u);
    for (const auto& endpoint : endpoints) {
        EXPECT_TRUE(endpoint.limits.empty()) << endpoint.name;
        for (const auto kind :
             {registrations_per_address,
              orders_per_client,
              open_orders_per_client,
              changes_per_client})
            EXPECT_TRUE(rate_of(endpoint.limits_in_force(), kind)) << endpoint.name;
    }
    EXPECT_EQ(office.endpoint("dv").limits_in_force(), limits_for_strangers());
    EXPECT_EQ(office.ov.limits_in_force(), limits_for_the_known());
}

TEST(DefaultLimits, of_an_endpoint_follow_whom_it_takes) {
    Endpoint endpoint = IssuingOffice().ov;
    endpoint.eab_required = false;
    EXPECT_EQ(endpoint.limits_in_force(), limits_for_strangers());
    endpoint.limits = {{orders_per_client, std::nullopt}, {failed_validations, Rate{9, 1h, 9}}};
    EXPECT_FALSE(rate_of(endpoint.limits_in_force(), orders_per_client));
    EXPECT_EQ(rate_of(endpoint.limits_in_force(), failed_validations), (Rate{9, 1h, 9}));
}

TEST(Limits, bound_the_clients_of_an_account_wherever_they_come_from) {
    LimitedOffice office({{registrations_per_account, Rate{2, 1h, 2}}});
    office.stranger();
    office.stranger();
    const auto problem = office.registering();
    ASSERT_TRUE(problem);
    EXPECT_EQ(limit_of(problem), registrations_per_account);
    EXPECT_NE(problem->detail.find("strict (open)"), std::string::npos) << problem->detail;
    office.request.now += 30min;
    EXPECT_FALSE(office.registering());
}

TEST(Limits, bound_the_orders_of_a_client_that_are_open_at_a_time) {
    LimitedOffice office({{open_orders_per_client, Rate{2, 0s, 2}}});
    const auto client = office.stranger();
    const auto first = office.ordered(client);
    office.request.now += 1h;
    const auto second = office.ordered(client, {mail});
    const auto problem = office.ordering(client);
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->fault, Fault::rate_limited);
    EXPECT_EQ(limit_of(problem), open_orders_per_client);
    EXPECT_EQ(problem->retry_after, first.expires - office.request.now);
    EXPECT_NE(problem->detail.find("2 are allowed at a time"), std::string::npos);
    EXPECT_FALSE(office.ordering(office.stranger())) << "another client has its own";
    // What is issued, has failed, or has expired is not open.
    office.judge(second, validation::Proven{});
    EXPECT_TRUE(office.ordering(client)) << "ready is open";
    office.finalized(client, second.id);
    EXPECT_FALSE(office.ordering(client));
    EXPECT_TRUE(office.ordering(client));
    office.fail(first);
    EXPECT_FALSE(office.ordering(client));
    EXPECT_TRUE(office.ordering(client));
    office.request.now += 8 * 24h;
    EXPECT_FALSE(office.ordering(client));
}

TEST(Limits, bound_the_open_orders_of_all_clients_of_an_account) {
    LimitedOffice office({{open_orders_per_account, Rate{2, 0s, 2}}});
    office.ordered(office.stranger());
    office.ordered(office.stranger());
    EXPECT_EQ(limit_of(office.ordering(office.stranger())), open_orders_per_account);
}

TEST(Limits, let_a_renewal_in_its_window_be_ordered_beside_open_orders) {
    LimitedOffice office({{open_orders_per_client, Rate{1, 0s, 1}}});
    const auto client = office.stranger();
    const auto certificate = office.issued(client).certificate.value();
    office.ordered(client, {mail});
    office.store.write([&](store::Transaction& tx) {
        store::ask_for_renewal(tx, certificate, "", office.request.now);
    });
    office.request.now += 1s;
    EXPECT_FALSE(problem_of([&] {
        create_order(
            office.store,
            office.strict,
            client,
            {.names = {www}, .replaces = Replaces{certificate, "it"}},
            office.request.now
        );
    }));
}

TEST(Limits, bound_how_often_a_client_changes_its_contacts_and_its_key) {
    LimitedOffice office({{changes_per_client, Rate{2, 1h, 2}}});
    const auto client = office.stranger();
    const auto change = [&](const std::string& contact) {
        return problem_of([&] {
            change_client(
                office.store,
                client,
                {.contacts = std::vector<std::string>{contact}},
                office.request.now
            );
        });
    };
    EXPECT_FALSE(change("mailto:a@example.org"));
    EXPECT_FALSE(change("mailto:a@example.org")) << "as it was: no change, and not counted";
    EXPECT_FALSE(change("mailto:b@example.org"));
    const auto events = office.events().size();
    EXPECT_EQ(limit_of(change("mailto:c@example.org")), changes_per_client);
    EXPECT_EQ(office.standing(client.client.id).client.contacts.front(), "mailto:b@example.org");
    const auto key = [&] {
        return change_key(
            office.store,
            client,
            crypto::PublicKey::from_spki(client.client.spki),
            IssuingOffice::new_key().public_key(),
            office.request.now
        );
    };
    EXPECT_EQ(limit_of(problem_of([&] { key(); })), changes_per_client);
    EXPECT_LE(office.events().size(), events + 2) << "a refusal is one row, however often";
    office.request.now += 30min;
    EXPECT_NE(key().client.thumbprint, client.client.thumbprint);
}

TEST(Limits, keep_an_order_without_a_certificate_for_a_day_after_it_expired) {
    LimitedOffice office({});
    const auto client = office.stranger();
    const auto open = office.ordered(client);
    const auto failed = office.ordered(client);
    office.fail(failed);
    const auto issued = office.issued(client);
    const auto is_there = [&](const Order& order) {
        return office.store.read([&](store::Reader& r) {
            return store::find_order(r, order.id).has_value();
        });
    };
    drop_ended(office.store, open.expires + 24h);
    EXPECT_TRUE(is_there(open) && is_there(failed) && is_there(issued));
    drop_ended(office.store, open.expires + 24h + 1s);
    EXPECT_FALSE(is_there(open) || is_there(failed));
    EXPECT_TRUE(is_there(issued)) << "for a month";
}

TEST(Limits, leave_little_of_an_order_with_many_names_in_the_log) {
    LimitedOffice office({});
    std::vector<Name> names;
    for (int i = 0; i < 100; ++i)
        names.push_back({"host" + std::to_string(i) + ".example.org"});
    office.ordered(office.stranger(), names);
    const auto event = office.events().front().event;
    EXPECT_EQ(event.action, "order.created");
    EXPECT_TRUE(event.object_name.starts_with("host0.example.org, host1.example.org, "));
    EXPECT_TRUE(event.object_name.ends_with(" and 90 more")) << event.object_name;
}

} // namespace

} // namespace chancery::workflow
