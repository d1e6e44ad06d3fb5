// SPDX-License-Identifier: Apache-2.0
#include "issuance/lints/lints_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::issuance::lints {

namespace {

using namespace std::chrono_literals;

std::string finding(Good& good, const Bytes& from, const Bytes& until) {
    good.certificate.not_before = from;
    good.certificate.not_after = until;
    return good.found_by(check_validity);
}

std::string finding(Good& good, Time from, Time until) {
    return finding(good, der::time(from), der::time(until));
}

TEST(ValidityLint, finds_a_time_that_is_too_long) {
    Good good;
    EXPECT_EQ(good.found_by(check_validity), "nothing");
    // Both ends are included, so that 200 days end within their last second.
    EXPECT_EQ(finding(good, now, now + 200 * 24h - 1s), "nothing");
    EXPECT_EQ(finding(good, now, now + 200 * 24h), "it is valid for over 200 days");
    EXPECT_EQ(finding(good, now, now + 1s), "nothing");
    EXPECT_EQ(finding(good, now, now), "it ends before it begins");
    EXPECT_EQ(finding(good, now, now - 1s), "it ends before it begins");
}

TEST(ValidityLint, has_the_limit_of_the_day_for_public_rules_alone) {
    Good good;
    good.wish.issuer.not_after = now + std::chrono::years(100);
    const auto march = parse_date("2027-03-15").value();
    EXPECT_EQ(finding(good, march - 1s, march - 1s + 200 * 24h - 1s), "nothing");
    EXPECT_EQ(finding(good, march, march + 100 * 24h - 1s), "nothing");
    EXPECT_EQ(finding(good, march, march + 100 * 24h), "it is valid for over 100 days");
    const auto later = parse_date("2029-03-15").value();
    EXPECT_EQ(finding(good, later, later + 47 * 24h), "it is valid for over 47 days");
    good.wish.profile.names.rules = RuleSet::office;
    EXPECT_EQ(finding(good, later, later + std::chrono::years(20)), "nothing");
}

TEST(ValidityLint, finds_an_end_after_the_issuers) {
    Good good;
    good.wish.issuer.not_after = now + 24h;
    EXPECT_EQ(finding(good, now, now + 24h), "nothing");
    EXPECT_EQ(finding(good, now, now + 24h + 1s), "it outlives its issuer");
}

TEST(ValidityLint, finds_times_in_another_form) {
    Good good;
    good.wish.issuer.not_after = now + std::chrono::years(100);
    const Bytes until = "\x17\x0d"
                        "270201000000Z";
    EXPECT_EQ(
        finding(
            good,
            "\x17\x0d"
            "270115080000Z",
            until
        ),
        "nothing"
    );
    EXPECT_EQ(
        finding(
            good,
            "\x18\x0f"
            "20500101000000Z",
            "\x18\x0f"
            "20500201000000Z"
        ),
        "nothing"
    );
    EXPECT_EQ(
        finding(
            good,
            "\x17\x0d"
            "491231000000Z",
            "\x18\x0f"
            "20500201000000Z"
        ),
        "nothing"
    );
    for (const auto* from :
         {"\x18\x0f"
          "20270115080000Z", // a GeneralizedTime before 2050
          "\x17\x0d"
          "500115080000Z", // 1950
          "\x17\x0b"
          "2701150800Z", // without seconds
          "\x17\x11"
          "270115080000+0000",
          "\x18\x11"
          "20500115080000.0Z",
          "\x17\x0d"
          "270230080000Z", // no such day
          "\x17\x0d"
          "270115250000Z",
          "\x04\x0f"
          "20500101000000Z", // an OCTET STRING
          "\x17\x00",
          ""})
        EXPECT_EQ(finding(good, Bytes(from), until), "its times are not as RFC 5280 writes them")
            << from;
    EXPECT_EQ(
        finding(
            good,
            "\x17\x0d"
            "270115080000Z",
            "\x17\x0b"
            "2702010000Z"
        ),
        "its times are not as RFC 5280 writes them"
    );
}

} // namespace

} // namespace chancery::issuance::lints
