// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.hpp"
#include "crypto/random.hpp"

#include <gtest/gtest.h>

#include <set>
#include <thread>

namespace chancery::crypto {

namespace {

using namespace std::chrono_literals;

constexpr Time now{1'800'000'000s};

TEST(Random, gives_as_many_octets_as_asked_and_others_each_time) {
    EXPECT_EQ(random_bytes(0), "");
    std::set<Bytes> seen;
    for (int i = 0; i < 100; ++i) {
        const auto bytes = random_bytes(16);
        EXPECT_EQ(bytes.size(), 16u);
        EXPECT_TRUE(seen.insert(bytes).second);
    }
}

TEST(Random, makes_text_that_no_option_parser_trips_over) {
    for (int i = 0; i < 1000; ++i) {
        const auto text = random_text(12);
        EXPECT_NE(text.front(), '-');
        ASSERT_TRUE(parse_base64url(text));
        EXPECT_EQ(parse_base64url(text)->size(), 12u);
    }
}

TEST(Ids, are_version_7_of_the_time_they_were_made) {
    const auto id = new_id<OrderId>(now + 24h);
    const auto text = to_string(id);
    EXPECT_EQ(text[14], '7');
    EXPECT_NE(std::string("89ab").find(text[19]), std::string::npos);
    std::uint64_t milliseconds = 0;
    for (std::size_t i = 0; i < 6; ++i)
        milliseconds = milliseconds << 8 | id.bytes[i];
    EXPECT_EQ(milliseconds, 1'800'086'400'000u);
}

// conforms: 8555-10.5-1
TEST(Ids, cannot_be_guessed_from_one_another) {
    std::set<std::string> tails;
    for (int i = 0; i < 1000; ++i)
        tails.insert(to_string(new_id<OrderId>(now)).substr(19)); // what follows time and counter
    EXPECT_EQ(tails.size(), 1000u);
}

TEST(Ids, grow_even_when_the_clock_is_set_back) {
    auto before = new_id_bytes(now);
    for (int i = 0; i < 10'000; ++i) { // more than the counter's 12 bits hold
        const auto next = new_id_bytes(i % 3 == 0 ? now - 1h : now);
        ASSERT_LT(before, next);
        before = next;
    }
}

// conforms: persist-4.1-6
TEST(Ids, are_distinct_and_ordered_in_each_of_several_threads) {
    std::vector<std::vector<IdBytes>> made(4);
    {
        std::vector<std::jthread> threads;
        for (auto& ids : made)
            threads.emplace_back([&ids] {
                for (int i = 0; i < 5000; ++i)
                    ids.push_back(new_id_bytes(now));
            });
    }
    std::set<IdBytes> all;
    for (const auto& ids : made) {
        EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));
        all.insert(ids.begin(), ids.end());
    }
    EXPECT_EQ(all.size(), 20'000u);
}

} // namespace

} // namespace chancery::crypto
