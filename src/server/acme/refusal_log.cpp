// SPDX-License-Identifier: Apache-2.0
#include "server/acme/refusal_log.hpp"

#include "acme/problem.hpp"
#include "base/log.hpp"

#include <utility>

namespace chancery::server {

int RefusalLog::take_turn(Time now) {
    const std::lock_guard lock(mutex_);
    if (second_ != now) {
        second_ = now;
        written_ = 0;
    }
    if (written_ == lines_a_second) {
        ++left_out_;
        return -1;
    }
    ++written_;
    return std::exchange(left_out_, 0);
}

void RefusalLog::write(
    std::string_view address, std::string_view resource, const Problem& problem, Time now
) {
    // That a nonce was old is no news: its client tries again.
    if (problem.recorded || problem.fault == Fault::bad_nonce) return;
    const int left_out = take_turn(now);
    if (left_out < 0) return;
    json::Object values{
        {"address", address},
        {"resource", resource},
        {"type", acme::problem_type(problem.fault)},
        {"reason", problem.detail}};
    if (left_out > 0) values.emplace_back("leftOutBefore", left_out);
    log::info("a request was refused", values);
}

} // namespace chancery::server
