// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where the log's lines end: file descriptor 2, a whole line at a time. A line that cannot be
// written is left out, and the next that can says how many are missing.

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

namespace chancery::log {

/// Says, as a line, that so many lines are missing.
using NoteOfMissing = std::function<std::string(std::uint64_t)>;

class StandardError {
public:
    explicit StandardError(NoteOfMissing note) : note_(std::move(note)) {}

    /// Writes a line, which may take for ever.
    void put(std::string_view line);

    /// Once, before any line: how many were dropped on their way here.
    void count_too(std::function<std::uint64_t()> dropped_before) {
        dropped_before_ = std::move(dropped_before);
    }

    /// Lines that were not written, here or before.
    std::uint64_t dropped() const { return failed_ + (dropped_before_ ? dropped_before_() : 0); }

    /// Waits until so many lines came here, whether they could be written or not.
    void wait_for(const std::function<std::uint64_t()>& wanted, std::chrono::milliseconds patience);

private:
    bool write(std::string_view text);

    NoteOfMissing note_;
    std::function<std::uint64_t()> dropped_before_ = {};
    std::mutex writing_;
    // Under it:
    bool at_line_start_ = true;
    std::uint64_t noted_ = 0;
    // Of all, at any time:
    std::atomic<std::uint64_t> failed_ = 0;
    std::mutex counting_;
    std::condition_variable one_more_;
    std::uint64_t came_ = 0;
};

} // namespace chancery::log
