// SPDX-License-Identifier: Apache-2.0
#pragma once

// Work that waits: the only lease, retry and back-off of the program. A job is named by its kind
// and its subject, and is there once. Whoever leases it works on it until its lease ends; a lease
// that ran out, in a process that died or was too slow, is anyone's. So every job may run twice,
// and whatever it writes begins with `hold`, or ends it with `complete`, in the same transaction.

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "model/job.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace chancery::store {

struct JobName {
    JobKind kind;
    BytesView subject; ///< What it is about, such as the bytes of an id; empty: one of its kind.
};

/// The right to work on a job, until its end has come and another has taken it.
struct JobLease {
    std::int64_t id;
    JobHolderId holder;
};

struct LeasedJob {
    JobLease lease;
    Bytes subject;
    int attempt = 1; ///< Since it was last ended or asked for; those of dead processes count.
};

struct LeaseTerms {
    JobHolderId holder;
    Time now;
    Time until;
};

/// Makes the job due at that time, or at the earlier one that it has. One that is being worked on
/// runs again afterwards; one that has failed is tried anew. This process's runner wakes after the
/// commit.
void enqueue(Transaction& tx, const JobName& job, Time run_at);

/// Makes the job, leased already: for who works on it at once. None when it is there.
std::optional<JobLease>
enqueue_leased(Transaction& tx, const JobName& job, const LeaseTerms& terms);

/// When the first of the kind is or was due, leased ones at the end of their leases: one look at an
/// index. None when there is none.
std::optional<Time> next_due(const Reader& reader, JobKind kind);

/// When the job is due, or has failed; none when it is not there.
std::optional<Time> find_run_at(const Reader& reader, const JobName& job);

/// Takes up to `limit` of the kind that are due, those first that are so for longest.
std::vector<LeasedJob> lease(Transaction& tx, JobKind kind, const LeaseTerms& terms, int limit);

/// Throws conflict when another has taken the job over, or it is gone.
void hold(Transaction& tx, const JobLease& lease);

/// It is done: the row goes, unless it was asked for again. Throws as `hold`.
void complete(Transaction& tx, const JobLease& lease);

/// So far it went well; it goes on then, or earlier when asked for meanwhile. Throws as `hold`.
void run_again(Transaction& tx, const JobLease& lease, Time at);

/// It failed for this reason and is tried again then, its attempts counted on. Throws as `hold`.
void retry(Transaction& tx, const JobLease& lease, Time at, std::string_view problem);

/// It failed for the last time: it stays as it is, for people to see, until it is asked for again
/// or dropped. Throws as `hold`.
void fail(Transaction& tx, const JobLease& lease, Time now, std::string_view problem);

/// Up to `most` of each are counted.
struct JobCount {
    int waiting = 0; ///< Due or not yet.
    int running = 0; ///< Leased, by whatever process.
    int failed = 0;
};

JobCount count_jobs(const Reader& reader, JobKind kind, Time now, int most);

/// Whether any of the kind failed before that time.
bool has_failed_jobs(const Reader& reader, JobKind kind, Time before);
/// Drops up to `limit` of them. Returns how many.
int drop_failed_jobs(Transaction& tx, JobKind kind, Time before, int limit);

} // namespace chancery::store
