// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: the jobs of an office, run on the test's own thread when it says so.

#include "workflow/jobs/job_kinds.hpp"
#include "workflow/jobs/jobs.hpp"

#include <algorithm>
#include <initializer_list>
#include <utility>
#include <vector>

namespace chancery::workflow {

inline std::vector<JobRow> rows_of(std::initializer_list<JobKind> kinds, const JobParts& parts) {
    auto rows = job_rows(parts);
    std::erase_if(rows, [&](const JobRow& row) {
        return std::ranges::find(kinds, row.kind) == kinds.end();
    });
    return rows;
}

/// Runs the jobs of one kind that are due, as a process that has just begun. Returns how many.
inline int run_jobs(JobKind kind, const JobParts& parts, Time now) {
    Metrics metrics;
    Jobs jobs(
        parts.issuing.store, rows_of({kind}, parts), [=] { return now; }, metrics
    );
    return jobs.run_due();
}

/// Returns how many.
inline int publish_crls(Issuing& issuing, Time now) {
    return run_jobs(JobKind::revocationLists, {issuing}, now);
}

/// Orders that were left processing; no endpoint asks for CAA. Returns how many.
inline int settle_left_orders(Issuing& issuing, Time now) {
    return run_jobs(JobKind::issue, {issuing}, now);
}

} // namespace chancery::workflow
