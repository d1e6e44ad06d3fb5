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

} // namespace

} // namespace chancery
