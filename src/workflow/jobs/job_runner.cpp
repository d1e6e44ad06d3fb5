// SPDX-License-Identifier: Apache-2.0
#include "workflow/jobs/job_runner.hpp"

#include "base/log.hpp"
#include "store/bell.hpp"

#include <algorithm>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr auto looked_every = 2s;
/// Between two looks while something is due that cannot be leased.
constexpr std::chrono::milliseconds shortest_pause = 100ms;
constexpr auto measured_every = 15s;

} // namespace

JobRunner::JobRunner(
    store::Store& store, std::vector<JobRow> rows, std::function<Time()> clock, Metrics& metrics
)
    : store_(store),
      clock_(clock),
      jobs_(store, std::move(rows), std::move(clock), metrics),
      pool_(static_cast<unsigned>(jobs_.most_at_once())),
      dispatcher_([this](const std::stop_token& stopped) { loop(stopped); }) {}

JobRunner::~JobRunner() {
    dispatcher_.request_stop();
    dispatcher_.join();
    pool_.stop();
}

bool JobRunner::stop(std::chrono::seconds patience) {
    dispatcher_.request_stop();
    std::unique_lock lock(mutex_);
    return ended_.wait_for(lock, patience, [&] { return is_idle_ && jobs_.running() == 0; });
}

void JobRunner::loop(const std::stop_token& stopped) {
    auto pause = std::chrono::milliseconds(0);
    while (!stopped.stop_requested()) {
        // An edge: a database that does not answer is asked again.
        try {
            pause = step();
        } catch (const std::exception& error) {
            log::error("could not look for jobs; will retry", {{"reason", error.what()}});
            pause = looked_every;
        }
        store_.bell().wait_until(Clock::now() + pause, stopped);
    }
    const std::lock_guard lock(mutex_);
    is_idle_ = true;
    ended_.notify_all();
}

std::chrono::milliseconds JobRunner::step() {
    for (auto& taken : jobs_.take())
        pool_.put([this, taken = std::move(taken)] { run(taken); });
    if (const auto now = Clock::now(); now >= measured_at_ + measured_every) {
        measured_at_ = now;
        jobs_.measure();
    }
    const auto now = clock_();
    const std::chrono::milliseconds pause = std::min(jobs_.next(), now + looked_every) - now;
    return std::max(pause, shortest_pause);
}

void JobRunner::run(const Jobs::Taken& taken) {
    jobs_.run(taken);
    store_.bell().ring(); // there is room for another one
    const std::lock_guard lock(mutex_);
    ended_.notify_all();
}

} // namespace chancery::workflow
