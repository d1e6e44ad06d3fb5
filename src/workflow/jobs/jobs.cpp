// SPDX-License-Identifier: Apache-2.0
#include "workflow/jobs/jobs.hpp"

#include "base/encoding.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/text.hpp"

#include <algorithm>
#include <utility>

namespace chancery::workflow {

namespace {

constexpr int found_a_look = 100;
constexpr int most_counted = 10'000; ///< So that counting costs little, however many wait.
constexpr std::size_t longest_problem = 400;

json::Object values_of(const JobRow& row, const Job& job, const std::string& problem) {
    return {
        {"kind", std::string(to_string(row.kind))},
        {"subject", to_hex(job.subject)},
        {"attempt", std::int64_t{job.attempt}},
        {"reason", problem}};
}

/// What is not there yet of what a look has found. One that is further away than any lease or pause
/// is so since the clock was set back.
std::vector<Bytes> without_jobs(
    const store::Reader& reader, const JobRow& row, std::vector<Bytes> subjects, Time now
) {
    const auto furthest = now + std::max(row.lease, row.backoff.longest);
    std::erase_if(subjects, [&](const Bytes& subject) {
        const auto run_at = store::find_run_at(reader, {row.kind, subject});
        return run_at && *run_at <= furthest;
    });
    return subjects;
}

} // namespace

Jobs::Jobs(
    store::Store& store, std::vector<JobRow> rows, std::function<Time()> clock, Metrics& metrics
)
    : store_(store),
      clock_(std::move(clock)) {
    for (auto& row : rows)
        kinds_.push_back(make_kind(std::move(row), metrics));
}

Jobs::Kind Jobs::make_kind(JobRow row, Metrics& metrics) {
    const std::string word(chancery::to_string(row.kind));
    const auto gauge = [&](const std::string& name, const std::string& help) {
        return metrics.gauge("chancery_jobs_" + name, help, {{"kind", word}});
    };
    Kind kind{
        .row = std::move(row),
        .waiting_gauge = gauge("waiting", "Jobs that are due or wait for their due time."),
        .running_gauge = gauge("running", "Jobs that a process is working on."),
        .failed_gauge = gauge("failed", "Jobs that failed and are no longer retried."),
        .oldest_gauge =
            gauge("oldest_seconds", "Time for which the oldest waiting job has been due."),
    };
    for (const auto end : every<JobEnd>)
        kind.ended[end] = metrics.counter(
            "chancery_job_runs_total",
            "Runs of jobs by this process, by outcome.",
            {{"kind", word}, {"outcome", std::string(to_string(end))}}
        );
    return kind;
}

int Jobs::most_at_once() const {
    int most = 0;
    for (const auto& kind : kinds_)
        most += kind.row.at_once;
    return most;
}

int Jobs::running() const {
    const std::lock_guard lock(mutex_);
    return static_cast<int>(underway_.size());
}

int Jobs::room_of(const Kind& kind) const {
    const std::lock_guard lock(mutex_);
    return kind.row.at_once - kind.running;
}

bool Jobs::begin(Kind& kind, const store::JobLease& lease) {
    const std::lock_guard lock(mutex_);
    if (!underway_.insert(lease.id).second) return false;
    ++kind.running;
    return true;
}

void Jobs::end(const Taken& taken) {
    const std::lock_guard lock(mutex_);
    underway_.erase(taken.job.lease.id);
    --taken.kind->running;
}

bool Jobs::is_look_due(const Kind& kind, Time now) {
    if (!kind.row.look) return false;
    // A clock that was set back does not keep it from looking.
    return !kind.looked_at || now >= *kind.looked_at + kind.row.look->every ||
           now < *kind.looked_at;
}

void Jobs::look(Kind& kind, Time now) {
    kind.looked_at = now;
    const auto& look = *kind.row.look;
    const auto found = store_.read([&](store::Reader& reader) {
        return without_jobs(reader, kind.row, look.find(reader, now, found_a_look), now);
    });
    if (found.empty()) return;
    store_.write([&](store::Transaction& tx) {
        for (const auto& subject : found) {
            store::enqueue(tx, {kind.row.kind, subject}, now);
            if (look.made) look.made(tx, subject);
        }
    });
}

/// An edge: what cannot be looked for holds up nothing else.
void Jobs::try_to_look(Kind& kind, Time now) {
    try {
        look(kind, now);
    } catch (const std::exception& error) {
        log::error(
            "could not look for work; will retry",
            {{"kind", std::string(chancery::to_string(kind.row.kind))}, {"reason", error.what()}}
        );
    }
}

std::vector<Jobs::Kind*> Jobs::due_kinds(Time now) {
    return store_.read([&](store::Reader& reader) {
        std::vector<Kind*> due;
        for (auto& kind : kinds_) {
            if (room_of(kind) <= 0) continue;
            const auto next = store::next_due(reader, kind.row.kind);
            if (next && *next <= now) due.push_back(&kind);
        }
        return due;
    });
}

std::vector<Jobs::Taken> Jobs::take() {
    const auto now = clock_();
    for (auto& kind : kinds_)
        if (is_look_due(kind, now)) try_to_look(kind, now);
    const auto due = due_kinds(now);
    if (due.empty()) return {};
    const auto leased = store_.write([&](store::Transaction& tx) {
        std::vector<std::pair<Kind*, store::LeasedJob>> all;
        for (auto* kind : due) {
            const store::LeaseTerms terms{
                .holder = store_.job_holder(), .now = now, .until = now + kind->row.lease};
            for (auto& job : store::lease(tx, kind->row.kind, terms, room_of(*kind)))
                all.emplace_back(kind, std::move(job));
        }
        return all;
    });
    std::vector<Taken> taken;
    for (const auto& [kind, job] : leased)
        if (begin(*kind, job.lease))
            taken.push_back({kind, {job.lease, job.subject, job.attempt, now}});
    return taken;
}

Time Jobs::next() const {
    auto next = Time::max();
    for (const auto& kind : kinds_)
        if (kind.row.look && kind.looked_at)
            next = std::min(next, *kind.looked_at + kind.row.look->every);
    store_.read([&](store::Reader& reader) {
        for (const auto& kind : kinds_)
            if (room_of(kind) > 0)
                next = std::min(next, store::next_due(reader, kind.row.kind).value_or(next));
    });
    return next;
}

int Jobs::run_due() {
    int ran = 0;
    for (auto taken = take(); !taken.empty(); taken = take())
        for (const auto& one : taken) {
            run(one);
            ++ran;
        }
    return ran;
}

void Jobs::run(const Taken& taken) {
    auto outcome = JobEnd::lost;
    try {
        outcome = run_or_fail(taken);
    } catch (const std::exception& error) {
        log::warning(
            "the result of a job could not be saved; the job runs again when its lease ends",
            values_of(taken.kind->row, taken.job, error.what())
        );
    }
    taken.kind->ended.at(outcome).add();
    end(taken);
}

JobEnd Jobs::run_or_fail(const Taken& taken) {
    const auto& row = taken.kind->row;
    // Its last attempts took their processes with them.
    if (row.most_attempts > 0 && taken.job.attempt > row.most_attempts)
        return fail(taken, "no attempt was completed");
    std::string problem;
    try {
        return conclude(taken, row.run(taken.job));
    } catch (const std::exception& error) {
        problem = printable(error.what(), longest_problem);
    }
    return fail(taken, problem);
}

JobEnd Jobs::conclude(const Taken& taken, const JobResult& result) {
    if (std::holds_alternative<Held>(result)) return JobEnd::held;
    const auto* again = std::get_if<Again>(&result);
    store_.write([&](store::Transaction& tx) {
        if (again)
            store::run_again(tx, taken.job.lease, again->at);
        else
            store::complete(tx, taken.job.lease);
    });
    return again ? JobEnd::again : JobEnd::done;
}

JobEnd Jobs::fail(const Taken& taken, const std::string& problem) {
    const auto& [kind, job] = taken;
    const auto& row = kind->row;
    const auto now = clock_();
    if (row.most_attempts == 0 || job.attempt < row.most_attempts) {
        const auto at = now + pause_after(row.backoff, job.attempt);
        store_.write([&](store::Transaction& tx) { store::retry(tx, job.lease, at, problem); });
        auto values = values_of(row, job, problem);
        values.emplace_back("retryAt", to_rfc3339(at));
        log::warning("a job failed; it will be retried", values);
        return JobEnd::retried;
    }
    log::error("a job failed for the last time", values_of(row, job, problem));
    if (row.give_up)
        row.give_up(job, problem);
    else
        store_.write([&](store::Transaction& tx) { store::fail(tx, job.lease, now, problem); });
    return JobEnd::failed;
}

void Jobs::measure() {
    const auto now = clock_();
    store_.read([&](store::Reader& reader) {
        for (auto& kind : kinds_) {
            const auto count = store::count_jobs(reader, kind.row.kind, now, most_counted);
            const auto due = store::next_due(reader, kind.row.kind).value_or(now);
            kind.waiting_gauge.set(count.waiting);
            kind.running_gauge.set(count.running);
            kind.failed_gauge.set(count.failed);
            kind.oldest_gauge.set(static_cast<double>(std::max(now - due, {}).count()));
        }
    });
}

} // namespace chancery::workflow
