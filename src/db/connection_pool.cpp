// SPDX-License-Identifier: Apache-2.0
#include "db/connection_pool.hpp"

#include <chrono>

namespace chancery::db {
namespace {

using namespace std::chrono_literals;

constexpr auto patience = 30s;

} // namespace

std::unique_ptr<Driver> ConnectionPool::take() {
    std::unique_lock lock(mutex_);
    const bool in_time =
        changed_.wait_for(lock, patience, [this] { return !free_.empty() || count_ < limit_; });
    if (!in_time)
        throw Error(
            Fault::unavailable, "all connections to the database are in use; try again later"
        );
    if (!free_.empty()) {
        auto driver = std::move(free_.back());
        free_.pop_back();
        return driver;
    }
    ++count_;
    free_.reserve(count_); // so that giving back cannot fail
    lock.unlock();
    return open_one();
}

std::unique_ptr<Driver> ConnectionPool::open_one() {
    try {
        return open_();
    } catch (...) {
        {
            const std::lock_guard lock(mutex_);
            --count_;
        }
        changed_.notify_one();
        throw;
    }
}

void ConnectionPool::give_back(std::unique_ptr<Driver> driver) noexcept {
    {
        const std::lock_guard lock(mutex_);
        free_.push_back(std::move(driver));
    }
    changed_.notify_one();
}

} // namespace chancery::db
