// SPDX-License-Identifier: Apache-2.0
#pragma once

// Group commit over one connection. A writer puts its closure into the list; the one that gets to
// lead runs everybody's closures in one transaction and commits; the others find their results
// when they wake. No thread of its own, no lingering: a group is what came while the last one was
// being committed.
//
// A writer blocks its thread. So that those who do not write find one while the database is locked
// or slow, only so many writers are in the group commit at once. Others wait outside, but only
// while it moves on: once it stands still, they are refused.

#include "db/driver.hpp"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace chancery::db {

using Work = std::function<void(Driver&)>;

struct Statistics {
    std::uint64_t commits = 0;
    std::uint64_t writes = 0; ///< Closures that were committed; writes / commits is the group size.
    std::uint64_t waiting = 0; ///< Writers that have no answer at this moment.
    std::uint64_t refused = 0; ///< Because the database stood still and all places were taken.
};

struct WriterLimits {
    /// How many writers are in the list or in the group that runs.
    std::size_t most = std::numeric_limits<std::size_t>::max();
    /// The longest that the database may take for one step (its lock, one writer's statements, the
    /// commit) before whoever finds no place is refused.
    std::chrono::milliseconds longest_step{500};
};

class GroupCommit {
public:
    explicit GroupCommit(std::unique_ptr<Driver> driver, WriterLimits limits = {})
        : driver_(std::move(driver)),
          limits_(limits) {}

    /// See Database::write.
    void write(const Work& work);

    Statistics statistics() const;

private:
    using Clock = std::chrono::steady_clock;

    struct Job;

    void wait_for_place(std::unique_lock<std::mutex>& lock);
    void lead(Job& own);
    void run(std::span<Job* const> group) noexcept;
    std::uint64_t run_each(std::span<Job* const> group);
    void run_one(Job& job);
    void count(std::uint64_t writes);

    void made_a_step() { last_step_ = Clock::now(); }

    std::unique_ptr<Driver> driver_; ///< The leader's.
    const WriterLimits limits_;
    std::atomic<Clock::time_point> last_step_{}; ///< The leader's last, or when it began.
    mutable std::mutex mutex_;
    std::condition_variable place_is_free_;
    // Under the mutex:
    std::vector<Job*> waiting_;
    std::size_t inside_ = 0;  ///< In the list, or in the group that runs.
    std::size_t outside_ = 0; ///< Waiting for a place.
    bool led_ = false;
    Statistics statistics_;
};

} // namespace chancery::db
