// SPDX-License-Identifier: Apache-2.0
#pragma once

// Moves SQLite's write-ahead log into the database, beside the writer: a thread and a connection
// of its own, from the first time that the log is long enough.

#include "db/driver.hpp"

#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>

struct sqlite3;

namespace chancery::db::sqlite {

class Checkpointer {
public:
    Checkpointer(std::string path, Durability durability)
        : path_(std::move(path)),
          durability_(durability) {}

    Checkpointer(const Checkpointer&) = delete;
    Checkpointer& operator=(const Checkpointer&) = delete;
    ~Checkpointer();

    /// After each commit, on the writer's thread with its connection: `pages` is how long the log
    /// is. What fails is logged; the log then grows until a later one succeeds.
    void tend(sqlite3* writer, int pages) noexcept;

private:
    void wake();
    void run() noexcept;

    const std::string path_;
    const Durability durability_;
    int tended_ = 0; ///< The length at which the thread was last woken, in steps.
    std::mutex mutex_;
    std::condition_variable changed_;
    bool wanted_ = false;
    bool stopping_ = false;
    std::thread thread_;
};

} // namespace chancery::db::sqlite
