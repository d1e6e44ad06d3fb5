// SPDX-License-Identifier: Apache-2.0
#pragma once

// Refusals of requests that are nobody's: the audit log is for those who are known, so these go
// to the server's log, a bounded number of lines at a time, or a stranger could drown it.

#include "base/error.hpp"
#include "base/time.hpp"

#include <mutex>
#include <string_view>

namespace chancery::server {

class RefusalLog {
public:
    static constexpr int lines_a_second = 10;

    /// A line, unless this second had its lines. The next that is written says how many there were
    /// without one.
    void
    write(std::string_view address, std::string_view resource, const Problem& problem, Time now);

private:
    /// How many were left out, when one may be written; -1 otherwise.
    int take_turn(Time now);

    std::mutex mutex_;
    Time second_{};
    int written_ = 0; ///< In that second.
    int left_out_ = 0;
};

} // namespace chancery::server
