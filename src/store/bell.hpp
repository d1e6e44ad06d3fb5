// SPDX-License-Identifier: Apache-2.0
#pragma once

// Wakes the one thread that waits for work, from any other.

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <stop_token>
#include <utility>

namespace chancery::store {

class Bell {
public:
    void ring() {
        const std::lock_guard lock(mutex_);
        rung_ = true;
        wake_.notify_all();
    }

    /// Returns when it was rung since the last wait, at the time, or when asked to stop. Whether it
    /// was rung.
    bool wait_until(std::chrono::steady_clock::time_point time, const std::stop_token& stopped) {
        std::unique_lock lock(mutex_);
        wake_.wait_until(lock, stopped, time, [&] { return rung_; });
        return std::exchange(rung_, false);
    }

private:
    std::mutex mutex_;
    std::condition_variable_any wake_;
    bool rung_ = false;
};

} // namespace chancery::store
