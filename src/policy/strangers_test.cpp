// SPDX-License-Identifier: Apache-2.0
// What entries of the register say of names that are nobody's own: public suffixes, single labels,
// addresses.
#include "policy/decide.hpp"

#include <gtest/gtest.h>

namespace chancery::policy {

namespace {

using namespace std::chrono_literals;

constexpr Time now{1'800'000'000s};

Rule rule_for(const Facts& facts, const Name& name) {
    return decide(facts, std::span(&name, 1), now).front().rule;
}

Facts open_facts() {
    Facts facts{.account_enabled = true, .department_enabled = true, .open = true};
    facts.validation = ValidationPolicy::challenge;
    return facts;
}

Contacts office_contact() {
    Contacts contacts;
    contacts.office = "pki@example.org";
    return contacts;
}

TEST(Decide, takes_an_entry_for_strangers_names_for_a_word_under_the_offices_rules_only) {
    Facts facts = open_facts();
    facts.open = false;
    facts.validation = ValidationPolicy::prevalidated;
    facts.entries = {{{"gov.it"}, true, now + 24h}};
    facts.grants = {{{"gov.it"}, Reach::below, true}};
    facts.listed = {{"www.example.gov.it"}};
    const auto verdict = [&] { return decide(facts, facts.listed, now).front(); };
    EXPECT_EQ(verdict().rule, Rule::reserved_name);
    EXPECT_EQ(
        explain(verdict(), office_contact()),
        "www.example.gov.it is below gov.it, whose entry in the register counts only under a "
        "profile "
        "with the office's own rules; ask pki@example.org"
    );
    facts.entries.push_back({{"example.gov.it"}, true, now + 24h});
    EXPECT_EQ(verdict().rule, Rule::granted) << "this one is the office's own";
    facts.entries.pop_back();
    facts.rules.rules = RuleSet::office;
    EXPECT_EQ(verdict().rule, Rule::granted);
}

TEST(Decide, grants_a_single_label_under_the_offices_rules_where_the_register_has_it) {
    auto facts = open_facts();
    facts.rules.rules = RuleSet::office;
    EXPECT_EQ(rule_for(facts, {"printserver"}), Rule::reserved_name);
    EXPECT_EQ(
        explain({{"printserver"}, Rule::reserved_name}, office_contact()),
        "printserver is a single label, which is issued only under a profile with the office's own "
        "rules, where the register has an entry for it; ask pki@example.org"
    );
    facts.entries = {{{"printserver"}, true}};
    EXPECT_EQ(rule_for(facts, {"printserver"}), Rule::granted);
    facts.rules = {};
    EXPECT_EQ(rule_for(facts, {"printserver"}), Rule::reserved_name);
}

TEST(Decide, refuses_an_address_that_is_disabled_whatever_proves_names) {
    for (const auto* address : {"192.0.2.7", "2001:db8::7"})
        for (const auto rules : {RuleSet::office, RuleSet::public_}) {
            auto facts = open_facts();
            facts.rules.rules = rules;
            facts.entries = {{{address}, false}};
            EXPECT_EQ(rule_for(facts, {address}), Rule::domain_disabled) << address;
        }
}

} // namespace

} // namespace chancery::policy
