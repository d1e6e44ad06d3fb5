// SPDX-License-Identifier: Apache-2.0
#pragma once

// What is due is leased here, run, and written down as done, to be tried again, or failed. It has
// no thread: workflow/jobs/job_runner calls it from several, a test from its own.

#include "base/metrics.hpp"
#include "base/words.hpp"
#include "store/store.hpp"
#include "workflow/jobs/job.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <vector>

namespace chancery::workflow {

/// What became of a run; its words are those of the metrics.
enum class JobEnd { done, again, held, retried, failed, lost };

constexpr auto words_of(JobEnd) {
    using enum JobEnd;
    return words<JobEnd>({
        {done, "done"},
        {again, "again"},
        {held, "held"},
        {retried, "retried"},
        {failed, "failed"},
        {lost, "lost"},
    });
}

class Jobs {
    struct Kind;

public:
    /// A job that was leased.
    struct Taken {
        Kind* kind;
        Job job;
    };

    /// The store must outlive it. `clock` is read when a run has ended, too.
    Jobs(
        store::Store& store, std::vector<JobRow> rows, std::function<Time()> clock, Metrics& metrics
    );

    /// As many as may run at once, of all kinds.
    int most_at_once() const;

    /// Makes jobs of what the looks find whose time has come, and leases what is due and may run
    /// now. Each must be given to `run`. Writes nothing when there is nothing to do. For one
    /// thread.
    std::vector<Taken> take();

    /// An edge: whatever the job throws is its failure.
    void run(const Taken& taken);

    /// When `take` may find something, as far as the database says now.
    Time next() const;

    /// Takes and runs until nothing is due any more, on this thread. Returns how many it ran.
    int run_due();

    /// How many are running, in this process.
    int running() const;

    /// Brings the gauges of each kind up to date.
    void measure();

private:
    struct Kind {
        JobRow row;
        std::optional<Time> looked_at = std::nullopt;
        int running = 0;
        Gauge waiting_gauge = {}, running_gauge = {}, failed_gauge = {}, oldest_gauge = {};
        std::map<JobEnd, Counter> ended = {};
    };

    static Kind make_kind(JobRow row, Metrics& metrics);
    static bool is_look_due(const Kind& kind, Time now);
    void try_to_look(Kind& kind, Time now);
    void look(Kind& kind, Time now);
    std::vector<Kind*> due_kinds(Time now);
    int room_of(const Kind& kind) const;
    bool begin(Kind& kind, const store::JobLease& lease);
    void end(const Taken& taken);
    JobEnd run_or_fail(const Taken& taken);
    JobEnd conclude(const Taken& taken, const JobResult& result);
    JobEnd fail(const Taken& taken, const std::string& problem);

    store::Store& store_;
    std::function<Time()> clock_;
    std::vector<Kind> kinds_;
    mutable std::mutex mutex_; ///< Of how many of each kind are running, and of what is under way.
    std::set<std::int64_t> underway_;
};

} // namespace chancery::workflow
