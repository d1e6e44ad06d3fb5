// SPDX-License-Identifier: Apache-2.0
#pragma once

// Connections for threads that come and go. The one used last goes out first, so that few are warm
// rather than many lukewarm.

#include "db/driver.hpp"

#include <condition_variable>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

namespace chancery::db {

class ConnectionPool {
public:
    using Open = std::function<std::unique_ptr<Driver>()>;

    /// Opens connections as they are needed, up to `limit`.
    ConnectionPool(Open open, std::size_t limit) : open_(std::move(open)), limit_(limit) {}

    /// A connection until it goes. Must not outlive the pool.
    class Lease {
    public:
        Lease(ConnectionPool& pool, std::unique_ptr<Driver> driver)
            : pool_(pool),
              driver_(std::move(driver)) {}

        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;

        ~Lease() { pool_.give_back(std::move(driver_)); }

        Driver& operator*() const { return *driver_; }

    private:
        ConnectionPool& pool_;
        std::unique_ptr<Driver> driver_;
    };

    /// Waits while all are out. Throws unavailable after 30 s, or what opening one throws.
    Lease lease() { return Lease(*this, take()); }

private:
    std::unique_ptr<Driver> take();
    std::unique_ptr<Driver> open_one();
    void give_back(std::unique_ptr<Driver> driver) noexcept;

    const Open open_;
    const std::size_t limit_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<std::unique_ptr<Driver>> free_;
    std::size_t count_ = 0; ///< Open ones, free or out.
};

} // namespace chancery::db
