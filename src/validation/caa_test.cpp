// SPDX-License-Identifier: Apache-2.0
#include "validation/caa.hpp"
#include "validation/testing.hpp"

#include <gtest/gtest.h>

namespace chancery::validation {

namespace {

using acme::ChallengeType;
using net::DnsResult;

/// As the wire has it (RFC 8659 §4.1).
Bytes property(std::string_view tag, std::string_view value, bool is_critical = false) {
    Bytes record{is_critical ? '\x80' : '\0', static_cast<char>(tag.size())};
    return record.append(tag).append(value);
}

Bytes issue(std::string_view value) {
    return property("issue", value);
}

CaaSubject subject(bool is_wildcard = false) {
    return {
        .name = "www.example.org",
        .is_wildcard = is_wildcard,
        .identities = {"ca.example.net", "ca2.example.net"},
        .account_url = "https://ca.example.net/acct/1",
        .method = ChallengeType::dns_01,
    };
}

net::RecordSet empty(std::string name, DnsResult result = DnsResult::no_records) {
    return {.name = std::move(name), .result = result};
}

net::RecordSet found(std::string name, std::vector<Bytes> records) {
    return {.name = std::move(name), .result = DnsResult::found, .records = std::move(records)};
}

/// The records of example.org, and none at any other name.
Outcome judged(std::vector<Bytes> records, const CaaSubject& about = subject()) {
    return judge_caa(
        about,
        net::DnsAnswer{
            {empty("www.example.org", DnsResult::no_such_name),
             found("example.org", std::move(records)),
             empty("org")}}
    );
}

// conforms: 8659-3-4
TEST(Caa, asks_about_the_name_and_all_above_it_at_once) {
    const auto probe = std::get<net::DnsProbe>(plan_caa("www.example.org"));
    EXPECT_EQ(probe.type, net::RecordType::caa);
    EXPECT_EQ(probe.names, (std::vector<std::string>{"www.example.org", "example.org", "org"}));
}

// conforms: 8659-3-5
TEST(Caa, of_nobody_lets_everybody_issue) {
    EXPECT_FALSE(fault_of(judge_caa(
        subject(),
        net::DnsAnswer{
            {empty("www.example.org", DnsResult::no_such_name), empty("example.org"), empty("org")}}
    )));
}

// conforms: 8659-3-2, 8659-3-4
TEST(Caa, nearest_to_the_name_counts) {
    const auto nearest = [](std::string_view low, std::string_view high) {
        return fault_of(judge_caa(
            subject(),
            net::DnsAnswer{
                {found("www.example.org", {issue(low)}),
                 found("example.org", {issue(high)}),
                 empty("org", DnsResult::failed)}}
        ));
    };
    EXPECT_EQ(nearest("ca.example.net", ";"), std::nullopt);
    EXPECT_EQ(nearest(";", "ca.example.net"), Fault::caa);
    const net::DnsAnswer above{
        {found("www.example.org", {}), found("example.org", {issue(";")}), empty("org")}};
    EXPECT_EQ(fault_of(judge_caa(subject(), above)), Fault::caa);
}

// conforms: 8659-5.4-1
TEST(Caa, that_could_not_be_looked_up_on_the_way_refuses) {
    for (const auto result : {DnsResult::failed, DnsResult::bogus}) {
        const auto outcome = judge_caa(
            subject(),
            net::DnsAnswer{
                {{.name = "www.example.org", .result = result, .why = "SERVFAIL"},
                 found("example.org", {issue("ca.example.net")}),
                 empty("org")}}
        );
        EXPECT_EQ(fault_of(outcome), Fault::dns);
        EXPECT_NE(
            sentence_of(outcome).find("CAA records of \"www.example.org\""), std::string::npos
        );
        EXPECT_NE(sentence_of(outcome).find("SERVFAIL"), std::string::npos);
    }
    const net::Answer none = net::NoAnswer{Fault::dns, "no resolver answers"};
    EXPECT_EQ(sentence_of(judge_caa(subject(), none)), "no resolver answers");
}

// conforms: 8657-3-3, 8659-3-2, 8659-3-5, 8659-4.1-1, 8659-4.1-2, 8659-4.1-5, 8659-4.2-1
// conforms: 8659-4.2-2, 8659-4.3-1, 8659-5.1-2
TEST(Caa, lets_those_issue_whom_it_names) {
    const std::vector<std::vector<Bytes>> allowing{
        {issue("ca.example.net")},
        {issue(" CA2.Example.NET ; ")},
        {issue("other.example"), issue(";"), issue("ca.example.net")},
        {property("ISSUE", "ca.example.net", true)},
        {property("iodef", "mailto:a@example.org", true)}, // nothing about issuing
        {property("issuemail", ";", true)},
        {property("unknown", "x")},
        {property("issuewild", ";")}, // not for this name
        {issue("ca.example.net; policy=ev")},
        {issue("ca.example.net"), "\x7f" + property("tbs", "Unknown").substr(1)}, // reserved flags
    };
    for (const auto& records : allowing)
        EXPECT_EQ(sentence_of(judged(records)), "proven") << records.front();
    const std::vector<std::vector<Bytes>> refusing{
        {issue("other.example")},
        {issue("")},
        {issue(";")},
        {issue("%%%%%")},
        {issue("ca.example.net;;")}, // malformed: nobody
        {issue("ca.example.net.")},
        {issue("xca.example.net")},
        {issue("other.example; accounturi=https://ca.example.net/acct/1")},
        {issue("ca.example.net"), property("unknown", "x", true)},
        {issue("ca.example.net"), property("tbs", "Unknown", true)}, // RFC 8659 §4.5's example
    };
    for (const auto& records : refusing)
        EXPECT_EQ(fault_of(judged(records)), Fault::caa) << records.front();
}

// conforms: 8659-4.3-1, 8659-4.3-2
TEST(Caa, for_wildcards_is_issuewild_where_there_is_one) {
    EXPECT_FALSE(fault_of(judged({issue("ca.example.net")}, subject(true))));
    EXPECT_EQ(fault_of(judged({issue(";")}, subject(true))), Fault::caa);
    EXPECT_FALSE(
        fault_of(judged({issue(";"), property("issuewild", "ca.example.net")}, subject(true)))
    );
    EXPECT_EQ(
        fault_of(judged({issue("ca.example.net"), property("issuewild", ";")}, subject(true))),
        Fault::caa
    );
    EXPECT_EQ(fault_of(judged({issue(";"), property("issuewild", "ca.example.net")})), Fault::caa);
}

// conforms: 8657-3-1, 8657-3-2, 8657-3.1-1
TEST(Caa, may_be_for_one_account) {
    EXPECT_FALSE(fault_of(judged({issue("ca.example.net; accounturi=https://ca.example.net/acct/1")}
    )));
    EXPECT_FALSE(fault_of(judged({issue("ca.example.net; AccountURI=https://ca.example.net/acct/1")}
    )));
    for (const auto* parameters :
         {"accounturi=https://ca.example.net/acct/2",
          "accounturi=",
          // RFC 8657 §3: several cannot be satisfied.
          "accounturi=https://ca.example.net/acct/1; accounturi=https://ca.example.net/acct/1"})
        EXPECT_EQ(
            fault_of(judged({issue(std::string("ca.example.net; ") + parameters)})), Fault::caa
        ) << parameters;
}

// conforms: 8657-4-1, 8657-4-2, 8657-4-3
TEST(Caa, may_be_for_some_methods) {
    EXPECT_FALSE(fault_of(judged({issue("ca.example.net; validationmethods=http-01,dns-01")})));
    auto unproven = subject();
    unproven.method = std::nullopt;
    EXPECT_FALSE(fault_of(judged({issue("ca.example.net")}, unproven)));
    EXPECT_EQ(
        fault_of(judged({issue("ca.example.net; validationmethods=dns-01")}, unproven)), Fault::caa
    );
    for (const auto* methods :
         {"", "http-01", "dns-010", "DNS-01", "ca-mail", "dns-01; validationmethods=dns-01"})
        EXPECT_EQ(
            fault_of(judged({issue(std::string("ca.example.net; validationmethods=") + methods)})),
            Fault::caa
        ) << methods;
}

// conforms: 8659-4.1-3, 8659-4.1-4
TEST(Caa, that_is_malformed_refuses) {
    for (const auto& record :
         {Bytes(),
          Bytes("\0", 1),
          Bytes("\0\0", 2),
          Bytes("\0\x06issue", 7),
          Bytes("\0\x05is-ue;", 8)})
        EXPECT_EQ(
            sentence_of(judged({issue("ca.example.net"), record})),
            "the CAA records of \"example.org\" do not let this CA (ca.example.net, "
            "ca2.example.net) issue for \"www.example.org\": one of them is malformed"
        );
}

TEST(Caa, says_what_the_records_are) {
    const std::string begin = "the CAA records of \"example.org\" do not let this CA "
                              "(ca.example.net, ca2.example.net) issue for \"www.example.org\": ";
    const std::pair<std::vector<Bytes>, std::string> cases[] = {
        {{issue("letsencrypt.org")}, "issue \"letsencrypt.org\" is for another CA"},
        {{issue(";")}, "issue \";\" lets nobody issue"},
        {{issue("a\nb")}, "issue \"a?b\" is malformed"},
        {{issue("ca.example.net; accounturi=x")},
         "issue \"ca.example.net; accounturi=x\" is for another account than "
         "\"https://ca.example.net/acct/1\""},
        {{issue("ca.example.net; accounturi=x; accounturi=y")},
         "issue \"ca.example.net; accounturi=x; accounturi=y\" names several accounts"},
        {{issue("ca.example.net; validationmethods=http-01")},
         "issue \"ca.example.net; validationmethods=http-01\" does not allow dns-01"},
        {{issue("ca.example.net; validationmethods=a; validationmethods=b")},
         "issue \"ca.example.net; validationmethods=a; validationmethods=b\" lists validation "
         "methods several times"},
        {{property("tbs", "Unknown", true)}, "the property \"tbs\" is critical and not known here"},
        {{issue("a"), issue("b"), issue("c"), issue("d"), issue("e")},
         "issue \"a\" is for another CA, issue \"b\" is for another CA, issue \"c\" is for another "
         "CA and 2 more"},
    };
    for (const auto& [records, told] : cases)
        EXPECT_EQ(sentence_of(judged(records)), begin + told);

    auto other = subject(true);
    other.method = std::nullopt;
    other.identities = {};
    EXPECT_EQ(
        sentence_of(judged({property("issuewild", "a")}, other)),
        "the CAA records of \"example.org\" do not let this CA (which has no name there) issue for "
        "\"*.www.example.org\": issuewild \"a\" is for another CA"
    );
    other.identities = {"a"};
    EXPECT_NE(
        sentence_of(judged({issue("a; validationmethods=dns-01")}, other))
            .find("does not allow names that no challenge has proven"),
        std::string::npos
    );
    EXPECT_LT(sentence_of(judged(std::vector<Bytes>(500, issue(Bytes(5000, 'a'))))).size(), 1200u);
}

TEST(Caa, of_other_names_than_asked_is_our_own_fault) {
    for (const auto& answer :
         {net::DnsAnswer{},
          net::DnsAnswer{{empty("www.example.org"), empty("example.org")}},
          net::DnsAnswer{{empty("www.example.org"), empty("org"), empty("example.org")}}})
        EXPECT_THROW((void)judge_caa(subject(), answer), Error);
}

} // namespace

} // namespace chancery::validation
