// SPDX-License-Identifier: Apache-2.0
#include "workflow/orders/underway.hpp"

#include <gtest/gtest.h>

namespace chancery::workflow {

namespace {

TEST(Underway, is_claimed_once_until_the_last_copy_has_gone) {
    Underway<int> underway;
    auto claim = underway.claim(1);
    ASSERT_TRUE(claim);
    EXPECT_EQ(*claim, 1);
    auto copy = claim;
    claim.reset();
    EXPECT_FALSE(underway.claim(1));
    EXPECT_TRUE(underway.claim(2));
    copy.reset();
    EXPECT_TRUE(underway.claim(1));
}

} // namespace

} // namespace chancery::workflow
