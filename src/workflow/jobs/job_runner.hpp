// SPDX-License-Identifier: Apache-2.0
#pragma once

// Runs jobs on threads of its own, as many as may run at once, so that jobs that block hold up
// neither another kind nor a request. What this process made due is begun at once; every two
// seconds it looks for what others did.

#include "workflow/jobs/jobs.hpp"
#include "workflow/validation/work_queue.hpp"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace chancery::workflow {

class JobRunner {
public:
    /// All must outlive it.
    JobRunner(
        store::Store& store, std::vector<JobRow> rows, std::function<Time()> clock, Metrics& metrics
    );

    /// Waits for what is running, for as long as it takes.
    ~JobRunner();

    /// Begins nothing from now on, and waits that long for what is running. Whether it has ended:
    /// what has not must be left alone, and is another process's when its lease ends.
    bool stop(std::chrono::seconds patience);

private:
    void loop(const std::stop_token& stopped);
    std::chrono::milliseconds step();
    void run(const Jobs::Taken& taken);

    store::Store& store_;
    std::function<Time()> clock_;
    Jobs jobs_;
    std::chrono::steady_clock::time_point measured_at_{};
    std::mutex mutex_;
    std::condition_variable ended_;
    bool is_idle_ = false; ///< Under the mutex: nothing is begun any more.
    WorkQueue pool_;
    std::jthread dispatcher_;
};

} // namespace chancery::workflow
