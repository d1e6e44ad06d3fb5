// SPDX-License-Identifier: Apache-2.0
#include "client/decide.hpp"

#include <gtest/gtest.h>

namespace chancery::client {

namespace {

using namespace std::chrono_literals;

const std::vector<Existing> two{
    {.name = "a", .renewal_file = "/r/a.conf", .names = {"a.example"}, .key_type = "ecdsa"},
    {.name = "two",
     .renewal_file = "/r/two.conf",
     .names = {"b.example", "c.example"},
     .key_type = "rsa"},
};

struct Row {
    const char* reason;
    Request request;
    Action action;
    std::optional<std::size_t> lineage = std::nullopt;
    const char* says = "";
};

TEST(Decide, follows_certbots_rules) {
    const Row rows[] = {
        {"new names", {.names = {"x.example"}}, Action::create},
        {"new names, new name", {.names = {"x.example"}, .cert_name = "x"}, Action::create},
        {"the same names", {.names = {"a.example"}}, Action::keep, 0},
        {"the same names, forced", {.names = {"a.example"}, .force = true}, Action::renew, 0},
        {"the same names in another order", {.names = {"c.example", "b.example"}}, Action::keep, 1},
        {"by its name alone", {.cert_name = "a"}, Action::keep, 0},
        {"more names",
         {.names = {"a.example", "x.example"}},
         Action::refuse,
         std::nullopt,
         "--expand"},
        {"more names, expanded",
         {.names = {"a.example", "x.example"}, .expand = true},
         Action::renew,
         0},
        {"the larger of two that are contained",
         {.names = {"a.example", "b.example", "c.example"}, .expand = true},
         Action::renew,
         1},
        {"fewer names are another certificate", {.names = {"b.example"}}, Action::create},
        {"a second one", {.names = {"a.example"}, .duplicate = true}, Action::create},
        {"other names under its name",
         {.names = {"x.example"}, .cert_name = "a"},
         Action::refuse,
         std::nullopt,
         "--renew-with-new-domains"},
        {"and meant",
         {.names = {"x.example"}, .cert_name = "a", .renew_with_new_domains = true},
         Action::renew,
         0},
        {"and nobody to ask",
         {.names = {"x.example"}, .cert_name = "a", .non_interactive = true},
         Action::renew,
         0},
        {"another key type",
         {.names = {"a.example"}, .key_type = "rsa"},
         Action::refuse,
         std::nullopt,
         "Please provide both --cert-name and --key-type"},
        {"another key type, named",
         {.names = {"a.example"}, .cert_name = "a", .key_type = "rsa"},
         Action::renew,
         0},
        {"the type it has", {.names = {"a.example"}, .key_type = "ecdsa"}, Action::keep, 0},
        {"a name that is not there",
         {.cert_name = "z"},
         Action::refuse,
         std::nullopt,
         "No certificate with name z found"},
        {"nothing at all", {}, Action::refuse, std::nullopt, "--domains"},
    };
    for (const auto& row : rows) {
        const auto decision = decide(row.request, two);
        EXPECT_EQ(decision.action, row.action) << row.reason;
        EXPECT_EQ(decision.lineage, row.lineage) << row.reason;
        EXPECT_NE(decision.reason.find(row.says), std::string::npos) << row.reason;
    }
}

TEST(Decide, takes_the_lineage_that_is_named_like_the_first_name) {
    const auto lineage = [](const char* name, std::vector<std::string> names) {
        return Existing{
            .name = name, .renewal_file = "", .names = std::move(names), .key_type = ""};
    };
    // In the order of their files.
    const std::vector<Existing> existing{
        lineage("a.example-0001", {"a.example"}),
        lineage("a.example", {"a.example"}),
        lineage("b.example-0001", {"*.b.example", "b.example"}),
        lineage("b.example", {"b.example", "*.b.example"}),
        lineage("z", {"a.example"})};
    EXPECT_EQ(decide({.names = {"a.example"}}, existing).lineage, 1U);
    EXPECT_EQ(decide({.names = {"*.b.example", "b.example"}}, existing).lineage, 3U);
    const auto rest = std::span(existing).first(1);
    EXPECT_EQ(decide({.names = {"a.example"}}, rest).lineage, 0U);
    const Request more{.names = {"a.example", "x.example"}, .expand = true};
    EXPECT_EQ(decide(more, existing).lineage, 1U) << "of a part of the names, too";
    const Request second{.names = {"x.example", "a.example"}, .expand = true};
    EXPECT_EQ(decide(second, existing).lineage, 0U) << "certbot takes the first";
}

TEST(ParseInterval, reads_certbots_spellings) {
    EXPECT_EQ(parse_interval("30 days"), 30 * 24h);
    EXPECT_EQ(parse_interval("30"), 30 * 24h);
    EXPECT_EQ(parse_interval("1 week 12 hours"), 7 * 24h + 12h);
    EXPECT_EQ(parse_interval("6 Months"), 180 * 24h);
    for (const auto* text : {"", "soon", "days", "3 moons", "-3 days", "99999999999 days"})
        EXPECT_FALSE(parse_interval(text)) << text;
}

TEST(IsDue, is_thirty_days_or_a_share_of_a_short_life) {
    const Time now{1'800'000'000s};
    const auto due = [&](std::chrono::hours life, std::chrono::hours left) {
        return is_due(now + left - life, now + left, now, std::nullopt);
    };
    EXPECT_FALSE(due(200 * 24h, 30 * 24h));
    EXPECT_TRUE(due(200 * 24h, 30 * 24h - 1h));
    EXPECT_FALSE(due(90 * 24h, 30 * 24h));
    EXPECT_FALSE(due(30 * 24h, 10 * 24h));
    EXPECT_TRUE(due(30 * 24h, 10 * 24h - 1h));
    EXPECT_FALSE(due(6 * 24h, 3 * 24h));
    EXPECT_TRUE(due(6 * 24h, 3 * 24h - 1h));
    EXPECT_TRUE(due(90 * 24h, -1h));
    EXPECT_TRUE(is_due(now - 24h, now + 59 * 24h, now, 60 * 24h));
}

} // namespace

} // namespace chancery::client
