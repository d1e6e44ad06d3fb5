// SPDX-License-Identifier: Apache-2.0
#include "db/checkpointer.hpp"

#include "base/log.hpp"
#include "db/sqlite_handle.hpp"

#include <sqlite3.h>

#include <string_view>

namespace chancery::db::sqlite {
namespace {

constexpr int threshold = 4000; // pages: 16 MiB
constexpr int step = 1000;      // the thread is woken again when the log has grown by this much

void warn(std::string_view why) noexcept {
    try {
        log::warning("The database's log could not be moved into it", {{"reason", why}});
    } catch (...) {
        // Nobody is left to be told.
    }
}

/// Waits for nobody.
void checkpoint(sqlite3* handle) {
    const int code =
        sqlite3_wal_checkpoint_v2(handle, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
    // Busy: another one is at it, or a reader is still at the log's beginning.
    if (code != SQLITE_OK && (code & 0xff) != SQLITE_BUSY) warn(sqlite3_errmsg(handle));
}

} // namespace

Checkpointer::~Checkpointer() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void Checkpointer::tend(sqlite3* writer, int pages) noexcept {
    if (pages < threshold) {
        tended_ = 0;
        return;
    }
    // The thread alone may never catch up with a writer that does not pause, and only a log that
    // is moved to its end begins anew.
    if (pages > 2 * threshold) {
        checkpoint(writer);
    } else if (pages / step != tended_) {
        tended_ = pages / step;
        try {
            wake();
        } catch (const std::exception& error) {
            warn(error.what());
        }
    }
}

void Checkpointer::wake() {
    {
        const std::lock_guard lock(mutex_);
        wanted_ = true;
        if (!thread_.joinable()) thread_ = std::thread([this] { run(); });
    }
    changed_.notify_one();
}

void Checkpointer::run() noexcept {
    Handle handle;
    std::unique_lock lock(mutex_);
    while (true) {
        changed_.wait(lock, [this] { return wanted_ || stopping_; });
        if (stopping_) return;
        wanted_ = false;
        lock.unlock();
        try {
            if (!handle) {
                handle = open(path_, Access::read);
                set_durability(handle.get(), durability_);
            }
            checkpoint(handle.get());
        } catch (const std::exception& error) {
            warn(error.what());
        }
        lock.lock();
    }
}

} // namespace chancery::db::sqlite
