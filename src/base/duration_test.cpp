// SPDX-License-Identifier: Apache-2.0
#include "base/duration.hpp"
#include "base/time.hpp"

#include <gtest/gtest.h>

namespace chancery {

namespace {

TEST(Duration, is_written_in_days_and_what_is_left) {
    using namespace std::chrono_literals;
    EXPECT_EQ(to_iso8601(720h), "P30D");
    EXPECT_EQ(to_iso8601(36h), "P1DT12H");
    EXPECT_EQ(to_iso8601(90min), "PT1H30M");
    EXPECT_EQ(to_iso8601(1s), "PT1S");
    EXPECT_EQ(to_iso8601(0s), "PT0S");
}

TEST(Duration, is_read_as_it_was_written) {
    for (const int seconds : {0, 1, 59, 60, 3600, 86'399, 86'400, 86'401, 17'107'200})
        EXPECT_EQ(
            parse_duration(to_iso8601(std::chrono::seconds(seconds))), std::chrono::seconds(seconds)
        );
}

} // namespace

} // namespace chancery
