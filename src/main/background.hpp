// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a server does by itself: named tasks, each at its interval, on one thread.

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace chancery::daemon {

class Background {
public:
    struct Task {
        std::string name;
        std::chrono::seconds every;
        std::function<void()> run; ///< What it throws is logged; it runs again at its time.
    };

    /// Runs every task once at once.
    explicit Background(std::vector<Task> tasks);

    /// Waits for the task that is running.
    ~Background();

private:
    void loop(std::stop_token stopped);

    std::vector<Task> tasks_;
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::jthread thread_;
};

} // namespace chancery::daemon
