// SPDX-License-Identifier: Apache-2.0
#include "acme/challenge.hpp"
#include "client/settings/help.hpp"
#include "client/settings/options.hpp"
#include "client/settings/setting_table.hpp"

#include <gtest/gtest.h>

#include <set>

namespace chancery::client {

namespace {

using Words = std::vector<std::string>;

bool says(const std::string& text, std::string_view part) {
    return text.find(part) != std::string::npos;
}

TEST(SettingTable, has_each_key_and_each_spelling_once) {
    std::set<std::string_view> keys;
    std::set<std::string_view> names;
    for (const auto& setting : setting_table()) {
        EXPECT_TRUE(keys.insert(setting.key).second) << setting.key;
        EXPECT_FALSE(setting.ways().empty()) << setting.key;
        for (const auto& spelling : setting.ways())
            for (const auto name : spelling.each())
                EXPECT_TRUE(names.insert(name).second) << name;
    }
}

TEST(SettingTable, takes_what_works_and_writes_what_is_kept) {
    for (const auto& setting : setting_table()) {
        for (const auto& spelling : setting.ways())
            EXPECT_EQ(spelling.effect == Effect::works, setting.take != nullptr) << setting.key;
        EXPECT_EQ(setting.is_kept, setting.tell != nullptr) << setting.key;
        EXPECT_TRUE(!setting.is_kept || setting.take) << setting.key;
    }
}

TEST(SettingTable, reads_from_a_renewal_file_what_it_writes_there) {
    for (const auto& setting : setting_table()) {
        if (!setting.is_kept) continue;
        const auto default_values = setting.tell(Settings{});
        Options options;
        if (default_values != Values{"None"} && default_values != Values{""})
            setting.take(options, setting.key, default_values);
        EXPECT_EQ(setting.tell(options), default_values) << setting.key;
    }
}

TEST(SettingTable, takes_each_challenge_type_as_preferred) {
    for (const auto& setting : setting_table()) {
        if (setting.key != "pref_challs") continue;
        const auto types = every_word<acme::ChallengeType>();
        Options options;
        setting.take(options, setting.key, types);
        EXPECT_EQ(options.preferred_challenges, types);
        return;
    }
    FAIL() << "there is no such setting";
}

TEST(SettingTable, is_what_the_help_text_lists) {
    const auto text = help_text();
    for (const auto& setting : setting_table())
        for (const auto& spelling : setting.ways()) {
            EXPECT_TRUE(says(text, spelling.long_name())) << spelling.names;
            if (spelling.effect == Effect::works) {
                EXPECT_FALSE(spelling.help.empty()) << spelling.names;
                EXPECT_TRUE(spelling.is_flag() || !setting.value.empty()) << spelling.names;
            }
        }
}

TEST(SettingTable, decides_what_becomes_of_an_option) {
    for (const auto& setting : setting_table())
        for (const auto& spelling : setting.ways()) {
            if (spelling.effect == Effect::works) continue;
            for (const auto name : spelling.each()) {
                Words words{"renew", std::string(name)};
                if (!spelling.is_flag()) words.emplace_back("1");
                const auto result = parse_options(words, {});
                const auto* answer = std::get_if<Answer>(&result);
                if (spelling.effect == Effect::refused) {
                    ASSERT_TRUE(answer) << name;
                    EXPECT_EQ(answer->exit_code, 2);
                    EXPECT_TRUE(says(answer->text, std::string(name) + " is not supported"))
                        << answer->text;
                    continue;
                }
                ASSERT_FALSE(answer) << answer->text;
                const auto& options = std::get<Options>(result);
                const auto warned =
                    spelling.effect == Effect::none ? Words{std::string(name)} : Words{};
                EXPECT_EQ(options.without_effect, warned) << name;
            }
        }
}

} // namespace

} // namespace chancery::client
