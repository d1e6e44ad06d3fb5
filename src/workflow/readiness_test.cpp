// SPDX-License-Identifier: Apache-2.0
#include "workflow/failing_store_for_tests.hpp"
#include "workflow/readiness.hpp"
#include "workflow/workflow_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::workflow {

namespace {

TEST(Readiness, commits_a_write_that_leaves_nothing_behind) {
    IssuingOffice office;
    const auto before = office.store.statistics();
    EXPECT_NO_THROW(require_readable(office.store));
    EXPECT_NO_THROW(require_writable(office.store));
    EXPECT_NO_THROW(require_writable(office.store));
    EXPECT_EQ(office.store.statistics().commits, before.commits + 2);
    const auto rows = office.store.read([](store::Reader& reader) {
        std::int64_t count = -1;
        reader.driver().execute("SELECT count(*) FROM write_probes", {}, [&](const db::Row& row) {
            count = row.integer(0);
        });
        return count;
    });
    EXPECT_EQ(rows, 0);
}

TEST(Readiness, is_not_there_where_one_statement_of_a_write_fails) {
    IssuingOffice office;
    for (int statement = 1; statement <= 4; ++statement) { // begin, insert, delete, commit
        FailingStore failing(office.url());
        failing.failure->fail_at(statement);
        EXPECT_EQ(fault_of([&] { require_writable(failing.store); }), Fault::unavailable)
            << statement;
    }
    FailingStore failing(office.url());
    failing.failure->fail_at(1);
    EXPECT_EQ(fault_of([&] { require_readable(failing.store); }), Fault::unavailable);
}

} // namespace

} // namespace chancery::workflow
