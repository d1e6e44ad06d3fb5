// SPDX-License-Identifier: Apache-2.0
#include "server/refusal_log.hpp"

#include "acme/problem.hpp"

#include <utility>

namespace chancery::server {

int RefusalLog::take_turn(log::Level level, Time now) {
    const std::lock_guard lock(mutex_);
    auto& lines = lines_[level];
    if (lines.second != now) {
        lines.second = now;
        lines.written = 0;
    }
    if (lines.written == lines_a_second) {
        ++lines.left_out;
        return -1;
    }
    ++lines.written;
    return std::exchange(lines.left_out, 0);
}

void RefusalLog::line(log::Level level, std::string_view sentence, json::Object values, Time now) {
    const int left_out = take_turn(level, now);
    if (left_out < 0) return;
    if (left_out > 0) values.emplace_back("leftOutBefore", left_out);
    log::write(level, sentence, values);
}

void RefusalLog::write(
    std::string_view address, std::string_view resource, const Problem& problem, Time now
) {
    // That a nonce was old is no news: its client tries again.
    if (problem.recorded || problem.fault == Fault::bad_nonce) return;
    line(
        log::Level::info,
        "a request was refused",
        {{"address", address},
         {"resource", resource},
         {"type", acme::problem_type(problem.fault)},
         {"reason", problem.detail}},
        now
    );
}

} // namespace chancery::server
