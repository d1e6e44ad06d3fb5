// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.hpp"
#include "db/driver.hpp"
#include "model/rules.hpp"
#include "workflow/issuance/left_orders.hpp"
#include "workflow/jobs/drop_ended.hpp"
#include "workflow/jobs/office_jobs_for_tests.hpp"
#include "workflow/orders/client_changes.hpp"
#include "workflow/workflow_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

struct InterruptedOffice : IssuingOffice {
    store::ClientStanding host = client();
    OrderId order_id = interrupted();

    OrderId interrupted() {
        const auto ready = new_order(host);
        EXPECT_EQ(finalize_with(Dying(), host, ready).status, OrderStatus::processing);
        return ready.id;
    }

    int jobs_after(std::chrono::seconds time) {
        request.now += time;
        return settle_left_orders(issuing, request.now);
    }
};

TEST(LeftOrders, signs_what_an_interruption_left) {
    InterruptedOffice office;
    const auto recorded = office.certificates().front();
    Metrics metrics;
    auto issuing = make_issuing(office.store, office.issuers, metrics);
    const JobParts parts{issuing};
    office.request.now += 31s;
    EXPECT_EQ(run_jobs(JobKind::issue, parts, office.request.now), 1);
    EXPECT_NE(metrics.to_text().find("chancery_certificates_issued_total 1\n"), std::string::npos);
    const auto order = office.order(office.order_id);
    EXPECT_EQ(order.status, OrderStatus::valid);
    const auto certificate = office.certificates().front();
    EXPECT_EQ(certificate.id, order.certificate);
    EXPECT_EQ(certificate.status, CertificateStatus::issued);
    EXPECT_EQ(crypto::read_certificate(certificate.der).serial, recorded.draft.serial);
    const auto event = office.events().front().event;
    EXPECT_EQ(event.action, "certificate.issued");
    EXPECT_EQ(event.actor.name, "web");
}

TEST(LeftOrders, leaves_alone_what_may_still_be_in_hand) {
    InterruptedOffice office;
    EXPECT_EQ(office.jobs_after(30s), 0);
    EXPECT_EQ(office.order(office.order_id).status, OrderStatus::processing);
}

TEST(LeftOrders, is_harmless_twice) {
    InterruptedOffice office;
    EXPECT_EQ(office.jobs_after(31s), 1);
    const auto der = office.certificates().front().der;
    const auto events = office.events().size();
    EXPECT_EQ(office.jobs_after(1h), 0);
    EXPECT_EQ(office.certificates().front().der, der);
    EXPECT_EQ(office.events().size(), events);
}

TEST(LeftOrders, is_not_held_up_by_an_order_that_cannot_be_settled) {
    InterruptedOffice office;
    office.store.write([](store::Transaction& tx) {
        tx.driver().execute("UPDATE certificates SET status = 'damaged'");
    });
    const auto behind = office.interrupted();
    EXPECT_EQ(office.jobs_after(31s), 2);
    EXPECT_EQ(office.order(office.order_id).status, OrderStatus::processing);
    EXPECT_EQ(office.order(behind).status, OrderStatus::valid);
}

TEST(LeftOrders, are_not_gone_on_with_while_another_process_has_leased_them) {
    InterruptedOffice office;
    office.request.now += 31s;
    {
        auto other = store::open_at(office.url());
        Metrics metrics;
        auto issuing = make_issuing(other, office.issuers, metrics);
        Jobs jobs(
            other, rows_of({JobKind::issue}, {issuing}), [&] { return office.request.now; }, metrics
        );
        EXPECT_EQ(jobs.take().size(), 1U);
    }
    EXPECT_EQ(office.jobs_after(59s), 0);
    EXPECT_EQ(office.order(office.order_id).status, OrderStatus::processing);
    EXPECT_EQ(office.jobs_after(1s), 1); // the other process is gone
    EXPECT_EQ(office.order(office.order_id).status, OrderStatus::valid);
}

TEST(LeftOrders, cost_an_issuance_that_is_not_interrupted_nothing) {
    InterruptedOffice office;
    const auto issued = office.finalize(office.host, office.new_order(office.host));
    EXPECT_EQ(issued.status, OrderStatus::valid);
    const auto job = office.store.read([](store::Reader& reader) {
        return store::next_due(reader, JobKind::issue);
    });
    EXPECT_FALSE(job);
}

