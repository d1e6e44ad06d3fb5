// SPDX-License-Identifier: Apache-2.0
#pragma once

// Pieces of work that a few threads do, one after the other. What is waiting is bounded by whoever
// puts it in.

#include "base/log.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace chancery::workflow {

class WorkQueue {
public:
    explicit WorkQueue(unsigned threads) {
        for (unsigned i = 0; i < threads; ++i)
            threads_.emplace_back([this](std::stop_token stopped) { loop(std::move(stopped)); });
    }

    ~WorkQueue() { stop(); }

    void put(std::function<void()> work) {
        const std::lock_guard lock(mutex_);
        work_.push_back(std::move(work));
        ready_.notify_one();
    }

    /// Waits for what is being done; what waits is left undone, as what is put in later.
    void stop() {
        for (auto& thread : threads_)
            thread.request_stop();
        threads_.clear();
    }

private:
    void loop(std::stop_token stopped) {
        std::unique_lock lock(mutex_);
        while (ready_.wait(lock, stopped, [&] { return !work_.empty(); })) {
            auto work = std::move(work_.front());
            work_.pop_front();
            lock.unlock();
            run(work);
            lock.lock();
            if (stopped.stop_requested()) return;
        }
    }

    /// An edge: what a piece of work throws ends it, and nothing else.
    static void run(const std::function<void()>& work) {
        try {
            work();
        } catch (const std::exception& error) {
            log::error(
                "a job was interrupted; it runs again when its lease ends",
                {{"reason", error.what()}}
            );
        }
    }

    std::mutex mutex_;
    std::condition_variable_any ready_;
    std::deque<std::function<void()>> work_;
    std::vector<std::jthread> threads_;
};

} // namespace chancery::workflow
