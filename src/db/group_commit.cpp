// SPDX-License-Identifier: Apache-2.0
#include "db/group_commit.hpp"

#include "base/log.hpp"
#include "db/transaction.hpp"

#include <atomic>
#include <exception>
#include <linux/futex.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <utility>

namespace chancery::db {
namespace {

enum class Signal : int { none, done, lead };

/// Opened once, for one waiter. On the futex itself: std::atomic::wait yields in a loop first
/// (libstdc++ 12), which costs more CPU than the write it waits for.
class Gate {
public:
    Signal wait() noexcept {
        int value = 0;
        while ((value = value_.load(std::memory_order_acquire)) == 0)
            syscall(SYS_futex, &value_, FUTEX_WAIT_PRIVATE, 0, nullptr, nullptr, 0);
        return static_cast<Signal>(value);
    }

    /// The waiter may be gone before the wake: then it wakes nobody, or one who looks again.
    void open(Signal signal) noexcept {
        std::atomic<int>* const address = &value_;
        value_.store(static_cast<int>(signal), std::memory_order_release);
        syscall(SYS_futex, address, FUTEX_WAKE_PRIVATE, 1, nullptr, nullptr, 0);
    }

private:
    std::atomic<int> value_{0};
};

void log_lost(const char* reason) noexcept {
    try {
        log::error("A group of writes could not be committed", {{"reason", reason}});
    } catch (...) {
        // Its writers learn of it all the same.
    }
}

/// What every member of a group gets whose transaction is lost, from the exception being handled.
Error lost() {
    try {
        throw;
    } catch (const Error& error) {
        if (error.fault() == Fault::unavailable) return Error(error.problem());
        log_lost(error.what());
    } catch (const std::exception& error) {
        log_lost(error.what());
    } catch (...) {
        log_lost("an exception of no known type");
    }
    return Error(Fault::unavailable, "the change could not be saved; try again later");
}

} // namespace

struct GroupCommit::Job {
    const Work& work;
    Gate gate = {};
    std::exception_ptr error = nullptr;
};

void GroupCommit::write(const Work& work) {
    const NoNesting no_nesting;
    Job job{work};
    bool leads = false;
    {
        std::unique_lock lock(mutex_);
        wait_for_place(lock);
        waiting_.push_back(&job);
        ++inside_;
        leads = !std::exchange(led_, true);
        if (leads) made_a_step();
    }
    if (leads || job.gate.wait() == Signal::lead) lead(job);
    if (job.error) std::rethrow_exception(job.error);
}

/// A group that fails is not a step: while the database stays locked, one after the other does, and
/// who comes meanwhile is refused at once.
void GroupCommit::wait_for_place(std::unique_lock<std::mutex>& lock) {
    ++outside_;
    while (inside_ >= limits_.most) {
        const auto end = last_step_.load() + limits_.longest_step;
        if (Clock::now() >= end) {
            --outside_;
            ++statistics_.refused;
            throw Error(
                Fault::unavailable,
                "too many changes wait for the database; try again in a few seconds"
            );
        }
        place_is_free_.wait_until(lock, end);
    }
    --outside_;
}

void GroupCommit::lead(Job& own) {
    std::vector<Job*> group;
    {
        const std::lock_guard lock(mutex_);
        group.swap(waiting_);
    }
    run(group);
    {
        // The next leader first, so that it works while the others wake.
        const std::lock_guard lock(mutex_);
        led_ = !waiting_.empty();
        if (led_) waiting_.front()->gate.open(Signal::lead);
        inside_ -= group.size();
        if (outside_ > 0) place_is_free_.notify_all();
    }
    for (Job* job : group)
        if (job != &own) job->gate.open(Signal::done);
}

void GroupCommit::run(std::span<Job* const> group) noexcept {
    try {
        Transaction transaction(*driver_, Access::write);
        made_a_step();
        const std::uint64_t succeeded = run_each(group);
        if (succeeded == 0) return;
        transaction.commit();
        made_a_step();
        count(succeeded);
    } catch (...) {
        const Error error = lost();
        for (Job* job : group)
            job->error = std::make_exception_ptr(error); // one each: they are on several threads
    }
}

/// How many succeeded. Throws when the transaction is lost.
std::uint64_t GroupCommit::run_each(std::span<Job* const> group) {
    std::uint64_t succeeded = 0;
    for (Job* job : group) {
        if (group.size() > 1) driver_->savepoint();
        run_one(*job);
        made_a_step();
        // A full disk, for one, undoes everybody's savepoints (SQLite, "Result codes", FULL).
        if (job->error && !driver_->in_transaction()) std::rethrow_exception(job->error);
        ensure(driver_->in_transaction(), "a write leaves its transaction open");
        if (job->error && group.size() > 1) driver_->rollback_to_savepoint();
        if (group.size() > 1) driver_->release();
        if (!job->error) ++succeeded;
    }
    return succeeded;
}

void GroupCommit::run_one(Job& job) {
    try {
        job.work(*driver_);
    } catch (...) {
        job.error = std::current_exception(); // its writer's, after the commit
    }
}

void GroupCommit::count(std::uint64_t writes) {
    const std::lock_guard lock(mutex_);
    ++statistics_.commits;
    statistics_.writes += writes;
}

Statistics GroupCommit::statistics() const {
    const std::lock_guard lock(mutex_);
    Statistics now = statistics_;
    now.waiting = inside_ + outside_;
    return now;
}

} // namespace chancery::db
