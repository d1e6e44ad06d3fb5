// SPDX-License-Identifier: Apache-2.0
#include "testca/asked_times.hpp"

#include <gtest/gtest.h>

namespace chancery::testca {

namespace {

TEST(AskedTimes, are_kept_as_the_client_wrote_them) {
    const auto times = asked_times(
        R"({"identifiers":[],"notBefore":"2027-01-24T10:00:00.123Z","notAfter":"2027-01-25T10:00:00Z"})"
    );
    EXPECT_EQ(
        with_times(
            R"({"status":"ready","notBefore":"2027-01-24T10:00:00Z","notAfter":"2027-01-25T10:00:00Z"})",
            times
        ),
        R"({"status":"ready","notBefore":"2027-01-24T10:00:00.123Z","notAfter":"2027-01-25T10:00:00Z"})"
    );
}

TEST(AskedTimes, that_were_not_asked_for_leave_the_orders_own) {
    const auto times = asked_times(R"({"identifiers":[],"notAfter":"2027-01-25T10:00:00.5Z"})");
    EXPECT_EQ(
        with_times(
            R"({"notBefore":"2027-01-24T10:00:00Z","notAfter":"2027-01-25T10:00:00Z"})", times
        ),
        R"({"notBefore":"2027-01-24T10:00:00Z","notAfter":"2027-01-25T10:00:00.5Z"})"
    );
    EXPECT_FALSE(times.are_none());
    EXPECT_TRUE(asked_times(R"({"identifiers":[],"notBefore":null})").are_none());
}

} // namespace

} // namespace chancery::testca
