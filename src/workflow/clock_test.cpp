// SPDX-License-Identifier: Apache-2.0
#include "store/registry/endpoints.hpp"
#include "workflow/clock.hpp"
#include "workflow/issuance/server_certificate.hpp"
#include "workflow/jobs/office_jobs_for_tests.hpp"
#include "workflow/workflow_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

/// An office that has recorded something now, and whose CA began an hour before.
struct Clocked {
    IssuingOffice office;
    store::ClientStanding client = office.client();

    static constexpr auto behind = 10min;

    std::optional<Fault> order_at(Time at) {
        return fault_of([&] {
            (void
            )create_order(office.store, office.ov, client, {.names = {{"www.example.org"}}}, at);
        });
    }

    std::optional<std::string> accept_at(Time at) {
        auto request = office.request;
        request.now = at;
        return accept_clock(office.store, request);
    }

    std::optional<Fault> readiness_at(Time at) {
        return fault_of([&] { require_plausible_clock(office.store, at); });
    }
};

TEST(Clock, that_was_set_back_takes_no_orders_until_it_is_right_again) {
    Clocked clocked;
    const auto now = clocked.office.request.now;
    EXPECT_EQ(clocked.order_at(now - Clocked::behind), Fault::not_issuing);
    EXPECT_EQ(clocked.readiness_at(now - Clocked::behind), Fault::not_issuing);
    EXPECT_EQ(clocked.order_at(now - 4min), std::nullopt);
    EXPECT_EQ(clocked.order_at(now), std::nullopt);
    EXPECT_EQ(clocked.readiness_at(now), std::nullopt);
}

TEST(Clock, that_was_set_back_leaves_a_ready_order_ready) {
    Clocked clocked;
    auto& office = clocked.office;
    const auto now = office.request.now;
    const auto order = office.new_order(clocked.client);
    office.request.now = now - Clocked::behind;
    EXPECT_EQ(fault_of([&] { office.finalize(clocked.client, order); }), Fault::not_issuing);
    EXPECT_TRUE(office.certificates().empty());
    office.request.now = now;
    EXPECT_EQ(office.finalize(clocked.client, order).status, OrderStatus::valid);
}

TEST(Clock, that_was_set_back_gives_the_server_no_certificate_either) {
    Clocked clocked;
    auto& office = clocked.office;
    office.request.now -= Clocked::behind;
    EXPECT_EQ(
        fault_of([&] {
            issue_server_certificate(office.issuing, office.request, {"pki.example.org"}, "ov");
        }),
        Fault::not_issuing
    );
    EXPECT_TRUE(office.certificates().empty());
}

TEST(Clock, is_accepted_with_the_rows_that_are_later_and_issues_then) {
    Clocked clocked;
    auto& office = clocked.office;
    const auto now = office.request.now;
    const auto order = office.new_order(clocked.client);
    office.finalize(clocked.client, order);
    const auto id = to_string(office.certificates().front().id);
    const auto back = now - Clocked::behind;

    const auto rows = clocked.accept_at(back);
    ASSERT_TRUE(rows);
    for (const auto& part : {"1 certificates", id.c_str(), "1 orders", "events of the audit log"})
        EXPECT_NE(rows->find(part), std::string::npos) << *rows;
    const auto event = office.events().front().event;
    EXPECT_EQ(event.action, "clock.accepted");
    EXPECT_NE(event.object_name.find(id), std::string::npos);
    EXPECT_EQ(clocked.order_at(back), std::nullopt);
    EXPECT_EQ(clocked.order_at(back - 6min), Fault::not_issuing) << "it is guarded anew from there";
}

TEST(Clock, that_is_right_is_not_accepted_again) {
    Clocked clocked;
    const auto events = clocked.office.events().size();
    EXPECT_FALSE(clocked.accept_at(clocked.office.request.now));
    EXPECT_EQ(clocked.office.events().size(), events);
}

TEST(Clock, before_the_beginning_of_a_ca_is_refused_and_nothing_changes) {
    Clocked clocked;
    auto& office = clocked.office;
    const auto begin = office.issuers.current()->facts(office.ov.issuer).not_before;
    const auto events = office.events().size();
    for (const auto before : {begin - 1s, begin - 24h * 400})
        EXPECT_EQ(fault_of([&] { clocked.accept_at(before); }), Fault::not_issuing);
    EXPECT_EQ(office.events().size(), events);
    // The records count as they did.
    EXPECT_EQ(clocked.order_at(office.request.now - Clocked::behind), Fault::not_issuing);
    EXPECT_EQ(clocked.readiness_at(office.request.now - Clocked::behind), Fault::not_issuing);
}

TEST(Clock, is_accepted_from_the_beginning_of_a_ca_on) {
    Clocked clocked;
    const auto begin = clocked.office.issuers.current()->facts(clocked.office.ov.issuer).not_before;
    EXPECT_TRUE(clocked.accept_at(begin));
    EXPECT_EQ(clocked.readiness_at(begin - 1s), Fault::not_issuing);
    EXPECT_EQ(clocked.readiness_at(begin), std::nullopt);
}

TEST(Clock, is_accepted_before_the_beginning_of_a_ca_that_nothing_is_issued_from) {
    Clocked clocked;
    auto& office = clocked.office;
    const auto before = office.issuers.current()->facts(office.ov.issuer).not_before - 1s;
    for (auto endpoint :
         office.store.read([](store::Reader& r) { return store::list_endpoints(r); })) {
        endpoint.enabled = false;
        office.store.write([&](store::Transaction& tx) {
            store::update(tx, endpoint, office.request.now);
        });
    }
    EXPECT_TRUE(clocked.accept_at(before));
}

TEST(Clock, after_the_end_of_a_ca_leaves_the_server_ready_for_all_else) {
    Clocked clocked;
    const auto end = clocked.office.issuers.current()->facts(clocked.office.ov.issuer).not_after;
    EXPECT_EQ(clocked.readiness_at(end + 24h), std::nullopt);
}

TEST(Clock, that_was_set_back_keeps_an_order_that_was_left_processing) {
    Clocked clocked;
    auto& office = clocked.office;
    const auto order = office.new_order(clocked.client);
    office.finalize_with(Dying(), clocked.client, order);
    const auto status_after_jobs_at = [&](Time at) {
        settle_left_orders(office.issuing, at);
        return office.order(order.id).status;
    };
    office.store.write([&](store::Transaction& tx) {
        enqueue_order(tx, order.id, office.request.now - Clocked::behind);
    });
    EXPECT_EQ(status_after_jobs_at(office.request.now - Clocked::behind), OrderStatus::processing);
    EXPECT_EQ(status_after_jobs_at(office.request.now + 1h), OrderStatus::valid);
}

} // namespace

} // namespace chancery::workflow
