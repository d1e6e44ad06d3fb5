// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "base/words.hpp"

#include <gtest/gtest.h>

namespace chancery {

namespace {

enum class Answer { yes, no };

constexpr auto words_of(Answer) {
    return words<Answer>({{Answer::yes, "yes"}, {Answer::no, "no"}});
}

/// Its values have gaps.
enum class Many { a = 1, b = 4, c = 9 };

constexpr auto words_of(Many) {
    return words<Many>({{Many::a, "a"}, {Many::b, "b"}, {Many::c, "c"}});
}

/// Of the same words: another enumeration all the same.
enum class Opinion { yes, no };

constexpr auto words_of(Opinion) {
    return words<Opinion>({{Opinion::yes, "yes"}, {Opinion::no, "no"}});
}

static_assert(enumeration::count<Answer>() == 2, "what has no word is noticed by their number");

TEST(Words, go_both_ways) {
    for (const auto answer : every<Answer>)
        EXPECT_EQ(find_value<Answer>(to_string(answer)), answer);
    EXPECT_EQ(to_string(Answer::no), "no");
    EXPECT_FALSE(find_value<Answer>("No"));
    EXPECT_FALSE(find_value<Answer>(""));
}

TEST(Words, are_listed_for_a_sentence) {
    EXPECT_EQ(choices<Answer>(), "yes or no");
    EXPECT_EQ(choices<Many>(), "a, b or c");
}

TEST(Words, of_a_value_that_no_enumerator_has_are_refused) {
    EXPECT_THROW(to_string(static_cast<Answer>(7)), std::logic_error);
}

TEST(Words, of_our_own_are_in_camel_case) {
    for (const auto* word : {"a", "granted", "notDelegated", "rsa2048", "badCSR"})
        EXPECT_TRUE(is_camel_case(word)) << word;
    for (const auto* word :
         {"", "not_delegated", "orders-per-client", "Granted", "3des", "not delegated", "a.b"})
        EXPECT_FALSE(is_camel_case(word)) << word;
}

TEST(Cause, comes_out_as_the_enumeration_that_it_went_in) {
    const Cause cause = Answer::no;
    EXPECT_EQ(cause.find<Answer>(), Answer::no);
    EXPECT_FALSE(cause.find<Opinion>());
    EXPECT_FALSE(cause.find<Fault>());
    EXPECT_EQ(cause.word(), "no");
    EXPECT_EQ(cause, Answer::no);
    EXPECT_NE(cause, Answer::yes);
    EXPECT_NE(cause, Opinion::no);
}

TEST(Cause, is_none_by_default) {
    EXPECT_FALSE(Cause().find<Answer>());
    EXPECT_EQ(Cause().word(), "");
}

TEST(Place, has_a_text_of_each_kind) {
    EXPECT_EQ(to_string(Place()), "");
    EXPECT_EQ(to_string(Place(Identifier{"ip", "192.0.2.7"})), "192.0.2.7");
    EXPECT_EQ(to_string(Place(JsonPointer{"/names/0", "a_b"})), "/names/0");
    EXPECT_EQ(to_string(Place(MissingPermission{"domain.change"})), "domain.change");
    EXPECT_EQ(to_string(Place(CommandOption{"--lifetime"})), "--lifetime");
}

} // namespace

} // namespace chancery
