// SPDX-License-Identifier: Apache-2.0
#include "validation/validation_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::validation {

namespace {

const auto persist = method(acme::ChallengeType::dns_persist_01);
const std::string name = "_validation-persist.example.com";

Subject subject(bool is_wildcard = false) {
    auto made = subject_of("example.com");
    made.account_urls = {"https://ca.example/acct/123"};
    made.is_wildcard = is_wildcard;
    return made;
}

Judgement judged(std::vector<Bytes> records, const Subject& about = subject()) {
    return persist.judge(about, records_at(name, std::move(records)));
}

const std::string good = "authority.example; accounturi=https://ca.example/acct/123";

TEST(DnsPersist01, asks_below_the_name) {
    // The draft's example.
    EXPECT_EQ(asked_name(persist, subject()), name);
}

// conforms: persist-4.1-2, persist-4.1-5, persist-4.1-10, persist-4.1-11, persist-4.2-1
// conforms: persist-4.3-1
TEST(DnsPersist01, takes_a_record_for_this_ca_and_this_account) {
    const std::string records[] = {
        good,
        "ca.example.net; accounturi=https://ca.example/acct/123", // the other name of the CA
        "AUTHORITY.Example;AccountURI=https://ca.example/acct/123",
        "\tauthority.example ; accounturi = https://ca.example/acct/123 ",
        good + "; policy=wildcard",
        good + "; policy=", // any other policy is as none
        good + "; policy=host",
        good + "; unknown=a; unknown=b",
        good + "; persistUntil=1800000000", // this second
        good + "; PERSISTUNTIL=1900000000; Policy=WildCard",
    };
    for (const auto& record : records)
        EXPECT_EQ(sentence_of(judged({record})), "proven") << record;
    EXPECT_EQ(sentence_of(judged({"v=spf1 -all", "other.example; accounturi=x", good})), "proven");
}

TEST(DnsPersist01, takes_a_record_that_names_the_account_by_any_url_that_it_has) {
    auto moved = subject();
    moved.account_urls = {"https://new.example/acct/123", "https://ca.example/acct/123"};
    EXPECT_EQ(sentence_of(judged({good}, moved)), "proven");
    EXPECT_EQ(
        sentence_of(judged({"authority.example; accounturi=https://new.example/acct/123"}, moved)),
        "proven"
    );
    EXPECT_EQ(
        fault_of(judged({"authority.example; accounturi=https://old.example/acct/123"}, moved)),
        Fault::unauthorized
    );
}

// conforms: persist-4.1-4, persist-4.1-12, persist-9.3.1-1
// conforms-refusal: persist-4.1-1
TEST(DnsPersist01, refuses_a_record_that_is_not_well_formed) {
    const std::string records[] = {
        "authority.example",
        "authority.example;",
        "authority.example; policy=wildcard",
        "authority.example; accounturi=",
        "authority.example; accounturi",
        "authority.example; accounturi=https://ca.example/acct/123 x",
        good + ";",
        good + "; accounturi=https://ca.example/acct/123",
        good + "; policy=wildcard; policy=wildcard",
        good + "; persistUntil=",
        good + "; persistUntil=1e9",
        good + "; persistUntil=+1900000000",
        good + "; persistUntil=0x7fffffff",
        good + "; persistUntil=2030-01-01T00:00:00Z",
        good + "; persistUntil=1900000000; persistuntil=1900000001",
        good + "; =a",
    };
    for (const auto& record : records)
        EXPECT_EQ(fault_of(judged({record})), Fault::malformed) << record;
    EXPECT_EQ(
        sentence_of(judged({"authority.example;\x01"})),
        "the TXT record \"authority.example;\\u0001\" of \"_validation-persist.example.com\" is "
        "not "
        "well-formed (an issuer, then one accounturi, at most one policy and one persistUntil in "
        "seconds since 1970, with a semicolon between): \"authority.example; "
        "accounturi=https://ca.example/acct/123\" was expected"
    );
}

// conforms: persist-4.1-8, persist-4.1-9, persist-4.1-11, persist-7.8-2, persist-9.3.1-2
// conforms-refusal: persist-4.1-13, persist-5.1-1
TEST(DnsPersist01, refuses_another_account_a_wildcard_without_consent_and_what_is_over) {
    const std::string records[] = {
        "authority.example; accounturi=https://ca.example/acct/1234",
        "authority.example; accounturi=https://CA.example/acct/123",
        "authority.example; accounturi=https://ca.example/acct/123/",
        good + "; persistUntil=1799999999",
        good + "; persistUntil=0",
        good + "; persistUntil=-1",
        good + "; persistUntil=-99999999999999999999",
    };
    for (const auto& record : records)
        EXPECT_EQ(fault_of(judged({record})), Fault::unauthorized) << record;
    EXPECT_EQ(
        sentence_of(judged({good + "; persistUntil=1799999999"})),
        "the TXT record \"" + good +
            "; persistUntil=1799999999\" of \"_validation-persist.example.com\" expired at "
            "2027-01-15T07:59:59Z only: \"" +
            good + "\" was expected"
    );
    EXPECT_EQ(fault_of(judged({good}, subject(true))), Fault::unauthorized);
    EXPECT_EQ(fault_of(judged({good + "; policy=host"}, subject(true))), Fault::unauthorized);
    EXPECT_EQ(
        sentence_of(judged({good}, subject(true))),
        "the TXT record \"" + good +
            "\" of \"_validation-persist.example.com\" allows no wildcard: \"" + good +
            "; policy=wildcard\" was expected"
    );
    EXPECT_EQ(sentence_of(judged({good + "; policy=wildcard"}, subject(true))), "proven");
}

// conforms: persist-4.1-3, persist-4.2-2, persist-4.3-2, persist-7.4-1, persist-9.3.1-2
TEST(DnsPersist01, refuses_where_no_record_names_this_ca) {
    EXPECT_EQ(
        sentence_of(judged({"v=spf1 -all", "ca2.example; accounturi=https://ca2.example/1"})),
        "the TXT records of \"_validation-persist.example.com\" are \"v=spf1 -all\", "
        "\"ca2.example; accounturi=https://ca2.example/1\" and none names this CA: \"" +
            good + "\" was expected"
    );
    EXPECT_EQ(fault_of(judged({"; accounturi=x"})), Fault::unauthorized);
    auto nameless = subject();
    nameless.identities = {};
    EXPECT_EQ(fault_of(judged({good}, nameless)), Fault::unauthorized);
    nameless.identities = {""};
    EXPECT_EQ(
        fault_of(judged({"; accounturi=https://ca.example/acct/123"}, nameless)),
        Fault::unauthorized
    );
}

// conforms: persist-7.8-1, persist-7.8-2
TEST(DnsPersist01, holds_for_an_hour_or_until_the_record_that_holds_longest_says) {
    using namespace std::chrono_literals;
    const auto until = [](std::vector<Bytes> records) {
        const auto outcome = judged(std::move(records));
        return std::get<Proven>(outcome).until;
    };
    const auto short_one = good + "; persistUntil=1800000100";
    const auto longer_one = good + "; persistUntil=1800000200";
    const auto long_one = good + "; persistUntil=1900000000";
    EXPECT_EQ(until({short_one}), Time{1'800'000'100s});
    EXPECT_EQ(until({short_one, longer_one}), Time{1'800'000'200s});
    EXPECT_EQ(until({longer_one, short_one}), Time{1'800'000'200s});
    EXPECT_EQ(until({short_one, long_one}), now + 1h);
    EXPECT_EQ(until({good, short_one}), now + 1h);
    EXPECT_EQ(until({"authority.example", short_one, good}), now + 1h);
    EXPECT_EQ(until({good + "; persistUntil=99999999999999999999"}), now + 1h);
}

// conforms: persist-4.2-2, persist-7.10-1
TEST(DnsPersist01, says_what_to_publish_where_there_is_nothing) {
    EXPECT_EQ(
        sentence_of(persist.judge(
            subject(), dns_answer({.name = name, .result = net::DnsResult::no_records})
        )),
        "\"_validation-persist.example.com\" has no TXT record where \"" + good +
            "\" was expected: is it published yet, on all name servers of the zone?"
    );
}

// conforms: persist-7.7.1-2
TEST(DnsPersist01, takes_no_record_that_does_not_hold_under_dnssec) {
    net::RecordSet set{.name = name, .result = net::DnsResult::bogus, .records = {good}};
    EXPECT_EQ(fault_of(persist.judge(subject(), dns_answer(std::move(set)))), Fault::dns);
}

} // namespace

} // namespace chancery::validation
