// SPDX-License-Identifier: Apache-2.0
#include "store/jobs.hpp"

#include "store/jobs_sql.hpp"
#include "store/rows.hpp"

namespace chancery::store {

namespace {

void require_held(std::int64_t changed) {
    if (changed == 0)
        throw Error(
            Fault::conflict,
            "the lease of this job has ended and another process has taken it over; that one "
            "completes it"
        );
}

} // namespace

void enqueue(Transaction& tx, const JobName& job, Time run_at) {
    execute(tx, db::sql<sql::enqueue_job>, to_string(job.kind), db::Blob{job.subject}, run_at);
    tx.note_job();
}

std::optional<JobLease>
enqueue_leased(Transaction& tx, const JobName& job, const LeaseTerms& terms) {
    return find_one(
        tx,
        "INSERT INTO jobs (kind, subject, state, run_at, attempts, leased_by) "
        "VALUES ($1, $2, 'waiting', $3, 1, $4) ON CONFLICT (kind, subject) DO NOTHING RETURNING id",
        [&](const db::Row& row) {
            return JobLease{row.integer(0), terms.holder};
        },
        to_string(job.kind),
        db::Blob{job.subject},
        terms.until,
        terms.holder
    );
}

std::optional<Time> next_due(const Reader& reader, JobKind kind) {
    return find_one(
        reader,
        db::sql<sql::next_due_job>,
        [](const db::Row& row) { return time_at(row, 0); },
        to_string(kind)
    );
}

std::optional<Time> find_run_at(const Reader& reader, const JobName& job) {
    return find_one(
        reader,
        "SELECT run_at FROM jobs WHERE kind = $1 AND subject = $2",
        [](const db::Row& row) { return time_at(row, 0); },
        to_string(job.kind),
        db::Blob{job.subject}
    );
}

std::vector<LeasedJob> lease(Transaction& tx, JobKind kind, const LeaseTerms& terms, int limit) {
    constexpr auto& at = sql::leased_columns;
    const bool is_postgres = tx.driver().dialect().name == "postgresql";
    std::vector<LeasedJob> leased;
    for_each(
        tx,
        is_postgres ? db::sql<sql::lease_jobs_of_postgresql> : db::sql<sql::lease_jobs>,
        [&](const db::Row& row) {
            leased.push_back(
                {.lease = {row.integer(at["id"]), terms.holder},
                 .subject = Bytes(row.blob(at["subject"])),
                 .attempt = static_cast<int>(row.integer(at["attempts"]))}
            );
        },
        terms.holder,
        terms.until,
        to_string(kind),
        terms.now,
        limit
    );
    return leased;
}

// A write, so that the row is locked whatever the isolation, and what follows is in its shadow.
void hold(Transaction& tx, const JobLease& lease) {
    require_held(execute(
        tx,
        "UPDATE jobs SET leased_by = leased_by WHERE id = $1 AND leased_by = $2",
        lease.id,
        lease.holder
    ));
}

void complete(Transaction& tx, const JobLease& lease) {
    const auto done = execute(
        tx,
        "DELETE FROM jobs WHERE id = $1 AND leased_by = $2 AND asked_again_at IS NULL",
        lease.id,
        lease.holder
    );
    if (done != 0) return;
    require_held(execute(
        tx,
        "UPDATE jobs SET run_at = asked_again_at, asked_again_at = NULL, leased_by = NULL, "
        "attempts = 0, problem = '' WHERE id = $1 AND leased_by = $2",
        lease.id,
        lease.holder
    ));
    tx.note_job();
}

void run_again(Transaction& tx, const JobLease& lease, Time at) {
    require_held(execute(
        tx,
        "UPDATE jobs SET run_at = CASE WHEN asked_again_at < $3 THEN asked_again_at ELSE $3 END, "
        "asked_again_at = NULL, leased_by = NULL, attempts = 0, problem = '' "
        "WHERE id = $1 AND leased_by = $2",
        lease.id,
        lease.holder,
        at
    ));
    tx.note_job();
}

void retry(Transaction& tx, const JobLease& lease, Time at, std::string_view problem) {
    require_held(execute(
        tx,
        "UPDATE jobs SET run_at = $3, leased_by = NULL, problem = $4 "
        "WHERE id = $1 AND leased_by = $2",
        lease.id,
        lease.holder,
        at,
        problem
    ));
}

void fail(Transaction& tx, const JobLease& lease, Time now, std::string_view problem) {
    require_held(execute(
        tx,
        "UPDATE jobs SET state = CASE WHEN asked_again_at IS NULL THEN 'failed' ELSE 'waiting' "
        "END, "
        "run_at = COALESCE(asked_again_at, $3), attempts = CASE WHEN asked_again_at IS NULL "
        "THEN attempts ELSE 0 END, asked_again_at = NULL, leased_by = NULL, problem = $4 "
        "WHERE id = $1 AND leased_by = $2",
        lease.id,
        lease.holder,
        now,
        problem
    ));
    tx.note_job();
}

JobCount count_jobs(const Reader& reader, JobKind kind, Time now, int most) {
    const auto count = [&](std::string_view state) {
        return find_one(
                   reader,
                   db::sql<sql::count_jobs>,
                   [](const db::Row& row) {
                       return std::pair(
                           static_cast<int>(row.integer(0)), static_cast<int>(row.integer(1))
                       );
                   },
                   to_string(kind),
                   state,
                   now,
                   most
        )
            .value();
    };
    const auto [all, running] = count("waiting");
    return {.waiting = all - running, .running = running, .failed = count("failed").first};
}

bool has_failed_jobs(const Reader& reader, JobKind kind, Time before) {
    return any(
        reader,
        "SELECT id FROM jobs WHERE kind = $1 AND state = 'failed' AND run_at < $2 LIMIT 1",
        to_string(kind),
        before
    );
}

int drop_failed_jobs(Transaction& tx, JobKind kind, Time before, int limit) {
    return static_cast<int>(execute(
        tx,
        "DELETE FROM jobs WHERE id IN (SELECT id FROM jobs WHERE kind = $1 AND state = 'failed' "
        "AND run_at < $2 ORDER BY run_at LIMIT $3)",
        to_string(kind),
        before,
        limit
    ));
}

} // namespace chancery::store
