// SPDX-License-Identifier: Apache-2.0
#pragma once

// Whether the server can do its work: read, write, and go on writing. Asked in the background, so
// that who wants to know waits for nothing.

#include <chrono>
#include <exception>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace chancery::daemon {

class Readiness {
public:
    static constexpr std::chrono::seconds asked_every{5};

    struct Check {
        std::string objection;     ///< To anybody: "the database does not answer".
        std::function<void()> run; ///< What it throws goes to the log.
        bool says_why = false;     ///< And to anybody: it holds nothing of the inside.
    };

    explicit Readiness(std::vector<Check> checks) : checks_(std::move(checks)) {}

    /// Runs the checks up to the first that fails. Throws nothing; logs when that has changed.
    void ask();

    /// What keeps the server from its work; none when it is ready.
    std::optional<std::string> objection() const;

private:
    using Clock = std::chrono::steady_clock;

    /// None failed, or one with this error.
    void settle(const Check* failed, const std::exception& error);

    std::vector<Check> checks_;
    mutable std::mutex mutex_;
    std::string objection_ = "it has just begun"; ///< Empty when ready.
    Clock::time_point asked_at_{};                ///< When the last answer was there.
    const Check* logged_ = nullptr;               ///< What the log was told last,
    bool has_logged_ = false;                     ///< if it was told anything.
    const Check* asking_ = nullptr;               ///< The check that runs,
    Clock::time_point asking_since_{};            ///< and since when.
};

/// Throws unavailable when the disk of this file has less room than a database needs to go on
/// writing for a while.
void require_room(const std::filesystem::path& database);

} // namespace chancery::daemon
