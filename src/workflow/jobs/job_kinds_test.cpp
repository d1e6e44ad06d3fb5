// SPDX-License-Identifier: Apache-2.0
#include "workflow/issuance/revocation.hpp"
#include "workflow/jobs/office_jobs_for_tests.hpp"
#include "workflow/workflow_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

TEST(JobKinds, have_a_row_each_in_the_order_of_their_words) {
    IssuingOffice office;
    const auto rows = job_rows({office.issuing});
    ASSERT_EQ(rows.size(), every<JobKind>.size())
        << "a kind has no row in workflow/jobs/job_kinds.cpp";
    for (std::size_t i = 0; i < rows.size(); ++i) {
        EXPECT_EQ(rows[i].kind, every<JobKind>[i]);
        EXPECT_TRUE(rows[i].run) << to_string(rows[i].kind);
        EXPECT_GT(rows[i].at_once, 0) << to_string(rows[i].kind);
        EXPECT_GE(rows[i].backoff.longest, rows[i].backoff.first) << to_string(rows[i].kind);
    }
}

TEST(JobKinds, write_nothing_in_an_office_that_has_nothing_to_do) {
    IssuingOffice office;
    Metrics metrics;
    Jobs jobs(
        office.store, job_rows({office.issuing}), [&] { return office.request.now; }, metrics
    );
    EXPECT_GT(jobs.run_due(), 0) << "the first revocation lists";
    const auto writes = office.store.statistics().writes;
    for (int i = 0; i < 3; ++i) {
        office.request.now += 1h;
        EXPECT_EQ(jobs.run_due(), 0);
        jobs.measure();
    }
    EXPECT_EQ(office.store.statistics().writes, writes);
}

TEST(Revoking, makes_the_list_due_at_once) {
    IssuingOffice office;
    const auto client = office.client();
    publish_crls(office.issuing, office.request.now);
    const auto order = office.finalize(client, office.new_order(client));
    const auto certificate = office.certificate(order.certificate.value());
    revoke_for_client(
        office.store, client, certificate.id, RevocationReason::superseded, office.request.now
    );
    const auto due = office.store.read([](store::Reader& reader) {
        return store::next_due(reader, JobKind::revocationLists);
    });
    EXPECT_EQ(due, office.request.now);
}

} // namespace

} // namespace chancery::workflow
