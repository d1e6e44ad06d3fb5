// SPDX-License-Identifier: Apache-2.0
#include "policy/limits.hpp"

#include <gtest/gtest.h>

namespace chancery::policy {

namespace {

using namespace std::chrono_literals;
using enum LimitKind;

constexpr Time now{1'800'000'000s};

/// How many are granted at once, from what was kept; moves it on. One more than there may be says
/// that there was no end.
int granted(const Rate& rate, std::optional<ArrivalTime>& kept, Time at) {
    int some = 0;
    while (some <= rate.burst) {
        const auto decision = take(rate, kept, at);
        if (!decision.granted()) break;
        kept = decision.arrival;
        ++some;
    }
    return some;
}

TEST(Take, grants_a_burst_and_then_one_an_interval) {
    struct Case {
        const char* why;
        Rate rate;
        std::chrono::seconds later;
        int more;
    };

    for (const auto& [why, rate, later, more] : {
             Case{"at once", {300, 3h, 300}, 0s, 0},
             Case{"a second too early", {300, 3h, 300}, 35s, 0},
             Case{"one costs 36 s", {300, 3h, 300}, 36s, 1},
             Case{"two intervals", {300, 3h, 300}, 72s, 2},
             Case{"half of the period", {300, 3h, 300}, 90min, 150},
             Case{"all are back", {300, 3h, 300}, 3h, 300},
             Case{"no more are saved up", {300, 3h, 300}, 240h, 300},
             Case{"a smaller burst", {300, 3h, 20}, 0s, 0},
             Case{"which comes back as quickly", {300, 3h, 20}, 36s, 1},
             Case{"and no further", {300, 3h, 20}, 3h, 20},
             Case{"several a second", {1000, 1s, 1000}, 1s, 1000},
             Case{"an interval that is no whole second", {7, 10s, 7}, 3s, 2},
             Case{"one alone", {1, 24h, 1}, 24h - 1s, 0},
             Case{"and its successor", {1, 24h, 1}, 24h, 1},
             Case{"the longest that may be set", {1, Rate::longest_period, 1}, 0s, 0},
             Case{"the most that may be set", {Rate::most, 1s, Rate::most}, 0s, 0},
         }) {
        std::optional<ArrivalTime> kept;
        EXPECT_EQ(granted(rate, kept, now), rate.burst) << why;
        EXPECT_EQ(granted(rate, kept, now + later), more) << why;
    }
}

TEST(Take, says_when_one_more_will_fit) {
    const Rate rate{7, 10s, 7};
    std::optional<ArrivalTime> kept;
    granted(rate, kept, now);
    const auto refused = take(rate, kept, now);
    EXPECT_EQ(refused.retry_after, 2s); // 10/7 s, rounded up
    EXPECT_EQ(refused.arrival, kept);
    EXPECT_FALSE(take(rate, kept, now + 1s).granted());
    EXPECT_TRUE(take(rate, kept, now + 2s).granted());
}

TEST(Take, begins_anew_after_what_another_limit_left_behind) {
    std::optional<ArrivalTime> kept;
    granted({1, 8760h, 1}, kept, now); // a year ahead
    EXPECT_EQ(granted({60, 1h, 60}, kept, now), 60);
    EXPECT_EQ(granted({60, 1h, 10}, kept, now), 10); // of a smaller burst
    EXPECT_EQ(granted({60, 1h, 10}, kept, now), 0);
}

TEST(Take, makes_nobody_wait_for_a_clock_that_was_set_back) {
    const Rate rate{2, 1h, 2};
    std::optional<ArrivalTime> kept;
    granted(rate, kept, now);
    EXPECT_EQ(granted(rate, kept, now - 240h), 2);
}

TEST(Count, counts_what_happened_beyond_the_limit_without_adding_up) {
    const Rate rate{5, 1h, 5};
    std::optional<ArrivalTime> kept;
    for (int i = 0; i < 4; ++i)
        kept = count(rate, kept, now);
    EXPECT_TRUE(take(rate, kept, now).granted());
    for (int i = 0; i < 100; ++i)
        kept = count(rate, kept, now);
    EXPECT_EQ(take(rate, kept, now).retry_after, 12min);
    EXPECT_TRUE(take(rate, kept, now + 12min).granted());
}

TEST(Refusal, says_what_was_too_much_until_when_and_whom_to_ask) {
    struct Case {
        LimitKind kind;
        Rate rate;
        const char* sentence;
    };

    for (const auto& [kind, rate, sentence] : {
             Case{
                 registrations_per_address,
                 {50, 3h, 50},
                 "too many new accounts from it: 50 in 3 hours are allowed "
                 "(registrationsPerAddress); try again after 2027-01-15T08:01:30Z, or ask us"},
             Case{
                 orders_per_client,
                 {300, 90min, 20},
                 "too many orders by this client: 300 in 90 minutes, 20 at once are allowed "
                 "(ordersPerClient); try again after 2027-01-15T08:01:30Z, or ask us"},
             Case{
                 orders_per_account,
                 {9, 24h, 9},
                 "too many orders by it: 9 in a day are allowed (ordersPerAccount); try again "
                 "after 2027-01-15T08:01:30Z, or ask us"},
             Case{
                 certificates_per_domain,
                 {500, 168h, 500},
                 "too many certificates for names of it: 500 in 7 days are allowed "
                 "(certificatesPerDomain); try again after 2027-01-15T08:01:30Z, or ask us"},
             Case{
                 certificates_per_name_set,
                 {5, 61s, 5},
                 "too many certificates for exactly it: 5 in 61 seconds are allowed "
                 "(certificatesPerNameSet); try again after 2027-01-15T08:01:30Z, or ask us"},
             Case{
                 failed_validations,
                 {5, 1h, 5},
                 "too many failed validations of it: 5 in an hour are allowed "
                 "(failedValidations); "
                 "try again after 2027-01-15T08:01:30Z, or ask us"},
         }) {
        const auto problem = refusal({kind, rate, "it", "us"}, 90s, now);
        EXPECT_EQ(problem.detail, sentence);
        EXPECT_EQ(problem.fault, Fault::rate_limited);
        EXPECT_EQ(problem.retry_after, 90s);
        EXPECT_EQ(problem.cause, kind);
    }
}

TEST(Paused, says_whom_to_ask_and_no_time) {
    const auto problem =
        paused({failures_until_paused, {200, 0s, 200}, "www.example.org", "it@example.org"});
    EXPECT_EQ(
        problem.detail,
        "paused after 200 failed validations of www.example.org in a row (failuresUntilPaused); "
        "find out why the host does not show control of the name, then ask it@example.org to "
        "resume this client"
    );
    EXPECT_EQ(problem.fault, Fault::rate_limited);
    EXPECT_FALSE(problem.retry_after);
    EXPECT_EQ(problem.cause, failures_until_paused);
}

TEST(Refusal, has_the_limit_that_refused_as_cause_whatever_its_subject_is_called) {
    for (const auto kind : every<LimitKind>)
        for (const auto other : every<LimitKind>) {
            const Excess excess{
                kind,
                {5, 1h, 5},
                "the ACME account \"web (" + std::string(to_string(other)) + ")\"",
                "(" + std::string(to_string(other)) + ")"};
            EXPECT_EQ(refusal(excess, 90s, now).cause, kind);
            EXPECT_EQ(crowded(excess, now + 1h, now).cause, kind);
            EXPECT_EQ(paused(excess).cause, kind);
        }
}

} // namespace

} // namespace chancery::policy
