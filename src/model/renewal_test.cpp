// SPDX-License-Identifier: Apache-2.0
#include "model/renewal.hpp"

#include <gtest/gtest.h>

namespace chancery {

namespace {

using namespace std::chrono_literals;

constexpr Time now{1'800'000'000s};

TEST(RenewalWindow, lies_in_the_last_third_of_the_lifetime) {
    const auto window = usual_renewal_window(now, now + 90 * 24h);
    EXPECT_EQ(window.start, now + 60 * 24h);
    EXPECT_EQ(window.end, now + 66 * 24h);
}

// conforms-refusal: 9773-4.2-2
TEST(RenewalWindow, is_never_empty_and_never_outlives_the_certificate) {
    for (const auto lifetime : {15s, 3600s, 6 * 86400s, 398 * 86400s}) {
        const auto window = usual_renewal_window(now, now + lifetime);
        EXPECT_LT(window.start, window.end) << lifetime.count();
        EXPECT_LT(window.end, now + lifetime) << lifetime.count();
    }
}

// conforms: 9773-4.2-2
TEST(RenewalWindow, of_what_must_be_replaced_is_over_when_it_was_asked_for) {
    const auto window = renewal_window_since(now);
    EXPECT_LT(window.start, window.end);
    EXPECT_LE(window.end, now);
}

/// Of 90 days, of which ten are over: its usual window is fifty days away.
Certificate certificate() {
    return {
        .id = {},
        .issuer = {},
        .names = {},
        .draft =
            {.serial = {},
             .to_be_signed = {},
             .not_before = now - 10 * 24h,
             .not_after = now + 80 * 24h,
             .key_digest = {},
             .key_type = {}},
        .created_at = {}};
}

Certificate revoked_certificate() {
    auto one = certificate();
    one.revocation = Revocation{.reason = RevocationReason::superseded, .at = now, .by = {}};
    return one;
}

TEST(RenewalAdvice, is_the_usual_window_until_something_happens) {
    const auto advice = advise(certificate(), {.order = OrderId{}});
    EXPECT_EQ(advice.window.start, now + 50 * 24h);
    EXPECT_EQ(advice.explanation_url, "");
}

TEST(RenewalAdvice, is_at_once_for_what_is_revoked_or_what_the_office_asked_for) {
    EXPECT_EQ(advise(revoked_certificate(), {}).window.end, now);
    const Renewal asked{.asked_at = now - 24h, .explanation_url = "https://pki.example.org/why"};
    EXPECT_EQ(advise(certificate(), asked).window.end, now - 24h);
    EXPECT_EQ(advise(certificate(), asked).explanation_url, asked.explanation_url);
}

TEST(RenewalAdvice, is_the_usual_window_for_what_was_replaced) {
    const Renewal replaced{.replaced_by = CertificateId{}, .asked_at = now};
    for (const auto& one : {certificate(), revoked_certificate()})
        EXPECT_EQ(advise(one, replaced).window.start, now + 50 * 24h);
}

/// What is asked for is exempt from limits, so that a client must not be able to say so itself.
TEST(Renewal, is_asked_for_by_the_office_or_by_the_usual_window) {
    const auto start = now + 50 * 24h;
    EXPECT_FALSE(is_asked_for(certificate(), {}, start - 1s));
    EXPECT_TRUE(is_asked_for(certificate(), {}, start));
    EXPECT_TRUE(is_asked_for(certificate(), {.asked_at = now}, now));
    EXPECT_FALSE(is_asked_for(revoked_certificate(), {}, now)) << "its client may have revoked it";
    EXPECT_FALSE(is_asked_for(certificate(), {.order = OrderId{}}, now));
}

TEST(Renewal, is_not_asked_for_of_what_was_replaced) {
    const Renewal replaced{.replaced_by = CertificateId{}, .asked_at = now};
    for (const auto at : {now, now + 70 * 24h, now + 100 * 24h})
        EXPECT_FALSE(is_asked_for(certificate(), replaced, at));
}

} // namespace

} // namespace chancery
