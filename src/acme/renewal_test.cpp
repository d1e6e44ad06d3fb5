// SPDX-License-Identifier: Apache-2.0
#include "acme/acme_for_tests.hpp"
#include "acme/renewal.hpp"

#include <gtest/gtest.h>

#include <set>
#include <string>

namespace chancery::acme {

namespace {

using namespace std::chrono_literals;

// conforms: 9773-4.1-1
TEST(RenewalId, of_the_standard_is_read_and_written) {
    // RFC 9773 §4.1, the example.
    const std::string text = "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE";
    const auto id = parse_renewal_id(text);
    EXPECT_EQ(to_hex(id.authority_key_identifier), "69885b6b87464041e1b37b847ba0ae2cde01c8d4");
    EXPECT_EQ(to_hex(id.serial), "87654321");
    EXPECT_EQ(to_string(id), text);
}

TEST(RenewalId, without_a_sign_octet_is_read_and_written) {
    const RenewalId id{Bytes(20, 'k'), Bytes("\x01\x02", 2)};
    EXPECT_EQ(parse_renewal_id(to_string(id)), id);
}

// conforms: 9773-4.1-2
TEST(RenewalId, has_one_spelling) {
    for (const auto* text :
         {"",
          ".",
          "aYhba4dGQEHhs3uEe6CuLN4ByNQ",
          "aYhba4dGQEHhs3uEe6CuLN4ByNQ.",
          ".AIdlQyE",
          "aYhba4dGQEHhs3uEe6CuLN4ByNQ.h2VDIQ",   // negative
          "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AAAB",     // a zero too many
          "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AA",       // no serial at all
          "aYhba4dGQEHhs3uEe6CuLN4ByNQ=.AIdlQyE", // padding
          "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE.", // a second dot
          "aYhba4dGQEHhs3uEe6CuLN4ByNR.AIdlQyE",  // bits left over
          "%61YhRa4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE"})
        EXPECT_EQ(fault_of([&] { parse_renewal_id(text); }), Fault::malformed) << text;
    const std::string long_part(200, 'A');
    EXPECT_EQ(fault_of([&] { parse_renewal_id(long_part + ".AQ"); }), Fault::malformed);
    EXPECT_EQ(fault_of([&] { parse_renewal_id("AQ." + long_part); }), Fault::malformed);
}

// conforms: 9773-4.2-1
TEST(RenewalInfo, has_its_window_and_perhaps_an_explanation) {
    const RenewalWindow window{Time(1'735'776'000s), Time(1'735'948'800s)};
    EXPECT_EQ(renewal_info_json(window, ""), json::parse(R"({"suggestedWindow":
            {"start":"2025-01-02T00:00:00Z","end":"2025-01-04T00:00:00Z"}})"));
    EXPECT_EQ(
        renewal_info_json(window, "https://pki.example.org/why"), json::parse(R"({"suggestedWindow":
            {"start":"2025-01-02T00:00:00Z","end":"2025-01-04T00:00:00Z"},
            "explanationURL":"https://pki.example.org/why"})")
    );
}

TEST(RenewalInfo, is_read_as_it_was_written) {
    const RenewalWindow window{Time(1'735'776'000s), Time(1'735'948'800s)};
    const auto advice =
        parse_renewal_info(renewal_info_json(window, "https://pki.example.org/why"));
    EXPECT_EQ(advice.window.start, window.start);
    EXPECT_EQ(advice.window.end, window.end);
    EXPECT_EQ(advice.explanation_url, "https://pki.example.org/why");
}

TEST(RenewalInfo, without_a_window_that_ends_after_its_start_is_no_answer) {
    for (const auto* text : {
             R"({})",
             R"({"suggestedWindow": {}})",
             R"({"suggestedWindow": {"start": "2025-01-02T00:00:00Z", "end": "soon"}})",
             R"({"suggestedWindow": {"start": "2025-01-02T00:00:00Z", "end": "2025-01-02T00:00:00Z"}})",
             R"({"suggestedWindow": {"start": "2025-01-03T00:00:00Z", "end": "2025-01-02T00:00:00Z"}})",
         })
        EXPECT_EQ(fault_of([&] { parse_renewal_info(json::parse(text)); }), Fault::malformed)
            << text;
}

TEST(RenewalTime, lies_within_the_window_and_is_another_for_each_certificate) {
    const RenewalWindow window{Time(0s), Time(1'000'000s)};
    std::set<Time> times;
    int early = 0;
    constexpr int count = 1000;
    for (int i = 0; i < count; ++i) {
        const RenewalId id{"key", std::to_string(i)};
        const auto time = time_of_renewal(window, id);
        EXPECT_GE(time, window.start);
        EXPECT_LT(time, window.end);
        EXPECT_EQ(time, time_of_renewal(window, id));
        times.insert(time);
        early += time < Time(500'000s) ? 1 : 0;
    }
    EXPECT_GT(times.size(), 950U);
    EXPECT_NEAR(early, count / 2, 80); // Five times the standard deviation.
}

} // namespace

} // namespace chancery::acme
