// SPDX-License-Identifier: Apache-2.0
#include "model/limits.hpp"

#include <gtest/gtest.h>

namespace chancery {

namespace {

using namespace std::chrono_literals;
using enum LimitKind;

TEST(Limits, have_each_a_word_of_their_own) {
    for (const auto kind : every<LimitKind>)
        EXPECT_EQ(find_value<LimitKind>(to_string(kind)), kind);
    EXPECT_FALSE(find_value<LimitKind>("orders"));
}

TEST(Rates, are_read_as_they_are_written) {
    struct Case {
        const char* text;
        LimitKind kind;
        Rate rate;
    };

    for (const auto& [text, kind, rate] :
         {Case{"300/PT3H", orders_per_client, {300, 3h, 300}},
          Case{"300/PT3H/20", orders_per_client, {300, 3h, 20}},
          Case{"50/P7D", certificates_per_domain, {50, 168h, 50}},
          Case{"1000000/PT1S", orders_per_account, {1'000'000, 1s, 1'000'000}},
          Case{"300", open_orders_per_client, {300, 0s, 300}},
          Case{"300", open_orders_per_account, {300, 0s, 300}},
          Case{"200", failures_until_paused, {200, 0s, 200}}}) {
        EXPECT_EQ(parse_rate(kind, text), rate) << text;
        EXPECT_EQ(to_string(rate), text);
    }
}

TEST(Rates, are_none_of_other_texts) {
    for (const auto* text :
         {"",
          "300",       // without a period
          "0/PT3H",    // nothing at all
          "-1/PT3H",   //
          "300/3h",    // not ISO 8601
          "300/PT0S",  // no time
          "300/P367D", // beyond what arithmetic is done for
          "1000001/P1D",
          "300/PT3H/0",   //
          "300/PT3H/301", // more at once than in all
          "300/PT3H/20/1",
          " 300/PT3H",
          "300/PT3H "})
        EXPECT_FALSE(parse_rate(orders_per_client, text)) << text;
    for (const auto kind : every<LimitKind>)
        EXPECT_EQ(parse_rate(kind, "200/P1D").has_value(), !has_no_period(kind)) << to_string(kind);
}

TEST(Limits, by_default_hold_for_all_that_a_client_can_have_written) {
    for (const auto& limits : {limits_for_the_known(), limits_for_strangers()})
        for (const auto kind :
             {registrations_per_address,
              orders_per_client,
              open_orders_per_client,
              changes_per_client})
            EXPECT_TRUE(rate_of(limits, kind)) << to_string(kind);
    // Whoever has a credential may come from many addresses and with many keys.
    for (const auto kind : {registrations_per_account, orders_per_account, open_orders_per_account})
        EXPECT_TRUE(rate_of(limits_for_the_known(), kind)) << to_string(kind);
}

TEST(Limits, by_default_let_those_with_a_credential_do_more_than_strangers) {
    const auto known = limits_for_the_known();
    for (const auto& [kind, rate] : limits_for_strangers()) {
        const auto wider = rate_of(known, kind);
        EXPECT_TRUE(!wider || wider->count >= rate->count) << to_string(kind);
    }
}

TEST(Limits, are_none_where_each_is_lifted) {
    for (const auto kind : every<LimitKind>)
        EXPECT_FALSE(rate_of(overridden(limits_for_strangers(), no_limits()), kind));
}

TEST(Limits, are_kept_one_a_line) {
    const Limits limits{
        {orders_per_client, Rate{300, 3h, 300}},
        {orders_per_account, std::nullopt},
        {failures_until_paused, Rate{200, 0s, 200}}};
    const std::vector<std::string> texts{
        "ordersPerClient 300/PT3H", "ordersPerAccount none", "failuresUntilPaused 200"};
    EXPECT_EQ(to_texts(limits), texts);
    EXPECT_EQ(parse_limits(texts), limits);
    for (const auto* text : {"", "ordersPerClient", "orders 300/PT3H", "ordersPerClient x"})
        EXPECT_FALSE(parse_limits(std::vector<std::string>{text})) << text;
}

TEST(Limits, of_an_account_take_the_place_of_its_endpoints) {
    const Limits endpoint{
        {orders_per_client, Rate{300, 3h, 300}}, {failed_validations, Rate{5, 1h, 5}}};
    const auto limits = overridden(
        endpoint, {{orders_per_client, std::nullopt}, {orders_per_account, Rate{1, 1h, 1}}}
    );
    EXPECT_FALSE(rate_of(limits, orders_per_client));
    EXPECT_EQ(rate_of(limits, orders_per_account), (Rate{1, 1h, 1}));
    EXPECT_EQ(rate_of(limits, failed_validations), (Rate{5, 1h, 5}));
    EXPECT_FALSE(rate_of(limits, certificates_per_domain));
}

TEST(Limits, of_strangers_can_be_kept) {
    EXPECT_EQ(parse_limits(to_texts(limits_for_strangers())), limits_for_strangers());
}

} // namespace

} // namespace chancery
