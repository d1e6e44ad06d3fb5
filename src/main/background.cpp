// SPDX-License-Identifier: Apache-2.0
#include "main/background.hpp"

#include "base/log.hpp"

#include <algorithm>

namespace chancery::daemon {

namespace {

using Clock = std::chrono::steady_clock;

/// An edge: what a task throws ends its turn, and nothing else.
void run(const Background::Task& task) {
    try {
        task.run();
    } catch (const std::exception& error) {
        log::error("a background task failed", {{"task", task.name}, {"reason", error.what()}});
    }
}

} // namespace

Background::Background(std::vector<Task> tasks)
    : tasks_(std::move(tasks)),
      thread_([this](std::stop_token stopped) { loop(std::move(stopped)); }) {}

Background::~Background() {
    thread_.request_stop();
}

void Background::loop(std::stop_token stopped) {
    std::vector<Clock::time_point> due(tasks_.size(), Clock::now());
    while (!stopped.stop_requested()) {
        for (std::size_t i = 0; i < tasks_.size() && !stopped.stop_requested(); ++i) {
            if (Clock::now() < due[i]) continue;
            run(tasks_[i]);
            due[i] = Clock::now() + tasks_[i].every;
        }
        std::unique_lock lock(mutex_);
        wake_.wait_until(lock, stopped, *std::ranges::min_element(due), [] { return false; });
    }
}

} // namespace chancery::daemon
