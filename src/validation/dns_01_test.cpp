// SPDX-License-Identifier: Apache-2.0
// dns-01 and dns-account-01, which differ in the name that is asked about.
#include "validation/validation_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::validation {

namespace {

using acme::ChallengeType;

const auto dns = method(ChallengeType::dns_01);
const auto subject = subject_of("www.example.org");
const std::string name = "_acme-challenge.www.example.org";

std::string sentence(std::vector<Bytes> records) {
    return sentence_of(dns.judge(subject, records_at(name, std::move(records))));
}

// conforms: 8555-8.4-3
TEST(Dns01, asks_for_the_record_below_the_name) {
    const auto probe = std::get<net::DnsProbe>(dns.plan(subject));
    EXPECT_EQ(probe.names, std::vector<std::string>{name}); // RFC 8555 §8.4's example
    EXPECT_EQ(probe.type, net::RecordType::txt);
}

// conforms: account-3-3
TEST(DnsAccount01, asks_below_a_label_of_the_account) {
    // The draft's example.
    EXPECT_EQ(
        asked_name(method(ChallengeType::dns_account_01), subject_of("example.org")),
        "_ujmmovf2vn55tgye._acme-challenge.example.org"
    );
    auto other = subject_of("example.org");
    other.account_urls = {"https://example.com/acme/acct/0"};
    EXPECT_EQ(
        asked_name(method(ChallengeType::dns_account_01), other),
        "_zicgjndjtbqb3mbz._acme-challenge.example.org"
    );
}

// conforms: account-3-4, account-3-5
// conforms-refusal: 8555-8.4-4
TEST(Dns01, takes_the_digest_of_the_key_authorization_among_any_records) {
    const auto digest = digest_text(subject);
    EXPECT_EQ(digest.size(), 43u);
    for (const auto type : {ChallengeType::dns_01, ChallengeType::dns_account_01}) {
        const auto row = method(type);
        const auto at = asked_name(row, subject);
        EXPECT_EQ(sentence_of(row.judge(subject, records_at(at, {digest}))), "proven");
        EXPECT_EQ(sentence_of(row.judge(subject, records_at(at, {"a", "", digest}))), "proven");
        for (const auto& wrong : {std::string(), digest + " ", "\"" + digest + "\"", digest + "="})
            EXPECT_EQ(
                fault_of(row.judge(subject, records_at(at, {wrong}))), Fault::incorrect_response
            ) << wrong;
    }
}

TEST(Dns01, names_what_was_found_instead) {
    const auto rest = " where \"" + digest_text(subject) +
                      "\" was expected: a record of an earlier attempt that is still there, or not "
                      "all name servers of the zone have the new one";
    EXPECT_EQ(sentence({"old"}), "the TXT record of \"" + name + "\" is \"old\"" + rest);
    EXPECT_EQ(
        sentence({"a\n", "b", "c", "d", "e"}),
        "the TXT records of \"" + name + "\" are \"a\\u000a\", \"b\", \"c\" and 2 more" + rest
    );
    EXPECT_LT(sentence(std::vector<Bytes>(1000, Bytes(10'000, 'x'))).size(), 1000u);
}

// conforms: account-3-5, account-3.1-1
TEST(Dns01, says_why_there_is_no_record) {
    using enum net::DnsResult;
    const auto digest = digest_text(subject);
    const std::tuple<net::DnsResult, std::string, Fault, std::string> cases[] = {
        {no_such_name,
         "",
         Fault::dns,
         "\"" + name + "\" does not exist (NXDOMAIN) where a TXT record \"" + digest +
             "\" was expected: is it published yet, on all name servers of the zone?"},
        {no_records,
         "",
         Fault::incorrect_response,
         "\"" + name + "\" has no TXT record where \"" + digest +
             "\" was expected: is it published yet, on all name servers of the zone?"},
        {bogus,
         "signature expired",
         Fault::dns,
         "the TXT records of \"" + name +
             "\" do not hold under DNSSEC (signature expired): are the zone's signatures current, "
             "and is the DS record of its parent that of its key?"},
        {failed,
         "SERVFAIL\x07",
         Fault::dns,
         "the TXT records of \"" + name +
             "\" could not be looked up (SERVFAIL\\u0007): do all name servers of its zone "
             "answer?"},
        {failed,
         "",
         Fault::dns,
         "the TXT records of \"" + name +
             "\" could not be looked up (no answer): do all name servers of its zone answer?"},
    };
    for (const auto& [result, why, fault, told] : cases) {
        const auto outcome =
            dns.judge(subject, dns_answer({.name = name, .result = result, .why = why}));
        EXPECT_EQ(fault_of(outcome), fault);
        EXPECT_EQ(sentence_of(outcome), told);
    }
}

// conforms: account-3.1-2
TEST(DnsAccount01, names_the_account_whose_record_is_not_there) {
    const auto row = method(ChallengeType::dns_account_01);
    const auto at = asked_name(row, subject);
    const auto told = sentence_of(
        row.judge(subject, dns_answer({.name = at, .result = net::DnsResult::no_records}))
    );
    EXPECT_NE(
        told.find("; the name is that of the account " + subject.account_urls.front()), told.npos
    ) << told;
}

TEST(DnsAccount01, asks_below_a_label_for_each_url_of_the_account_and_takes_either) {
    const auto row = method(ChallengeType::dns_account_01);
    auto moved = subject;
    moved.account_urls = {
        "https://example.com/acme/acct/ExampleAccount", "https://example.com/acme/acct/0"};
    const auto names = std::get<net::DnsProbe>(row.plan(moved)).names;
    ASSERT_EQ(names.size(), 2U);
    EXPECT_TRUE(names[0].starts_with("_ujmmovf2vn55tgye._acme-challenge."));
    EXPECT_TRUE(names[1].starts_with("_zicgjndjtbqb3mbz._acme-challenge."));

    const net::RecordSet absent{.name = {}, .result = net::DnsResult::no_records};
    for (std::size_t proven = 0; proven < 2; ++proven) {
        net::DnsAnswer answer{{absent, absent}};
        answer.sets[0].name = names[0];
        answer.sets[1].name = names[1];
        EXPECT_EQ(fault_of(row.judge(moved, answer)), Fault::incorrect_response);
        answer.sets[proven].result = net::DnsResult::found;
        answer.sets[proven].records = {digest_text(moved)};
        EXPECT_FALSE(fault_of(row.judge(moved, answer))) << proven;
    }
}

TEST(Dns01, an_answer_about_another_name_is_our_own_fault) {
    const std::vector<net::DnsAnswer> answers{
        {},
        {{{.name = "other.example",
           .result = net::DnsResult::found,
           .records = {digest_text(subject)}}}},
    };
    for (const auto& answer : answers)
        EXPECT_THROW((void)dns.judge(subject, answer), Error);
}

} // namespace

} // namespace chancery::validation
