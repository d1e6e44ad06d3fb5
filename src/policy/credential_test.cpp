// SPDX-License-Identifier: Apache-2.0
#include "policy/credential.hpp"

#include <gtest/gtest.h>

#include <functional>

namespace chancery::policy {

namespace {

using namespace std::chrono_literals;
using enum CredentialRule;

constexpr Time now{1'800'000'000s};

AccountStanding good_account() {
    return {.enabled = true, .department_enabled = true, .credential = CredentialState::current};
}

CredentialFacts good_facts() {
    return {.account = good_account()};
}

Network network(const char* text) {
    return parse_network(text).value();
}

CredentialRule rule_after(
    const std::function<void(CredentialFacts&)>& change, std::string_view address = "192.0.2.7"
) {
    auto facts = good_facts();
    change(facts);
    return check_registration(facts, {.algorithm = "HS256", .address = address, .now = now}).rule;
}

TEST(CheckRegistration, asks_for_each_rule) {
    using Facts = CredentialFacts;

    struct Case {
        const char* why;
        CredentialRule rule;
        std::function<void(Facts&)> change;
    };

    const std::vector<Case> cases{
        {"without terms", granted, [](Facts&) {}},
        {"disabled", account_disabled, [](Facts& f) { f.account.enabled = false; }},
        {"department", department_disabled, [](Facts& f) { f.account.department_enabled = false; }},
        {"blocked",
         credential_revoked,
         [](Facts& f) { f.account.credential = CredentialState::blocked; }},
        {"cut off",
         credential_revoked,
         [](Facts& f) { f.account.credential = CredentialState::cut_off; }},
        {"a second before its end", granted, [](Facts& f) { f.expires_at = now + 1s; }},
        {"at its end", credential_expired, [](Facts& f) { f.expires_at = now; }},
        {"replaced, in the overlap", granted, [](Facts& f) { f.replaced_until = now + 1s; }},
        {"replaced, at its end", credential_expired, [](Facts& f) { f.replaced_until = now; }},
        {"one use left",
         granted,
         [](Facts& f) {
             f.max_uses = 3;
             f.uses = 2;
         }},
        {"no use left",
         credential_used_up,
         [](Facts& f) {
             f.max_uses = 3;
             f.uses = 3;
         }},
        {"more uses than a lowered limit",
         credential_used_up,
         [](Facts& f) {
             f.max_uses = 1;
             f.uses = 3;
         }},
        {"reusable", granted, [](Facts& f) { f.uses = 1'000'000; }},
        {"its algorithm", granted, [](Facts& f) { f.algorithm = "HS256"; }},
        {"another algorithm", algorithm_not_allowed, [](Facts& f) { f.algorithm = "HS512"; }},
        {"its network",
         granted,
         [](Facts& f) {
             f.account.networks = {network("10.0.0.0/8"), network("192.0.2.0/24")};
         }},
        {"another network",
         source_not_allowed,
         [](Facts& f) { f.account.networks = {network("10.0.0.0/8")}; }},
    };
    for (const auto& [why, rule, change] : cases)
        EXPECT_EQ(rule_after(change), rule) << why;
}

TEST(CheckRegistration, takes_no_address_that_is_none_where_networks_are_named) {
    const auto limit = [](CredentialFacts& f) { f.account.networks = {network("0.0.0.0/0")}; };
    EXPECT_EQ(rule_after(limit, ""), source_not_allowed);
    EXPECT_EQ(rule_after(limit, "2001:db8::7"), source_not_allowed);
    EXPECT_EQ(rule_after([](CredentialFacts&) {}, ""), granted);
}

TEST(CheckRegistration, denies_by_default) {
    const auto verdict = check_registration({}, {"HS256", "192.0.2.7", now});
    EXPECT_FALSE(verdict.granted());
    auto facts = good_facts();
    facts.account.credential = AccountStanding().credential;
    EXPECT_EQ(check_registration(facts, {"HS256", "192.0.2.7", now}).rule, credential_revoked);
}

TEST(CheckClient, asks_for_each_rule) {
    using Account = AccountStanding;

    struct Case {
        const char* why;
        CredentialRule rule;
        ClientStatus status;
        std::function<void(Account&)> change;
    };

    constexpr auto valid = ClientStatus::valid;
    const std::vector<Case> cases{
        {"good", granted, valid, [](Account&) {}},
        {"deactivated", client_deactivated, ClientStatus::deactivated, [](Account&) {}},
        {"cut off before a rotation", credential_revoked, ClientStatus::revoked, [](Account&) {}},
        {"disabled", account_disabled, valid, [](Account& a) { a.enabled = false; }},
        {"department",
         department_disabled,
         valid,
         [](Account& a) { a.department_enabled = false; }},
        {"blocked for new ones only",
         granted,
         valid,
         [](Account& a) { a.credential = CredentialState::blocked; }},
        {"cut off",
         credential_revoked,
         valid,
         [](Account& a) { a.credential = CredentialState::cut_off; }},
        {"its network",
         granted,
         valid,
         [](Account& a) {
             a.networks = {network("2001:db8::/32"), network("192.0.2.7")};
         }},
        {"another network",
         source_not_allowed,
         valid,
         [](Account& a) { a.networks = {network("2001:db8::/32")}; }},
    };
    for (const auto& [why, rule, status, change] : cases) {
        auto account = good_account();
        change(account);
        EXPECT_EQ(check_client(status, account, "192.0.2.7").rule, rule) << why;
    }
}

TEST(Explain, names_the_rule_and_whom_to_ask) {
    struct Case {
        CredentialVerdict verdict;
        const char* sentence;
    };

    for (const auto& [verdict, sentence] : std::vector<Case>{
             {{client_deactivated},
              "this client was deactivated (clientDeactivated); register with a new account key"},
             {{account_disabled},
              "this ACME account is disabled (accountDisabled); ask it@example.org"},
             {{department_disabled},
              "the department of this ACME account is disabled (departmentDisabled); ask "
              "it@example.org"},
             {{credential_revoked},
              "the credential of this ACME account was revoked (credentialRevoked); ask "
              "it@example.org for a new one, and use a new account key with it"},
             {{credential_expired},
              "this credential has expired (credentialExpired); ask it@example.org for a new one"},
             {{credential_used_up},
              "the allowed number of clients has registered with this credential "
              "(credentialUsedUp); ask "
              "it@example.org for a new one"},
             {{algorithm_not_allowed, "HS512"},
              "this ACME account accepts an external account binding only with HS512 alone "
              "(algorithmNotAllowed); ask it@example.org"},
             {{source_not_allowed, "192.0.2.7"},
              "this ACME account may not be used from the address 192.0.2.7 (sourceNotAllowed); "
              "ask it@example.org"},
         }) {
        EXPECT_EQ(explain(verdict, "it@example.org"), sentence);
        const auto problem = refusal(verdict, "it@example.org");
        ASSERT_TRUE(problem);
        EXPECT_EQ(problem->detail, sentence);
        EXPECT_EQ(problem->cause, verdict.rule);
        const bool gone = verdict.rule == client_deactivated;
        EXPECT_EQ(problem->fault, gone ? Fault::deactivated : Fault::unauthorized);
    }
    EXPECT_FALSE(refusal({granted}, "it@example.org"));
    EXPECT_EQ(explain({granted}, "nobody"), "this is granted (granted); ask nobody");
}

} // namespace

} // namespace chancery::policy
