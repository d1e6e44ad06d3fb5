// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "testca/flags.hpp"

#include <gtest/gtest.h>

namespace chancery::testca {

namespace {

struct Read {
    std::string config = "default.json";
    bool strict = false;

    explicit Read(const std::vector<std::string>& words) { read_flags(flags(), words); }

    std::vector<Flag> flags() {
        return {{"config", &config, "The file"}, {"strict", &strict, "Be strict"}};
    }
};

TEST(Flags, take_one_dash_or_two_and_a_value_in_the_same_word_or_the_next) {
    EXPECT_EQ(Read({"-config", "a.json"}).config, "a.json");
    EXPECT_EQ(Read({"--config", "a.json"}).config, "a.json");
    EXPECT_EQ(Read({"-config=a.json"}).config, "a.json");
    EXPECT_EQ(Read({"--config=a=b"}).config, "a=b");
    EXPECT_EQ(Read({"-config="}).config, "");
    EXPECT_EQ(Read({"-config", "-strict"}).config, "-strict");
    EXPECT_EQ(Read(std::vector<std::string>{}).config, "default.json");
}

TEST(Flags, that_are_switches_take_no_next_word) {
    const Read read({"-strict", "-config", "a"});
    EXPECT_TRUE(read.strict);
    EXPECT_EQ(read.config, "a");
    EXPECT_FALSE(Read({"-strict=false"}).strict);
    EXPECT_TRUE(Read({"-strict=T"}).strict);
}

TEST(Flags, that_are_not_understood_are_refused_with_a_sentence) {
    const std::vector<std::pair<std::vector<std::string>, std::string>> table = {
        {{"-other"}, "there is no flag -other"},
        {{"-config"}, "-config needs a value"},
        {{"-strict=perhaps"}, "-strict must be true or false"},
        {{"word"}, "\"word\" is not the value of a flag"},
        {{"-"}, "\"-\" is not the value of a flag"},
        {{"--"}, "\"--\" is not the value of a flag"},
        {{"---config", "a"}, "\"---config\" is not the value of a flag"},
        {{"-=a"}, "\"-=a\" is not the value of a flag"},
    };
    for (const auto& [words, sentence] : table)
        try {
            const Read read(words);
            ADD_FAILURE() << words.front();
        } catch (const Error& error) {
            EXPECT_EQ(error.fault(), Fault::invalid);
            EXPECT_EQ(error.what(), sentence);
        }
}

TEST(Flags, are_listed_with_what_they_are_by_default) {
    Read read(std::vector<std::string>{});
    EXPECT_EQ(
        to_help(read.flags()),
        "  -config\n        The file (default \"default.json\")\n  -strict\n        Be strict\n"
    );
}

} // namespace

} // namespace chancery::testca
