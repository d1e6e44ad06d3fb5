// SPDX-License-Identifier: Apache-2.0
#include "issuance/issuance_for_tests.hpp"
#include "issuance/validity.hpp"

#include <gtest/gtest.h>

namespace chancery::issuance {

namespace {

using namespace std::chrono_literals;

const IssuerFacts& issuer() {
    static const auto facts = [] {
        auto old = facts_of(test_authority());
        old.not_before = now - 365 * 24h;
        return old;
    }();
    return facts;
}

const Profile quarter{.name = "quarter", .lifetime = std::chrono::days(90)};

Period period(const AskedValidity& asked) {
    return period_of(quarter, issuer(), asked, now);
}

std::string refusal(const AskedValidity& asked) {
    return sentence_of([&] { period(asked); });
}

TEST(Validity, without_a_wish_is_the_profiles_from_an_hour_before) {
    const auto [from, until] = period({});
    EXPECT_EQ(from, now - 1h);
    EXPECT_EQ(until, from + 90 * 24h - 1s); // its last second counts
}

TEST(Validity, begins_no_earlier_than_the_ca_does) {
    const auto begin = issuer().not_before;
    EXPECT_EQ(period_of(quarter, issuer(), {}, begin + 5min).from, begin);
    EXPECT_EQ(period_of(quarter, issuer(), {}, begin + 3h).from, begin + 2h);
    const AskedValidity early{.not_before = begin - 1s};
    EXPECT_EQ(fault_of([&] { period_of(quarter, issuer(), early, begin); }), Fault::malformed);
}

TEST(Validity, is_none_outside_of_the_cas_own_whatever_is_asked) {
    const auto [begin, end] = std::pair(issuer().not_before, issuer().not_after);
    for (const auto at : {begin - 1s, begin - 400 * 24h, end, end + 24h})
        for (const auto& asked : {AskedValidity{}, AskedValidity{.not_before = at}}) {
            EXPECT_EQ(
                fault_of([&] { period_of(quarter, issuer(), asked, at); }), Fault::not_issuing
            ) << to_rfc3339(at);
            EXPECT_TRUE(objection_to_signing(issuer(), at));
        }
    for (const auto at : {begin, end - 1s})
        EXPECT_FALSE(objection_to_signing(issuer(), at)) << to_rfc3339(at);
    EXPECT_NE(
        objection_to_signing(issuer(), begin - 1s)->detail.find("set its clock"), std::string::npos
    );
    EXPECT_NE(objection_to_signing(issuer(), end)->detail.find("expired at"), std::string::npos);
}

TEST(Validity, ends_with_the_ca) {
    const auto end = issuer().not_after;
    EXPECT_EQ(period_of(quarter, issuer(), {}, end - 10min).until, end);
}

TEST(Validity, of_a_short_lifetime_begins_a_part_of_it_before) {
    const Profile hour{.name = "hour", .lifetime = 1h, .names = {.rules = RuleSet::office}};
    const auto [from, until] = period_of(hour, issuer(), {}, now);
    EXPECT_EQ(from, now - 150s);
    EXPECT_EQ(until, from + 1h - 1s);
    const Profile day{.name = "day", .lifetime = 24h};
    EXPECT_EQ(period_of(day, issuer(), {}, now).from, now - 1h);
}

TEST(Validity, under_public_rules_is_never_longer_than_they_allow_on_that_day) {
    Profile old{.name = "old", .lifetime = std::chrono::days(200)};
    const auto march = parse_date("2027-03-15").value();
    const auto length = [&](const AskedValidity& asked, Time at) {
        const auto [from, until] = period_of(old, issuer(), asked, at);
        return until - from + 1s;
    };
    EXPECT_EQ(length({}, march - 1s), std::chrono::days(200));
    EXPECT_EQ(length({}, march), std::chrono::days(100));
    EXPECT_EQ(length({.not_before = march + 1h}, march - 1h), std::chrono::days(100));
    EXPECT_EQ(length({}, parse_date("2029-03-15").value()), std::chrono::days(47));
    EXPECT_EQ(public_limits(), "200 days, 100 from 2027-03-15, 47 from 2029-03-15");
    old.names.rules = RuleSet::office;
    EXPECT_EQ(length({}, march), std::chrono::days(200));
}

TEST(Validity, under_the_offices_rules_lasts_up_to_the_issuers_end) {
    const Profile long_one{
        .name = "long", .lifetime = std::chrono::days(36'500), .names = {.rules = RuleSet::office}};
    EXPECT_EQ(period_of(long_one, issuer(), {}, now).until, issuer().not_after);
}

TEST(Validity, is_as_the_order_asks) {
    const auto asked = period({.not_before = now + 1h, .not_after = now + 24h});
    EXPECT_EQ(asked.from, now + 1h);
    EXPECT_EQ(asked.until, now + 24h);
    EXPECT_EQ(period({.not_after = now + 24h}).from, now - 1h);
    EXPECT_EQ(period({.not_before = now}).until, now + 90 * 24h - 1s);
}

TEST(Validity, is_at_most_the_profiles_lifetime_and_says_so) {
    EXPECT_EQ(period({.not_before = now, .not_after = now + 90 * 24h - 1s}).from, now);
    const auto sentence = refusal({.not_before = now, .not_after = now + 90 * 24h});
    EXPECT_NE(sentence.find("the profile quarter"), std::string::npos) << sentence;
    EXPECT_NE(sentence.find(to_rfc3339(now + 90 * 24h - 1s)), std::string::npos) << sentence;
}

TEST(Validity, may_exceed_the_lifetime_under_a_profile_of_a_test_ca) {
    auto loose = quarter;
    loose.validity_by_order = ValidityByOrder::within_rules;
    const auto of = [&](const AskedValidity& asked) {
        return period_of(loose, issuer(), asked, now);
    };
    EXPECT_EQ(of({}).until, now - 1h + 90 * 24h - 1s);
    EXPECT_EQ(of({.not_before = now}).until, now + 90 * 24h - 1s);
    const auto longest = now + 200 * 24h - 1s;
    EXPECT_EQ(of({.not_before = now, .not_after = longest}).until, longest);
    EXPECT_EQ(
        fault_of([&] { of({.not_before = now, .not_after = longest + 1s}); }), Fault::malformed
    );
    loose.names.rules = RuleSet::office; // as those of chancery-testca
    EXPECT_EQ(of({.not_after = issuer().not_after}).until, issuer().not_after);
    EXPECT_EQ(fault_of([&] { of({.not_after = issuer().not_after + 1s}); }), Fault::malformed);
}

TEST(Validity, begins_within_two_days_of_now_and_ends_after_it) {
    EXPECT_EQ(refusal({.not_before = now - 48h}), "");
    EXPECT_EQ(refusal({.not_before = now + 48h}), "");
    for (const auto& asked : {
             AskedValidity{.not_before = now - 48h - 1s},
             AskedValidity{.not_before = now + 48h + 1s},
             AskedValidity{.not_after = now},
             AskedValidity{.not_before = now - 2h, .not_after = now - 1h},
             AskedValidity{.not_before = now + 2h, .not_after = now + 2h},
         }) {
        EXPECT_EQ(fault_of([&] { period(asked); }), Fault::malformed);
    }
}

TEST(Validity, does_not_outlive_the_issuer) {
    const auto late = issuer().not_after - 24h;
    const auto usual = period_of(quarter, issuer(), {}, late);
    EXPECT_EQ(usual.until, issuer().not_after);
    const auto beyond = [&] {
        period_of(quarter, issuer(), {.not_after = issuer().not_after + 1s}, late);
    };
    EXPECT_EQ(fault_of(beyond), Fault::malformed);
}

TEST(Validity, of_a_draft_is_what_was_asked) {
    Wish wish;
    auto request = wish.request();
    request.validity = {.not_before = now, .not_after = now + 24h};
    const auto draft = make_draft(request, now);
    EXPECT_EQ(draft.not_before, now);
    EXPECT_EQ(draft.not_after, now + 24h);
}

TEST(Validity, of_an_order_under_the_offices_rules_is_an_hour_at_least) {
    Profile profile{.name = "internal", .validity_by_order = ValidityByOrder::within_lifetime};
    const auto is_refused = [&](const AskedValidity& asked) {
        return fault_of([&] { require_long_enough(profile, asked, now); }) == Fault::malformed;
    };
    const AskedValidity half_an_hour{.not_after = now + 30min};
    EXPECT_FALSE(is_refused(half_an_hour)) << "public rules have no such bound";
    profile.names.rules = RuleSet::office;
    EXPECT_TRUE(is_refused(half_an_hour));
    EXPECT_TRUE(is_refused({.not_before = now + 24h, .not_after = now + 24h + 59min - 1s}));
    EXPECT_FALSE(is_refused({.not_after = now + 1h}));
    EXPECT_FALSE(is_refused({.not_before = now + 24h, .not_after = now + 25h}));
    EXPECT_FALSE(is_refused({.not_before = now - 1h, .not_after = now + 1min}));
    EXPECT_FALSE(is_refused({}));
    profile.validity_by_order = ValidityByOrder::within_rules;
    EXPECT_FALSE(is_refused(half_an_hour)) << "test CAs issue whatever a test asks for";
}

} // namespace

} // namespace chancery::issuance
