// SPDX-License-Identifier: Apache-2.0
#include "server/request_rate.hpp"

#include <gtest/gtest.h>

namespace chancery::server {

namespace {

using namespace std::chrono_literals;

constexpr Time now{1'800'000'000s};

/// How many are answered at once; at most 1000 are asked.
int answered(RequestRate& rate, std::string_view address, Time at = now) {
    int some = 0;
    while (some < 1000 && !rate.take(address, at))
        ++some;
    return some;
}

TEST(RequestRate, answers_ten_seconds_worth_at_once_and_then_so_many_a_second) {
    RequestRate rate(5);
    EXPECT_EQ(answered(rate, "192.0.2.7"), 50);
    EXPECT_EQ(rate.take("192.0.2.7", now), 1s);
    EXPECT_EQ(answered(rate, "192.0.2.7", now + 1s), 5);
    EXPECT_EQ(answered(rate, "192.0.2.7", now + 1h), 50);
}

TEST(RequestRate, is_each_addresss_own) {
    RequestRate rate(1);
    EXPECT_EQ(answered(rate, "192.0.2.7"), 10);
    EXPECT_EQ(answered(rate, "192.0.2.8"), 10);
    EXPECT_EQ(answered(rate, "2001:db8::7"), 10);
    EXPECT_EQ(answered(rate, "2001:db8::8"), 0); // the same /64
}

TEST(RequestRate, may_be_none) {
    RequestRate rate;
    for (int i = 0; i < 10'000; ++i)
        ASSERT_FALSE(rate.take("192.0.2.7", now));
}

TEST(RequestRate, costs_a_known_client_a_tenth) {
    RequestRate rate(1);
    int some = 0;
    for (; some < 1000 && !rate.take("192.0.2.7", now); ++some)
        rate.give_back("192.0.2.7");
    EXPECT_EQ(some, 91); // the last of them needs room for a whole one first
}

TEST(RequestRate, forgets_nobody_who_keeps_asking_however_many_others_come) {
    RequestRate rate(1, 100);
    EXPECT_EQ(answered(rate, "192.0.2.7"), 10);
    for (int i = 0; i < 1000; ++i) {
        EXPECT_FALSE(rate.take("198.51.100." + std::to_string(i), now));
        EXPECT_TRUE(rate.take("192.0.2.7", now));
    }
}

} // namespace

} // namespace chancery::server