// conforms: 8555-7.3.6-4
TEST(LeftOrders, signs_nothing_for_a_client_that_was_deactivated) {
    InterruptedOffice office;
    const auto client = office.standing(office.order(office.order_id).client);
    deactivate_client(office.store, client, office.request.now);
    EXPECT_EQ(office.jobs_after(31s), 0) << "the order has ended with its client";
    EXPECT_EQ(office.order(office.order_id).status, OrderStatus::invalid);
    EXPECT_EQ(office.certificates().front().status, CertificateStatus::never_signed);
}

/// As a version left it that did not end the orders with their client.
TEST(LeftOrders, signs_nothing_for_a_client_that_has_ended_whatever_became_of_its_orders) {
    for (const auto ended : {ClientStatus::deactivated, ClientStatus::revoked}) {
        InterruptedOffice office;
        auto client = office.host.client;
        client.status = ended;
        office.store.write([&](store::Transaction& tx) { store::update(tx, client); });
        EXPECT_EQ(office.jobs_after(31s), 1);
        EXPECT_EQ(office.order(office.order_id).status, OrderStatus::invalid);
        EXPECT_EQ(office.certificates().front().status, CertificateStatus::never_signed);
    }
}

TEST(LeftOrders, waits_for_a_disabled_account_to_be_enabled) {
    InterruptedOffice office;
    disable_account(office.store, office.request, {office.web.account.id});
    office.jobs_after(31s);
    EXPECT_EQ(office.order(office.order_id).status, OrderStatus::processing);
    enable_account(office.store, office.request, {office.web.account.id});
    office.jobs_after(61s);
    EXPECT_EQ(office.order(office.order_id).status, OrderStatus::valid);
}

TEST(LeftOrders, asks_policy_before_it_signs) {
    InterruptedOffice office;
    withdraw_delegation(office.store, office.request, {office.below.id});
    EXPECT_EQ(office.jobs_after(31s), 1);
    const auto order = office.order(office.order_id);
    EXPECT_EQ(order.status, OrderStatus::invalid);
    ASSERT_TRUE(order.problem);
    EXPECT_EQ(order.problem->subproblems.front().cause, Rule::not_delegated);
    const auto certificate = office.certificates().front();
    EXPECT_EQ(certificate.status, CertificateStatus::never_signed);
    EXPECT_TRUE(certificate.der.empty());
    const auto event = office.events().front().event;
    EXPECT_EQ(event.action, "order.refused");
    EXPECT_EQ(event.object_id, to_string(office.order_id));
}

TEST(LeftOrders, gives_up_a_draft_whose_time_is_over) {
    InterruptedOffice office;
    EXPECT_EQ(office.jobs_after(91 * 24h), 1);
    EXPECT_EQ(office.order(office.order_id).status, OrderStatus::invalid);
    EXPECT_EQ(office.certificates().front().status, CertificateStatus::never_signed);
}

TEST(LeftOrders, settles_every_order_of_a_crash_under_load) {
    InterruptedOffice office;
    std::vector<OrderId> ids{office.order_id};
    for (int i = 0; i < 5; ++i)
        ids.push_back(office.interrupted());
    EXPECT_EQ(office.jobs_after(31s), 6);
    for (const auto& id : ids)
        EXPECT_EQ(office.order(id).status, OrderStatus::valid);
}

/// Ids never go back, so that one made after a later one is as late as that.
Time time_of(OrderId id) {
    std::int64_t milliseconds = 0;
    for (std::size_t i = 0; i < 6; ++i)
        milliseconds = milliseconds << 8 | id.bytes[i];
    return Time(std::chrono::seconds(milliseconds / 1000));
}

TEST(DropEnded, drops_an_order_a_month_after_its_end_and_keeps_the_certificate) {
    InterruptedOffice office;
    const auto issued = office.finalize(office.host, office.new_order(office.host));
    drop_ended(office.store, time_of(issued.id) + 30 * 24h);
    EXPECT_EQ(office.order(issued.id).status, OrderStatus::valid);
    // The order that is still processing is the jobs'.
    EXPECT_EQ(drop_ended(office.store, time_of(issued.id) + 31 * 24h), 1);
    EXPECT_EQ(fault_of([&] { office.order(issued.id); }), Fault::not_found);
    EXPECT_EQ(office.order(office.order_id).status, OrderStatus::processing);
    EXPECT_EQ(office.certificates().front().id, issued.certificate);
}

} // namespace

} // namespace chancery::workflow
