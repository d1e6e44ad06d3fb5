// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.hpp"
#include "crypto/randomness_for_tests.hpp"
#include "server/acme/nonces.hpp"

#include <gtest/gtest.h>

#include <set>
#include <thread>
#include <vector>

namespace chancery::server {

namespace {

using namespace std::chrono_literals;

constexpr Time now{1'800'000'000s};

bool redeem(Nonces& nonces, const std::string& nonce, Time at = now) {
    const auto number = nonces.check(nonce, at);
    return number && nonces.redeem(*number);
}

// conforms: 8555-6.5-4
TEST(Nonces, are_redeemed_once) {
    Nonces nonces;
    const auto nonce = nonces.make(now);
    EXPECT_TRUE(redeem(nonces, nonce));
    EXPECT_FALSE(redeem(nonces, nonce));
}

TEST(Nonces, expire_after_an_hour) {
    Nonces nonces;
    const auto nonce = nonces.make(now);
    EXPECT_TRUE(nonces.check(nonce, now + 1h));
    EXPECT_FALSE(nonces.check(nonce, now + 1h + 1s));
    EXPECT_FALSE(nonces.check(nonce, now - 1s)); // from the future: the clock was set back
}

// conforms: 8555-6.5.1-1
// conforms-refusal: 8555-6.5-3
TEST(Nonces, of_another_process_or_changed_are_nobodys) {
    Nonces nonces;
    Nonces others;
    auto nonce = nonces.make(now);
    EXPECT_FALSE(nonces.check(others.make(now), now)); // its number is one that was given out here
    nonce[3] = nonce[3] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(nonces.check(nonce, now));
    for (const auto* foreign : {"", "x", "AAAA", "!!!!", "oFvnlFP1wIhRlYS2jTaXbA"})
        EXPECT_FALSE(nonces.check(foreign, now)) << foreign;
}

TEST(Nonces, are_too_old_before_it_is_forgotten_that_they_were_redeemed) {
    Nonces nonces;
    std::vector<std::string> first;
    for (int i = 0; i < 64; ++i)
        first.push_back(nonces.make(now));
    for (const auto& nonce : first)
        EXPECT_TRUE(redeem(nonces, nonce));
    constexpr int half_a_ring = 1 << 21;
    for (int made = 64; made < half_a_ring + 256; ++made) {
        (void)nonces.make(now);
        if (made < half_a_ring - 256) continue;
        for (const auto& nonce : first)
            ASSERT_FALSE(redeem(nonces, nonce)) << made;
    }
}

// conforms: 8555-6.5-4
TEST(Nonces, stay_redeemed_while_millions_follow) {
    Nonces nonces;
    const auto first = nonces.make(now);
    EXPECT_TRUE(redeem(nonces, first));
    // Past the ring's size, so that the first one's bit is used again by another number.
    for (int thousands = 0; thousands < 4'300; ++thousands) {
        for (int i = 0; i < 999; ++i)
            (void)nonces.make(now);
        EXPECT_TRUE(redeem(nonces, nonces.make(now)));
        EXPECT_FALSE(redeem(nonces, first));
    }
}

// conforms: 8555-6.5.1-2
TEST(Nonces, are_base64url) {
    Nonces nonces;
    for (int i = 0; i < 1000; ++i)
        EXPECT_TRUE(parse_base64url(nonces.make(now)));
}

// conforms: 8555-6.5.1-1
TEST(Nonces, look_random_although_they_are_numbered) {
    Nonces nonces;
    const auto octets = [&] { return parse_base64url(nonces.make(now)).value(); };
    EXPECT_EQ(crypto::Samples(crypto::draw_many(4000, octets)).fault(), "");
}

// conforms: 8555-6.5.1-1
TEST(Nonces, are_unique_across_threads) {
    Nonces nonces;
    std::vector<std::vector<std::string>> made(4);
    {
        std::vector<std::jthread> threads;
        for (auto& mine : made)
            threads.emplace_back([&] {
                for (int i = 0; i < 2000; ++i)
                    mine.push_back(nonces.make(now));
            });
    }
    std::set<std::string> all;
    for (const auto& mine : made)
        all.insert(mine.begin(), mine.end());
    EXPECT_EQ(all.size(), 8000u);
    for (const auto& nonce : all)
        EXPECT_TRUE(redeem(nonces, nonce));
}

} // namespace

} // namespace chancery::server
