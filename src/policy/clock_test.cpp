// SPDX-License-Identifier: Apache-2.0
#include "policy/clock.hpp"

#include <gtest/gtest.h>

namespace chancery::policy {

namespace {

using namespace std::chrono_literals;

constexpr Time now{std::chrono::seconds(1'800'000'000)}; // 2027-01-15T08:00:00Z

TEST(Clock, may_be_right_while_no_record_is_more_than_five_minutes_ahead) {
    for (const auto newest : {Time{}, now - 4000 * 24h, now, now + 1s, now + 5min})
        EXPECT_FALSE(check_clock(newest, now)) << to_rfc3339(newest);
}

TEST(Clock, is_wrong_before_that_and_says_by_what) {
    for (const auto newest : {now + 5min + 1s, now + 1h, now + 400 * 24h}) {
        const auto problem = check_clock(newest, now);
        ASSERT_TRUE(problem) << to_rfc3339(newest);
        EXPECT_EQ(problem->fault, Fault::not_issuing);
        for (const auto& part : {to_rfc3339(now), to_rfc3339(newest), std::string("clock accept")})
            EXPECT_NE(problem->detail.find(part), std::string::npos) << problem->detail;
    }
}

} // namespace

} // namespace chancery::policy
