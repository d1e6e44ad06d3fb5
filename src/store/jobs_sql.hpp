// SPDX-License-Identifier: Apache-2.0
#pragma once

// The looks at the jobs whose plans a test reads.

#include "db/driver.hpp"

namespace chancery::store::sql {

inline constexpr db::Fragment enqueue_job =
    "INSERT INTO jobs (kind, subject, state, run_at, attempts) VALUES ($1, $2, 'waiting', $3, 0) "
    "ON CONFLICT (kind, subject) DO UPDATE SET "
    "asked_again_at = CASE WHEN jobs.leased_by IS NULL OR jobs.asked_again_at <= excluded.run_at "
    "THEN jobs.asked_again_at ELSE excluded.run_at END, "
    "run_at = CASE WHEN jobs.leased_by IS NOT NULL "
    "OR (jobs.state = 'waiting' AND jobs.run_at <= excluded.run_at) THEN jobs.run_at "
    "ELSE excluded.run_at END, "
    "attempts = CASE WHEN jobs.state = 'failed' THEN 0 ELSE jobs.attempts END, "
    "problem = CASE WHEN jobs.state = 'failed' THEN '' ELSE jobs.problem END, "
    "state = 'waiting'";

inline constexpr db::Fragment next_due_job =
    "SELECT run_at FROM jobs WHERE kind = $1 AND state = 'waiting' ORDER BY run_at LIMIT 1";

inline constexpr db::Fragment leased_columns = "id, subject, attempts";

inline constexpr db::Fragment find_due =
    "WITH due AS MATERIALIZED (SELECT id FROM jobs WHERE kind = $3 AND state = 'waiting' "
    "AND run_at <= $4 ORDER BY run_at LIMIT $5";

inline constexpr auto lease_due =
    ") UPDATE jobs SET leased_by = $1, run_at = $2, attempts = attempts + 1 "
    "WHERE id IN (SELECT id FROM due) RETURNING " +
    leased_columns;

inline constexpr auto lease_jobs = find_due + lease_due;

// Processes write in turns, so nothing is ever skipped; but a lease does not rely on that.
inline constexpr auto lease_jobs_of_postgresql = find_due + " FOR UPDATE SKIP LOCKED" + lease_due;

inline constexpr db::Fragment count_jobs =
    "SELECT COUNT(*), COUNT(CASE WHEN leased_by IS NOT NULL AND run_at > $3 THEN 1 END) "
    "FROM (SELECT run_at, leased_by FROM jobs WHERE kind = $1 AND state = $2 "
    "ORDER BY run_at LIMIT $4) AS counted";

} // namespace chancery::store::sql
