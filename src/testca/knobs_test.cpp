// SPDX-License-Identifier: Apache-2.0
#include "testca/knobs.hpp"

#include <gtest/gtest.h>

#include <map>

namespace chancery::testca {

namespace {

using namespace std::chrono_literals;

Knobs knobs_of(const std::map<std::string, std::string>& environment) {
    return read_knobs([&](const char* name) {
        const auto found = environment.find(name);
        return found == environment.end() ? nullptr : found->second.c_str();
    });
}

TEST(Knobs, are_pebbles_where_the_environment_says_nothing) {
    const auto knobs = knobs_of({});
    EXPECT_EQ(knobs.longest_sleep, 5s);
    EXPECT_FALSE(knobs.always_valid);
    EXPECT_EQ(knobs.nonce_reject, 5);
    EXPECT_EQ(knobs.authorization_reuse, 50);
    EXPECT_EQ(knobs.alternate_roots, 0);
    EXPECT_EQ(knobs.chain_length, 1);
    EXPECT_EQ(knobs.orders_a_page, 3);
}

TEST(Knobs, are_turned_by_the_environment) {
    const auto knobs = knobs_of(
        {{"PEBBLE_VA_NOSLEEP", "1"},
         {"PEBBLE_VA_ALWAYS_VALID", "true"},
         {"PEBBLE_WFE_NONCEREJECT", "0"},
         {"PEBBLE_AUTHZREUSE", "100"},
         {"PEBBLE_ALTERNATE_ROOTS", "2"},
         {"PEBBLE_CHAIN_LENGTH", "3"},
         {"PEBBLE_WFE_ORDERS_PER_PAGE", "15"}}
    );
    EXPECT_EQ(knobs.longest_sleep, 0s);
    EXPECT_TRUE(knobs.always_valid);
    EXPECT_EQ(knobs.nonce_reject, 0);
    EXPECT_EQ(knobs.authorization_reuse, 100);
    EXPECT_EQ(knobs.alternate_roots, 2);
    EXPECT_EQ(knobs.chain_length, 3);
    EXPECT_EQ(knobs.orders_a_page, 15);
    EXPECT_EQ(knobs_of({{"PEBBLE_VA_SLEEPTIME", "2"}}).longest_sleep, 2s);
    EXPECT_EQ(knobs_of({{"PEBBLE_CHAIN_LENGTH", "0"}}).chain_length, 0);
}

TEST(Knobs, that_make_no_sense_stay_as_they_are_and_no_client_is_refused_for_ever) {
    const auto knobs = knobs_of(
        {{"PEBBLE_VA_NOSLEEP", "no"},
         {"PEBBLE_VA_SLEEPTIME", "0"},
         {"PEBBLE_WFE_NONCEREJECT", "100"},
         {"PEBBLE_AUTHZREUSE", "-1"},
         {"PEBBLE_ALTERNATE_ROOTS", "two"},
         {"PEBBLE_CHAIN_LENGTH", ""}}
    );
    EXPECT_EQ(knobs.longest_sleep, 5s);
    EXPECT_EQ(knobs.nonce_reject, 99);
    EXPECT_EQ(knobs.authorization_reuse, 50);
    EXPECT_EQ(knobs.alternate_roots, 0);
    EXPECT_EQ(knobs.chain_length, 1);
}

} // namespace

} // namespace chancery::testca
