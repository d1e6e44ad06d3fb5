// SPDX-License-Identifier: Apache-2.0
#include "base/address.hpp"
#include "base/error.hpp"
#include "base/id.hpp"
#include "base/metrics.hpp"
#include "base/secret.hpp"
#include "base/text.hpp"
#include "base/time.hpp"

#include <gtest/gtest.h>

#include <cerrno>
#include <optional>
#include <system_error>
#include <type_traits>

namespace chancery {

namespace {

using namespace std::chrono_literals;

/// What `ensure` throws, and what has been made of it on the way to an edge.
Error broken_invariant() {
    try {
        ensure(false, "an order has its client");
    } catch (const Error& error) {
        return error;
    }
    return Error(Fault::invalid, "ensure() threw nothing");
}

TEST(Error, shows_a_requester_no_invariant_and_no_source_path) {
    const auto error = broken_invariant();
    EXPECT_EQ(error.fault(), Fault::internal);
    for (const auto& shown :
         {error.problem().detail, Error(error.problem()).problem().detail, sentence_of(error)}) {
        EXPECT_EQ(shown.find("order"), std::string::npos) << shown;
        EXPECT_EQ(shown.find(".cpp"), std::string::npos) << shown;
        EXPECT_NE(shown.find("internal error"), std::string::npos) << shown;
    }
}

TEST(Error, tells_the_log_which_invariant_broke_and_where) {
    const std::string logged = broken_invariant().what();
    EXPECT_NE(logged.find("an order has its client"), std::string::npos);
    EXPECT_NE(logged.find("base_test.cpp:"), std::string::npos);
}

TEST(Error, drops_the_parts_of_an_internal_problem) {
    const Error error(Problem{
        Fault::internal, "x", {{Identifier{"dns", "a.example"}, Fault::internal, "y"}}});
    EXPECT_TRUE(error.problem().subproblems.empty());
}

TEST(Error, shows_its_sentence_where_it_is_not_internal) {
    const Error error(Fault::unavailable, "the disk is full");
    EXPECT_EQ(error.problem().detail, "the disk is full");
    EXPECT_STREQ(error.what(), "the disk is full");
    EXPECT_EQ(sentence_of(error), "the disk is full");
}

TEST(Error, shows_what_the_system_says_and_nothing_of_the_standard_library) {
    const std::system_error full(ENOSPC, std::generic_category(), "cannot write x");
    EXPECT_EQ(sentence_of(full), full.what());
    EXPECT_EQ(sentence_of(std::bad_optional_access()).find("optional"), std::string::npos);
}

TEST(Id, reads_canonical_text_only) {
    const std::string text = "0198f3c2-7a10-7c55-9d0e-3f1b6a2c4d5e";
    const auto id = parse_id<OrderId>(text);
    ASSERT_TRUE(id);
    EXPECT_EQ(to_string(*id), text);
    for (const auto* other : {
             "0198F3C2-7A10-7C55-9D0E-3F1B6A2C4D5E",
             "0198f3c27a107c559d0e3f1b6a2c4d5e",
             "{0198f3c2-7a10-7c55-9d0e-3f1b6a2c4d5e}",
             "0198f3c2-7a10-7c55-9d0e-3f1b6a2c4d5",
             "0198f3c2-7a10-7c55-9d0e-3f1b6a2c4d5g",
             "0198f3c2+7a10-7c55-9d0e-3f1b6a2c4d5e",
             "",
         })
        EXPECT_FALSE(parse_id<OrderId>(other)) << other;
}

TEST(Time, is_written_and_read_as_rfc_3339) {
    const Time time{1'800'000'000s};
    EXPECT_EQ(to_rfc3339(time), "2027-01-15T08:00:00Z");
    EXPECT_EQ(parse_rfc3339("2027-01-15T08:00:00Z"), time);
    EXPECT_EQ(parse_rfc3339("2027-01-15T08:00:00.250Z"), time);
    for (const auto* text :
         {"2027-01-15T10:00:00+02:00",
          "2027-01-15T02:30:00-05:30",
          "2027-01-15T08:00:00-00:00",
          "2027-01-15T08:00:00.5+00:00"})
        EXPECT_EQ(parse_rfc3339(text), time) << text;
    EXPECT_EQ(parse_date("2027-01-15"), Time{1'799'971'200s});
    for (const auto* text :
         {"2027-02-30",
          "2027-1-1",
          "2027-01-15T25:00:00Z",
          "9999-12-31T23:59:60Z",
          "2027-01-15T08:00:00",
          "20270115",
          "2027-01-15T08:00:00+24:00",
          "2027-01-15T08:00:00+02:60",
          "2027-01-15T08:00:00+0200",
          "2027-01-15T08:00:00 02:00",
          "1970-01-01T00:00:00+00:01",
          "9999-12-31T23:59:59-00:01",
          "",
          "2027-01-15T08:00:00.Z",
          "-027-01-15"})
        EXPECT_FALSE(parse_date(text)) << text;
}

TEST(Time, reads_durations_of_iso_8601) {
    using namespace std::chrono_literals;
    EXPECT_EQ(parse_duration("P7D"), 168h);
    EXPECT_EQ(parse_duration("P0D"), 0s);
    EXPECT_EQ(parse_duration("P1W"), 168h);
    EXPECT_EQ(parse_duration("PT36H"), 36h);
    EXPECT_EQ(parse_duration("P1DT2H3M4S"), 26h + 3min + 4s);
    for (const auto* text :
         {"",
          "P",
          "7D",
          "P7",
          "PT",
          "P1DT",
          "PD",
          "P-7D",
          "P7d",
          "P7D ",
          "P1M",
          "P1Y",
          "P1H",
          "PT1D",
          "PT1S1M",
          "P1D1D",
          "P1.5D",
          "P99999999D"})
        EXPECT_FALSE(parse_duration(text)) << text;
}

TEST(Secret, cannot_be_copied_or_turned_into_text) {
    static_assert(!std::is_copy_constructible_v<Secret>);
    static_assert(!std::is_copy_assignable_v<Secret>);
    static_assert(!std::is_convertible_v<Secret, std::string_view>);
    Secret secret(Bytes(40, 's'));
    const Secret moved = std::move(secret);
    EXPECT_EQ(moved.reveal(), Bytes(40, 's'));
    EXPECT_EQ(moved.copy().reveal(), moved.reveal());
}

TEST(Text, makes_a_strangers_value_printable) {
    EXPECT_EQ(printable("a\nb\x1b[31m"), "a\\u000ab\\u001b[31m");
    EXPECT_EQ(printable("\u202egro.elpmaxe\u009b"), "\\u202egro.elpmaxe\\u009b");
    EXPECT_EQ(printable("ab\u202e", 5), "ab..."); // no half of an escape
    EXPECT_EQ(printable("abcdef", 3), "abc...");
    EXPECT_EQ(printable("ab\xc3\xa9", 3), "ab..."); // no half of an é
    EXPECT_EQ(printable("\xc3\xa9\xe2\x82\xac\xf0\x9f\x94\x91"), "é€🔑");
    // Latin-1, cut off, overlong, a surrogate, beyond Unicode: neither JSON nor PostgreSQL take it.
    EXPECT_EQ(printable("caf\xe9"), "caf?");
    EXPECT_EQ(printable("\xf0\x9f\x94"), "???");
    EXPECT_EQ(printable("\xc0\xaf\xe0\x80\xaf"), "?????");
    EXPECT_EQ(printable("\xed\xa0\x80"), "???");
    EXPECT_EQ(printable("\xf4\x90\x80\x80\xff"), "?????");
}

TEST(Text, splits_joins_and_trims) {
    EXPECT_EQ(split("a,,b", ','), (std::vector<std::string_view>{"a", "", "b"}));
    EXPECT_EQ(join({"a", "b"}, ", "), "a, b");
    EXPECT_EQ(trim(" \ta b\r\n"), "a b");
    EXPECT_TRUE(equals_ignoring_case("Content-Type", "content-type"));
}

TEST(Address, is_four_or_sixteen_octets) {
    EXPECT_EQ(parse_address("192.0.2.7"), Bytes("\xc0\x00\x02\x07", 4));
    EXPECT_EQ(to_address_text(*parse_address("2001:DB8::7")), "2001:db8::7");
    for (const auto* text : {"", "192.0.2", "192.0.2.256", "[::1]", "localhost", "1.2.3.4.5"})
        EXPECT_FALSE(parse_address(text)) << text;
    EXPECT_EQ(to_address_text("abc"), "");
}

TEST(Metrics, are_given_in_prometheus_text_format) {
    Metrics metrics;
    auto issued =
        metrics.counter("chancery_issued_total", "Certificates issued.", {{"endpoint", "ov"}});
    issued.add();
    issued.add(2);
    EXPECT_NE(
        metrics.to_text().find("chancery_issued_total{endpoint=\"ov\"} 3"), std::string::npos
    );
}

} // namespace

} // namespace chancery
