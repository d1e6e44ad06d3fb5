// SPDX-License-Identifier: Apache-2.0
#pragma once

// A kind of job: what is done, how often at once, and what happens when it fails. The kinds that
// there are stand in workflow/jobs/job_kinds.cpp; who runs them is workflow/jobs/job_runner.

#include "base/time.hpp"
#include "store/jobs.hpp"

#include <chrono>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace chancery::workflow {

/// One that is leased by this process. It may be run by another process at the same time, whose
/// lease ended meanwhile: whatever it writes begins with `store::hold`.
struct Job {
    store::JobLease lease;
    Bytes subject;
    int attempt = 1;
    Time now; ///< When it was begun.
};

/// It is over: the row goes.
struct Done {};

/// So far it went well, and it goes on then.
struct Again {
    Time at;
};

/// It goes on elsewhere, without a thread, under its lease: whoever has its end completes the job,
/// in the transaction that writes what came of it.
struct Held {};

using JobResult = std::variant<Done, Again, Held>;

/// How long a job that failed waits: `first`, then `factor` times as long each time, up to
/// `longest`. Of that, between half and all, so that what failed together does not come together.
struct Backoff {
    std::chrono::seconds first{1};
    int factor = 2;
    std::chrono::seconds longest{60};
};

std::chrono::seconds pause_after(const Backoff& backoff, int attempt);

/// Finds work for which nobody made a job, such as what a crash left, and what becomes due by
/// itself. It only reads: an office that has nothing to do writes nothing.
struct Look {
    std::chrono::seconds every;
    /// The subjects of up to `most` such jobs.
    std::function<std::vector<Bytes>(const store::Reader&, Time, int most)> find;
    /// Called where the job is made, in its transaction.
    std::function<void(store::Transaction&, const Bytes& subject)> made = {};
};

struct JobRow {
    JobKind kind;
    /// What it throws is a failed attempt.
    std::function<JobResult(const Job&)> run;
    int at_once = 1; ///< In this process; each has a thread of its own.
    /// After which another process may take it over; longer than any run takes.
    std::chrono::seconds lease{60};
    Backoff backoff = {};
    int most_attempts = 0; ///< 0: it is tried until it succeeds.
    /// Ends the job when the last attempt failed. Without it the job stays as `failed`.
    std::function<void(const Job&, const std::string& problem)> give_up = {};
    std::optional<Look> look = std::nullopt;
};

template <class SomeId>
Bytes subject_of(const SomeId& id) {
    return {reinterpret_cast<const char*>(id.bytes.data()), id.bytes.size()};
}

/// Throws internal for bytes that are not an id.
IdBytes id_bytes_of(BytesView subject);

template <class SomeId>
SomeId id_of(BytesView subject) {
    return SomeId{id_bytes_of(subject)};
}

} // namespace chancery::workflow
