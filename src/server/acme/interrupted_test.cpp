// SPDX-License-Identifier: Apache-2.0
// The whole cycle from newAccount to the certificate, with every statement of the database failing
// once, and what is there when the server has been started again.
#include "crypto/certificate.hpp"
#include "server/acme/acme_server_for_tests.hpp"
#include "workflow/failing_store_for_tests.hpp"
#include "workflow/issuance/left_orders.hpp"
#include "workflow/jobs/office_jobs_for_tests.hpp"

#include <gtest/gtest.h>

#include <limits>
#include <set>

namespace chancery::server {

namespace {

using namespace std::chrono_literals;

/// What a client was told; empty where it was told nothing.
struct Told {
    std::string kid;
    std::string order;
    std::string certificate;
    std::string chain;

    bool all() const { return !chain.empty(); }
};

/// An answer that is not a success is one that the client may try again.
bool is_good(const Reply& reply) {
    if (reply.status() < 300) return true;
    EXPECT_EQ(reply.status(), 503) << reply.response.body;
    EXPECT_EQ(reply.problem(), "serverInternal");
    EXPECT_NE(reply.header("Retry-After"), "");
    return false;
}

/// Up to the first answer that is not a success.
Told run_cycle(AcmeForTests& acme, const crypto::PrivateKey& key) {
    Told told;
    Host host{.key = key};
    const auto account = acme.post(
        host,
        AcmeForTests::url("new-account"),
        acme.new_account_payload(host, acme.office.credential)
    );
    if (!is_good(account)) return told;
    host.kid = told.kid = account.header("Location");

    const auto order = acme.new_order(host);
    if (!is_good(order)) return told;
    told.order = order.header("Location");

    const auto finalized =
        acme.post(host, order.text("finalize"), AcmeForTests::csr_for({"www.example.org"}));
    if (!is_good(finalized)) return told;
    EXPECT_EQ(finalized.text("status"), "valid");
    told.certificate = finalized.text("certificate");

    const auto fetched = acme.post_as_get(host, told.certificate);
    if (is_good(fetched)) told.chain = fetched.response.body;
    return told;
}

/// What the client was told is there.
void expect_kept(AcmeForTests& acme, const crypto::PrivateKey& key, const Told& told) {
    Host host{.key = key};
    const auto account = acme.post(
        host,
        AcmeForTests::url("new-account"),
        acme.new_account_payload(host, acme.office.credential)
    );
    if (told.kid.empty()) {
        EXPECT_LT(account.status(), 300);
        return;
    }
    EXPECT_EQ(account.status(), 200);
    EXPECT_EQ(account.header("Location"), told.kid);
    host.kid = told.kid;
    if (told.order.empty()) return;
    const auto order = acme.post_as_get(host, told.order);
    EXPECT_EQ(order.status(), 200);
    if (told.certificate.empty()) {
        EXPECT_NE(order.text("status"), "processing");
        return;
    }
    EXPECT_EQ(order.text("status"), "valid");
    EXPECT_EQ(order.text("certificate"), told.certificate);
    const auto fetched = acme.post_as_get(host, told.certificate);
    EXPECT_EQ(fetched.status(), 200);
    if (!told.chain.empty()) {
        EXPECT_EQ(fetched.response.body, told.chain);
    }
}

/// Each order is over or may be finalized, and each certificate is recorded once and as it is.
void expect_settled(const workflow::IssuingOffice& office) {
    const auto left = office.store.read([&](store::Reader& reader) {
        return store::list_left_orders(reader, office.request.now + 24h, 1);
    });
    EXPECT_TRUE(left.empty());
    const auto job = office.store.read([](store::Reader& reader) {
        return store::next_due(reader, JobKind::issue);
    });
    EXPECT_FALSE(job);
    std::set<Bytes> serials;
    const auto certificates = office.certificates();
    for (const auto& certificate : certificates) {
        EXPECT_EQ(certificate.status, CertificateStatus::issued);
        ASSERT_FALSE(certificate.der.empty());
        EXPECT_EQ(crypto::read_certificate(certificate.der).serial, certificate.draft.serial);
        serials.insert(certificate.draft.serial);
        const auto order = office.order(certificate.order.value());
        EXPECT_EQ(order.status, OrderStatus::valid);
        EXPECT_EQ(order.certificate, certificate.id);
    }
    EXPECT_EQ(serials.size(), certificates.size());
    EXPECT_EQ(office.events({.action = "certificate.issued"}).size(), certificates.size());
}

class Interrupted : public testing::TestWithParam<db::Failure::Leaves> {};

/// The server goes on, or is started again: the jobs were run, and the client asks anew.
int settle_and_ask_again(AcmeForTests& acme, store::Store& store, const Told& told) {
    auto& office = acme.office;
    office.request.now += 10min;
    workflow::Issuing issuing{store, office.issuers, office.issuing.issued};
    const int settled = workflow::settle_left_orders(issuing, office.request.now);
    expect_settled(office);
    expect_kept(acme, office.key, told);
    EXPECT_TRUE(run_cycle(acme, office.key).all());
    expect_settled(office);
    return settled;
}

TEST_P(Interrupted, at_any_statement_keeps_what_was_told_and_settles_what_was_not) {
    int settled_by_jobs = 0;
    int statement = 1;
    for (bool failed = true; failed; ++statement) {
        SCOPED_TRACE("statement " + std::to_string(statement));
        workflow::IssuingOffice office;
        Told told;
        {
            workflow::FailingStore failing(office.url());
            AcmeForTests acme(office, failing.store);
            failing.failure->fail_at(statement, GetParam());
            told = run_cycle(acme, office.key);
            failed = failing.failure->has_failed();
        }
        EXPECT_TRUE(failed || told.all());
        auto store = store::open_at(office.url());
        AcmeForTests restarted(office, store);
        settled_by_jobs += settle_and_ask_again(restarted, store, told);
    }
    EXPECT_GT(statement, 40);
    EXPECT_GT(settled_by_jobs, 0);
}

TEST_P(Interrupted, at_any_statement_goes_on_without_being_started_again) {
    int settled_by_jobs = 0;
    int statement = 1;
    for (bool failed = true; failed; ++statement) {
        SCOPED_TRACE("statement " + std::to_string(statement));
        workflow::IssuingOffice office;
        workflow::FailingStore failing(office.url());
        AcmeForTests acme(office, failing.store);
        failing.failure->fail_at(statement, GetParam());
        const auto told = run_cycle(acme, office.key);
        failed = failing.failure->has_failed();
        // Nothing is to fail any more, in what this test counts as in what it asks.
        failing.failure->fail_at(std::numeric_limits<int>::max());
        settled_by_jobs += settle_and_ask_again(acme, failing.store, told);
    }
    EXPECT_GT(settled_by_jobs, 0);
}

TEST_P(Interrupted, while_it_settles_what_was_left_settles_it_later) {
    int statement = 1;
    for (bool failed = true; failed; ++statement) {
        SCOPED_TRACE("statement " + std::to_string(statement));
        workflow::IssuingOffice office;
        const auto client = office.client();
        const auto ready = office.new_order(client);
        office.finalize_with(workflow::Dying(), client, ready);
        office.request.now += 10min;
        {
            workflow::FailingStore failing(office.url());
            failing.failure->fail_at(statement, GetParam());
            // What fails for one order is logged; what fails before any is taken is thrown.
            (void)workflow::fault_of([&] {
                workflow::Issuing issuing{failing.store, office.issuers, office.issuing.issued};
                workflow::settle_left_orders(issuing, office.request.now);
            });
            failed = failing.failure->has_failed();
        }
        office.request.now += 10min;
        workflow::settle_left_orders(office.issuing, office.request.now);
        expect_settled(office);
        EXPECT_EQ(office.order(ready.id).status, OrderStatus::valid);
        EXPECT_EQ(office.certificates().size(), 1u);
    }
    EXPECT_GT(statement, 10);
}

INSTANTIATE_TEST_SUITE_P(
    Leaving,
    Interrupted,
    testing::Values(db::Failure::Leaves::transaction, db::Failure::Leaves::nothing),
    [](const auto& test) {
        return std::string(
            test.param == db::Failure::Leaves::transaction ? "the_transaction" : "nothing"
        );
    }
);

} // namespace

} // namespace chancery::server
