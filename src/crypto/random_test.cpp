// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.hpp"
#include "crypto/random.hpp"
#include "crypto/randomness_for_tests.hpp"

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

TEST(Random, is_random_in_every_bit) {
    EXPECT_EQ(Samples(draw_many(4000, [] { return random_bytes(32); })).fault(), "");
    // The text that begins with '-' is left out: one of 64.
    const auto octets_of_text = [] { return parse_base64url(random_text(32)).value(); };
    EXPECT_EQ(Samples(draw_many(4000, octets_of_text), 6).fault(), "");
}

/// What looks random to a test that only counts repeats.
TEST(Samples, tell_a_generator_that_is_none) {
    const auto fault = [](auto change) {
        std::uint64_t number = 0;
        return Samples(draw_many(
                           4000,
                           [&] {
                               auto bytes = random_bytes(8);
                               change(bytes, number++);
                               return bytes;
                           }
                       )
        ).fault();
    };
    const auto put = [](Bytes& bytes, std::uint64_t number) {
        for (std::size_t i = 0; i < 8; ++i)
            bytes[7 - i] = static_cast<char>(number >> 8 * i & 0xff);
    };
    EXPECT_EQ(fault([](Bytes&, std::uint64_t) {}), "");
    EXPECT_EQ(
        fault([&](Bytes& bytes, std::uint64_t n) { put(bytes, n); }), "bit 0 is the same too often"
    );
    EXPECT_EQ(fault([&](Bytes& bytes, std::uint64_t n) { put(bytes, n / 2); }), "one occurs twice");
    EXPECT_EQ(
        fault([](Bytes& bytes, std::uint64_t) { bytes[3] = static_cast<char>(bytes[3] | 8); }),
        "bit 28 is the same too often"
    );
    EXPECT_EQ(
        fault([](Bytes& bytes, std::uint64_t n) { bytes[7] = static_cast<char>(n); }),
        "bit 56 follows from the one before"
    );
    // An odd stride near a half of what the number holds (the golden ratio's) sets every bit about
    // as often as not.
    EXPECT_NE(
        fault([&](Bytes& bytes, std::uint64_t n) { put(bytes, n * 0x9e3779b97f4a7c15); }), ""
    );
    EXPECT_EQ(
        fault([](Bytes& bytes, std::uint64_t) { bytes[6] = static_cast<char>(bytes[1] ^ '\x5a'); }),
        "bits 8 and 48 go together"
    );
    EXPECT_EQ(
        fault([](Bytes& bytes, std::uint64_t) {
            for (char& octet : bytes)
                if (octet >= 'a' && octet <= 'f') octet = 'a';
        }),
        "some octets occur more often than others"
    );
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
    // What follows time and counter, but the two bits of the variant.
    const auto random_half = [] {
        const auto id = new_id_bytes(now);
        return Bytes(reinterpret_cast<const char*>(id.data()) + 8, 8);
    };
    EXPECT_EQ(Samples(draw_many(4000, random_half), 2).fault(), "");
}

TEST(Ids, grow_even_when_the_clock_is_set_back) {
    auto before = new_id_bytes(now);
    for (int i = 0; i < 10'000; ++i) { // more than the counter's 12 bits hold
        const auto next = new_id_bytes(i % 3 == 0 ? now - 1h : now);
        ASSERT_LT(before, next);
        before = next;
    }
}

// conforms-refusal: persist-4.1-6
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
