// SPDX-License-Identifier: Apache-2.0
#include "admin/words.hpp"
#include "base/shell_word.hpp"

#include <gtest/gtest.h>

namespace chancery::admin {

namespace {

using namespace std::chrono_literals;

const auto now = *parse_rfc3339("2026-11-25T10:00:00Z");

struct Moment {
    std::chrono::seconds from_now;
    const char* words;
};

TEST(Relative, says_how_far_away_a_time_is_up_to_14_days_and_then_the_date) {
    for (const auto& [from_now, words] : {
             Moment{0s, "now"},
             Moment{59s, "now"},
             Moment{-59s, "now"},
             Moment{1min, "in 1 minute"},
             Moment{-119s, "1 minute ago"},
             Moment{59min, "in 59 minutes"},
             Moment{1h, "in 1 hour"},
             Moment{-5h, "5 hours ago"},
             Moment{24h, "in 1 day"},
             Moment{-14 * 24h, "14 days ago"},
             Moment{15 * 24h - 1s, "in 14 days"},
             Moment{15 * 24h, "10 Dec 2026"},
             Moment{60 * 24h, "24 Jan 2027"},
             Moment{-24 * 24h, "1 Nov 2026"},
         })
        EXPECT_EQ(relative(now + from_now, now), words);
}

TEST(Relative, adds_the_exact_time_where_there_is_room) {
    EXPECT_EQ(relative_and_exact(now + 5h, now, "never"), "in 5 hours (2026-11-25T15:00:00Z)");
    EXPECT_EQ(relative_and_exact(std::nullopt, now, "never"), "never");
}

TEST(Names, are_the_first_and_how_many_more) {
    EXPECT_EQ(first_and_count({}), "");
    EXPECT_EQ(first_and_count({"a.example"}), "a.example");
    EXPECT_EQ(first_and_count({"a.example", "b.example"}), "a.example + 1 name");
    EXPECT_EQ(first_and_count({"a.example", "b.example", "c.example"}), "a.example + 2 names");
}

TEST(ShellWord, is_quoted_only_where_a_shell_would_change_it) {
    EXPECT_EQ(shell_word("www.example.org"), "www.example.org");
    EXPECT_EQ(shell_word("https://pki.example:8443/acme/ov"), "https://pki.example:8443/acme/ov");
    EXPECT_EQ(shell_word("*.example.org"), "'*.example.org'");
    EXPECT_EQ(shell_word("it's $HOME"), "'it'\\''s $HOME'");
    EXPECT_EQ(shell_word(""), "''");
}

TEST(ShellOption, binds_a_value_that_begins_with_a_dash) {
    EXPECT_EQ(shell_option("--eab-kid", "abc"), "--eab-kid abc");
    EXPECT_EQ(shell_option("--eab-kid", "-abc"), "--eab-kid=-abc");
}

TEST(Fingerprint, is_written_as_openssl_writes_it) {
    EXPECT_EQ(to_fingerprint("\x0a\xb1\xff"), "0A:B1:FF");
}

} // namespace

} // namespace chancery::admin
