// SPDX-License-Identifier: Apache-2.0
#pragma once

// Log lines about requests that anybody can send: a bounded number of them at a time, or a stranger
// could drown the log. The audit log is for those who are known.

#include "base/error.hpp"
#include "base/log.hpp"
#include "base/time.hpp"

#include <map>
#include <mutex>
#include <string_view>

namespace chancery::server {

class RefusalLog {
public:
    /// Of each level.
    static constexpr int lines_a_second = 10;

    /// A line, unless this second had its lines. The next of its level that is written says how
    /// many there were without one.
    void line(log::Level level, std::string_view sentence, json::Object values, Time now);

    /// The refusal of a request that is nobody's.
    void
    write(std::string_view address, std::string_view resource, const Problem& problem, Time now);

private:
    struct Lines {
        Time second{};
        int written = 0; ///< In that second.
        int left_out = 0;
    };

    /// How many were left out, when one may be written; -1 otherwise.
    int take_turn(log::Level level, Time now);

    std::mutex mutex_;
    std::map<log::Level, Lines> lines_;
};

} // namespace chancery::server
