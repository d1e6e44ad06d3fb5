// SPDX-License-Identifier: Apache-2.0
#include "model/job.hpp"

#include <gtest/gtest.h>

#include <iterator>
#include <set>

namespace chancery {

namespace {

TEST(JobKinds, stand_in_the_order_of_the_enumeration_each_with_a_word_of_its_own) {
    std::set<std::string_view> words;
    for (std::size_t i = 0; i < std::size(job_kinds); ++i) {
        EXPECT_EQ(static_cast<std::size_t>(job_kinds[i].kind), i);
        EXPECT_EQ(to_string(job_kinds[i].kind), job_kinds[i].word);
        EXPECT_TRUE(words.insert(job_kinds[i].word).second) << job_kinds[i].word;
    }
}

} // namespace

} // namespace chancery
