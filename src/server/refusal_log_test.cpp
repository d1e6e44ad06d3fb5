// SPDX-License-Identifier: Apache-2.0
#include "server/refusal_log.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

namespace chancery::server {

namespace {

using namespace std::chrono_literals;

constexpr Time now{1'800'000'000s};

/// What stands on standard error after so many refusals.
std::string written(RefusalLog& log, int times, Time at, const Problem& problem) {
    testing::internal::CaptureStderr();
    for (int i = 0; i < times; ++i)
        log.write("192.0.2.7", "ov/new-account", problem, at);
    return testing::internal::GetCapturedStderr();
}

std::ptrdiff_t lines_of(const std::string& text) {
    return std::count(text.begin(), text.end(), '\n');
}

TEST(RefusalLog, says_who_was_refused_what_and_why) {
    RefusalLog log;
    const auto line = written(log, 1, now, {Fault::unauthorized, "the binding does not fit"});
    for (const auto* part : {"192.0.2.7", "ov/new-account", "unauthorized", "does not fit"})
        EXPECT_NE(line.find(part), std::string::npos) << line;
}

TEST(RefusalLog, has_so_many_lines_a_second_and_says_how_many_it_left_out) {
    RefusalLog log;
    const Problem problem{Fault::malformed, "no JSON"};
    EXPECT_EQ(lines_of(written(log, 1000, now, problem)), RefusalLog::lines_a_second);
    const auto later = written(log, 2, now + 1s, problem);
    EXPECT_EQ(lines_of(later), 2);
    EXPECT_NE(later.find("990"), std::string::npos) << later;
    EXPECT_EQ(written(log, 1, now + 2s, problem).find("leftOutBefore"), std::string::npos);
}

TEST(RefusalLog, counts_each_level_by_itself) {
    RefusalLog log;
    written(log, 100, now, {Fault::malformed, "no JSON"});
    testing::internal::CaptureStderr();
    for (int i = 0; i < 100; ++i)
        log.line(log::Level::error, "the database does not answer", {}, now);
    EXPECT_EQ(lines_of(testing::internal::GetCapturedStderr()), RefusalLog::lines_a_second);
}

TEST(RefusalLog, leaves_out_old_nonces_and_what_the_audit_log_has) {
    RefusalLog log;
    EXPECT_EQ(written(log, 1, now, {Fault::bad_nonce, "old"}), "");
    EXPECT_EQ(written(log, 1, now, {.fault = Fault::refused, .detail = "", .recorded = true}), "");
}

} // namespace

} // namespace chancery::server
