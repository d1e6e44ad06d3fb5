// SPDX-License-Identifier: Apache-2.0
#pragma once

// Group commit over one connection. A writer puts its closure into the list; the one that gets to
// lead runs everybody's closures in one transaction and commits; the others find their results
// when they wake. No thread of its own, no lingering: a group is what came while the last one was
// being committed.

#include "db/driver.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

namespace chancery::db {

using Work = std::function<void(Driver&)>;

struct Statistics {
    std::uint64_t commits = 0;
    std::uint64_t writes = 0; ///< Closures that were committed; writes / commits is the group size.
    std::uint64_t waiting = 0; ///< Writers in the list at this moment.
};

class GroupCommit {
public:
    explicit GroupCommit(std::unique_ptr<Driver> driver) : driver_(std::move(driver)) {}

    /// See Database::write.
    void write(const Work& work);

    Statistics statistics() const;

private:
    struct Job;

    void lead(Job& own);
    void run(std::span<Job* const> group) noexcept;
    std::uint64_t run_each(std::span<Job* const> group);
    void run_one(Job& job);
    void count(std::uint64_t writes);

    std::unique_ptr<Driver> driver_; ///< The leader's.
    mutable std::mutex mutex_;
    // Under the mutex:
    std::vector<Job*> waiting_;
    bool led_ = false;
    Statistics statistics_;
};

} // namespace chancery::db
