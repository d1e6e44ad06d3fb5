// SPDX-License-Identifier: Apache-2.0
#include "validation/caa.hpp"
#include "validation/validation_for_tests.hpp"

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
        .account_urls = {"https://ca.example.net/acct/1"},
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
Judgement judged(std::vector<Bytes> records, const CaaSubject& about = subject()) {
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

// conforms: 8659-3-4
// conforms-refusal: 8659-3-2
TEST(Caa, nearest_to_the_name_counts) {
    for (const auto& about : {subject(), subject(true)}) {
        const auto nearest = [&](std::string_view low, std::string_view high) {
            return fault_of(judge_caa(
                about,
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
        EXPECT_EQ(fault_of(judge_caa(about, above)), Fault::caa);
    }
}

// conforms: 8659-5.4-1
TEST(Caa, that_could_not_be_looked_up_on_the_way_refuses) {
    for (const auto result : {DnsResult::failed, DnsResult::bogus})
        for (const bool is_wildcard : {false, true}) {
            const auto outcome = judge_caa(
                subject(is_wildcard),
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
    // Where there was nothing, what is above counts: NXDOMAIN and an empty answer are known to be
    // so.
    for (const auto result : {DnsResult::no_such_name, DnsResult::no_records}) {
        const net::DnsAnswer failing_above{
            {empty("www.example.org", result),
             {.name = "example.org", .result = DnsResult::failed, .why = "SERVFAIL"},
             empty("org")}};
        EXPECT_EQ(fault_of(judge_caa(subject(), failing_above)), Fault::dns);
    }
    const net::Answer none = net::NoAnswer{Fault::dns, "no resolver answers"};
    EXPECT_EQ(sentence_of(judge_caa(subject(), none)), "no resolver answers");
}

/// The property that counts for a name: for a wildcard either of the two, as a zone may have it.
struct Form {
    bool is_wildcard;
    std::string tag;

    Bytes with(std::string_view value, bool is_critical = false) const {
        return property(tag, value, is_critical);
    }

    std::string told() const { return (is_wildcard ? "a wildcard, " : "a name, ") + tag; }
};

/// Every rule about a property is asked in each: a wildcard is not a way around it.
const std::vector<Form> forms{{false, "issue"}, {true, "issue"}, {true, "issuewild"}};

// conforms: 8657-3-3, 8659-3-5, 8659-4.1-2, 8659-4.1-5, 8659-4.2-1, 8659-4.2-2
// conforms-refusal: 8659-3-2, 8659-4.1-1, 8659-5.1-2
TEST(Caa, lets_those_issue_whom_it_names) {
    for (const auto& form : forms) {
        const std::vector<std::vector<Bytes>> allowing{
            {form.with("ca.example.net")},
            {form.with(" CA2.Example.NET ; ")},
            {form.with("other.example"), form.with(";"), form.with("ca.example.net")},
            {property(form.is_wildcard ? "ISSUEwild" : "ISSUE", "ca.example.net", true)},
            {property("iodef", "mailto:a@example.org", true)}, // nothing about issuing
            {property("issuemail", ";", true)},
            {property("unknown", "x")},
            {form.with("ca.example.net; policy=ev")},
            // Reserved flags.
            {form.with("ca.example.net"), "\x7f" + property("tbs", "Unknown").substr(1)},
        };
        for (const auto& records : allowing)
            EXPECT_EQ(sentence_of(judged(records, subject(form.is_wildcard))), "proven")
                << form.told() << ": " << records.front();
        const std::vector<std::vector<Bytes>> refusing{
            {form.with("other.example")},
            {form.with("")},
            {form.with(";")},
            {form.with("%%%%%")},
            {form.with("ca.example.net;;")}, // malformed: nobody
            {form.with("ca.example.net.")},
            {form.with("xca.example.net")},
            {form.with("other.example; accounturi=https://ca.example.net/acct/1")},
        };
        for (const auto& records : refusing)
            EXPECT_EQ(fault_of(judged(records, subject(form.is_wildcard))), Fault::caa)
                << form.told() << ": " << records.front();
    }
}

// conforms: 8659-4.1-1
TEST(Caa, with_a_critical_property_that_is_not_known_lets_nobody_issue) {
    for (const auto& form : forms)
        for (const auto& critical :
             {property("unknown", "x", true),
              property("tbs", "Unknown", true), // RFC 8659 §4.5's example
              "\xff" + property("tbs", "Unknown").substr(1)}) {
            const auto about = subject(form.is_wildcard);
            EXPECT_EQ(fault_of(judged({form.with("ca.example.net"), critical}, about)), Fault::caa)
                << form.told();
            EXPECT_EQ(fault_of(judged({critical, form.with("ca.example.net")}, about)), Fault::caa)
                << form.told();
            EXPECT_EQ(fault_of(judged({critical}, about)), Fault::caa) << form.told();
        }
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
    EXPECT_FALSE(fault_of(judged({property("issuewild", ";")})));
}

TEST(Caa, may_name_the_account_by_any_url_that_it_has) {
    auto moved = subject();
    moved.account_urls = {"https://new.example/acct/1", "https://ca.example.net/acct/1"};
    for (const auto& url : moved.account_urls)
        EXPECT_FALSE(fault_of(judged({issue("ca.example.net; accounturi=" + url)}, moved))) << url;
    EXPECT_EQ(
        fault_of(judged({issue("ca.example.net; accounturi=https://old.example/acct/1")}, moved)),
        Fault::caa
    );
}

// conforms: 8657-3-2, 8657-3.1-1
// conforms-refusal: 8657-3-1
TEST(Caa, may_be_for_one_account) {
    for (const auto& form : forms) {
        const auto about = subject(form.is_wildcard);
        for (const auto* tag : {"accounturi", "AccountURI"})
            EXPECT_FALSE(fault_of(judged(
                {form.with(
                    std::string("ca.example.net; ") + tag + "=https://ca.example.net/acct/1"
                )},
                about
            ))) << form.told();
        for (const auto* parameters :
             {"accounturi=https://ca.example.net/acct/2",
              "accounturi=https://ca.example.net/acct/12",
              "accounturi=https://CA.example.net/acct/1",
              "accounturi=",
              // RFC 8657 §3: several cannot be satisfied.
              "accounturi=https://ca.example.net/acct/1; accounturi=https://ca.example.net/acct/1"})
            EXPECT_EQ(
                fault_of(judged({form.with(std::string("ca.example.net; ") + parameters)}, about)),
                Fault::caa
            ) << form.told()
              << ": " << parameters;
    }
}

// conforms: 8657-4-2, 8657-4-3
// conforms-refusal: 8657-4-1
TEST(Caa, may_be_for_some_methods) {
    for (const auto& form : forms) {
        const auto about = subject(form.is_wildcard);
        EXPECT_FALSE(
            fault_of(judged({form.with("ca.example.net; validationmethods=http-01,dns-01")}, about))
        );
        auto unproven = about;
        unproven.method = std::nullopt;
        EXPECT_FALSE(fault_of(judged({form.with("ca.example.net")}, unproven)));
        EXPECT_EQ(
            fault_of(judged({form.with("ca.example.net; validationmethods=dns-01")}, unproven)),
            Fault::caa
        );
        for (const auto* methods :
             {"", "http-01", "dns-010", "DNS-01", "ca-mail", "dns-01; validationmethods=dns-01"})
            EXPECT_EQ(
                fault_of(judged(
                    {form.with(std::string("ca.example.net; validationmethods=") + methods)}, about
                )),
                Fault::caa
            ) << form.told()
              << ": " << methods;
    }
}

// conforms: 8659-4.1-3
// conforms-refusal: 8659-4.1-4
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
        {{issue(";")}, "issue \";\" forbids all CAs to issue"},
        {{issue("a\nb")}, "issue \"a\\u000ab\" is malformed"},
        {{issue("ca.example.net; accounturi=x")},
         "issue \"ca.example.net; accounturi=x\" is for an account other than "
         "\"https://ca.example.net/acct/1\""},
        {{issue("ca.example.net; accounturi=x; accounturi=y")},
         "issue \"ca.example.net; accounturi=x; accounturi=y\" names several accounts"},
        {{issue("ca.example.net; validationmethods=http-01")},
         "issue \"ca.example.net; validationmethods=http-01\" does not allow dns-01"},
        {{issue("ca.example.net; validationmethods=a; validationmethods=b")},
         "issue \"ca.example.net; validationmethods=a; validationmethods=b\" lists validation "
         "methods several times"},
        {{property("tbs", "Unknown", true)},
         "the property \"tbs\" is critical and not supported here"},
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
