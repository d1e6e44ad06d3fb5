// SPDX-License-Identifier: Apache-2.0
#include "model/token.hpp"

#include <gtest/gtest.h>

namespace chancery {

namespace {

using namespace std::chrono_literals;

constexpr Time now{1'800'000'000s};

bool is_current(std::optional<Time> expires_at, std::optional<Time> revoked_at) {
    Token token{};
    token.expires_at = expires_at;
    token.revoked_at = revoked_at;
    return chancery::is_current(token, now);
}

TEST(Token, is_current_until_it_expires) {
    EXPECT_TRUE(is_current(std::nullopt, std::nullopt));
    EXPECT_TRUE(is_current(now + 1s, std::nullopt));
    EXPECT_FALSE(is_current(now, std::nullopt));
    EXPECT_FALSE(is_current(now - 1s, std::nullopt));
}

/// By any clock: one that was set back makes no token current again.
TEST(Token, is_never_current_again_once_it_was_revoked) {
    for (const auto revoked_at : {now - 1s, now, now + 1s})
        for (const auto& expires_at : {std::optional<Time>(), std::optional(now + 1h)})
            EXPECT_FALSE(is_current(expires_at, revoked_at));
}

TEST(Role, is_found_by_its_word) {
    for (const auto role : {Role::administrator, Role::department_administrator, Role::auditor})
        EXPECT_EQ(find_value<Role>(to_string(role)), role);
    for (const auto* word : {"", "Administrator", "admin"})
        EXPECT_FALSE(find_value<Role>(word)) << word;
}

} // namespace

} // namespace chancery
