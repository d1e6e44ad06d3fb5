// SPDX-License-Identifier: Apache-2.0
#pragma once

// Whose turn it is: bounds how many probes run in total, for an account and at a destination. What
// waits is served account by account, so that neither one account nor one slow host delays others.
// Everything happens on the event loop's thread.

#include "net/probe/rounds.hpp"

#include <functional>
#include <memory>
#include <string>
#include <unordered_map>

namespace boost::asio {
class io_context;
} // namespace boost::asio

namespace chancery::net {

class Scheduler;

/// The right to run; given back when it ends.
class Place {
public:
    Place() = default;
    Place(Place&& other) noexcept = default;
    Place& operator=(Place&& other) noexcept;

    ~Place() { leave(); }

    void leave();

    /// Leaves its destination for another: at once where that has room; otherwise it gives up its
    /// right to run until there is. Then `granted`.
    static void
    enter(Place place, const std::string& destination, std::function<void(Place)> granted);

private:
    friend class Scheduler;
    std::weak_ptr<Scheduler> scheduler_; ///< Nobody's when empty.
    std::string account_;
    std::string destination_; ///< Empty: none yet.
};

struct SchedulerLimits {
    std::size_t running;
    std::size_t for_a_destination;
    std::size_t for_an_account;
    std::size_t waiting;
};

class Scheduler : public std::enable_shared_from_this<Scheduler> {
public:
    using Granted = std::function<void(Place)>;
    /// Told of every change.
    using Watcher = std::function<void(std::size_t running, std::size_t waiting)>;

    Scheduler(boost::asio::io_context& io, SchedulerLimits limits, Watcher watcher);

    /// Calls `granted` later, when it is the account's turn. False when too many wait.
    bool enqueue(const std::string& account, Granted granted);

private:
    friend class Place;

    struct Waiting {
        Granted granted;
        std::string destination; ///< Kept for it; empty for none.
    };

    struct Destination {
        std::size_t running = 0; ///< Or kept for one who waits.
        Rounds<Granted> waiting;
    };

    void enter(Place place, const std::string& destination, Granted granted);
    void leave(Place& place);
    void leave_destination(const std::string& name);
    void leave_account(const std::string& account);
    bool may_run(const std::string& account) const;
    void serve_soon();
    void serve();

    void changed() { watcher_(running_, waiting_); }

    boost::asio::io_context& io_;
    SchedulerLimits limits_;
    Watcher watcher_;
    std::size_t running_ = 0;
    std::size_t waiting_ = 0;
    bool will_serve_ = false;
    std::unordered_map<std::string, std::size_t> running_for_;
    std::unordered_map<std::string, Destination> destinations_;
    Rounds<Waiting> queue_;
};

} // namespace chancery::net
