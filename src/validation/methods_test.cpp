// SPDX-License-Identifier: Apache-2.0
#include "validation/validation_for_tests.hpp"

#include <gtest/gtest.h>

#include <set>

namespace chancery::validation {

namespace {

using acme::ChallengeType;

TEST(Methods, there_is_one_for_every_type) {
    for (const auto type : every<acme::ChallengeType>) {
        EXPECT_EQ(method(type).type, type);
        EXPECT_NE(method(type).plan, nullptr);
        EXPECT_NE(method(type).judge, nullptr);
    }
}

// conforms-refusal: 8738-7-1
TEST(Methods, wildcards_are_proven_by_dns_alone_and_addresses_by_connections_alone) {
    std::set<ChallengeType> wildcards;
    std::set<ChallengeType> addresses;
    for (const auto type : every<acme::ChallengeType>) {
        if (method(type).takes_wildcards) wildcards.insert(type);
        if (method(type).takes_addresses) addresses.insert(type);
    }
    using enum ChallengeType;
    EXPECT_EQ(wildcards, (std::set{dns_01, dns_account_01, dns_persist_01}));
    EXPECT_EQ(addresses, (std::set{http_01, tls_alpn_01})); // RFC 8738 §7
}

// conforms: account-3-5
TEST(Methods, are_offered_for_a_name_where_they_can_prove_it) {
    const std::vector<std::string> words{"http-01", "dns-01"};
    using enum ChallengeType;
    EXPECT_EQ(types_for({"www.example.org"}, words), (std::vector{http_01, dns_01}));
    EXPECT_EQ(types_for({"*.example.org"}, words), std::vector{dns_01});
    EXPECT_EQ(types_for({"192.0.2.7"}, words), std::vector{http_01});
    EXPECT_TRUE(types_for({"*.example.org"}, {"http-01"}).empty());
}

TEST(Methods, what_was_not_answered_is_not_proven_and_says_what_the_prober_said) {
    const net::Answer none = net::NoAnswer{Fault::connection, "192.0.2.7 does not answer"};
    for (const auto type : every<acme::ChallengeType>) {
        const auto outcome = method(type).judge(subject_of("www.example.org"), none);
        EXPECT_EQ(fault_of(outcome), Fault::connection);
        EXPECT_EQ(sentence_of(outcome), "192.0.2.7 does not answer");
    }
}

TEST(Methods, an_answer_of_another_kind_is_our_own_fault) {
    for (const auto type : every<acme::ChallengeType>) {
        const auto subject = subject_of("www.example.org");
        const bool is_dns = std::holds_alternative<net::DnsProbe>(method(type).plan(subject));
        const net::Answer other =
            is_dns ? net::Answer(net::HttpAnswer{}) : net::Answer(net::DnsAnswer{});
        try {
            ADD_FAILURE() << sentence_of(method(type).judge(subject, other));
        } catch (const Error& error) {
            EXPECT_EQ(error.fault(), Fault::internal);
        }
    }
}

} // namespace

} // namespace chancery::validation
