// SPDX-License-Identifier: Apache-2.0
// DNS as probes ask it, of a server that is honest, and of servers that lie.
#include "base/error.hpp"
#include "net/probe/prober_for_tests.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace chancery::net {

namespace {

using namespace std::chrono_literals;
using namespace testing;

RecordSet look_up(Probing& probing, const std::string& name, RecordType type = RecordType::txt) {
    return expect<DnsAnswer>(probing.ask(DnsProbe{{name}, type}, {})).sets.at(0);
}

TEST(DnsProbe, joins_the_strings_of_a_txt_record) {
    Probing probing;
    probing.dns.add("a.example", rr::txt, txt_data({"one ", "", "two"}));
    probing.dns.add("a.example", rr::txt, txt_data({std::string(255, 'x'), "y"}));
    const auto set = look_up(probing, "a.example");
    EXPECT_EQ(set.name, "a.example");
    EXPECT_EQ(set.result, DnsResult::found);
    EXPECT_FALSE(set.is_secure);
    auto records = set.records;
    std::ranges::sort(records);
    EXPECT_EQ(records, (std::vector<Bytes>{"one two", std::string(255, 'x') + "y"}));
}

TEST(DnsProbe, gives_the_data_of_a_caa_record_as_it_is) {
    Probing probing;
    const std::string data("\0\5issueca.example", 17);
    probing.dns.add("a.example", rr::caa, data);
    const auto set = look_up(probing, "a.example", RecordType::caa);
    EXPECT_EQ(set.result, DnsResult::found);
    EXPECT_EQ(set.records, std::vector{data});
}

TEST(DnsProbe, follows_cname_records) {
    Probing probing;
    probing.dns.add("_acme-challenge.a.example", rr::cname, wire_name("b.example"));
    probing.dns.add("b.example", rr::cname, wire_name("c.example"));
    probing.dns.add("c.example", rr::txt, txt_data({"there"}));
    const auto set = look_up(probing, "_acme-challenge.a.example");
    EXPECT_EQ(set.name, "_acme-challenge.a.example");
    EXPECT_EQ(set.records, std::vector<Bytes>{"there"});
}

TEST(DnsProbe, asks_the_servers_also_for_names_that_the_internet_has_not) {
    Probing probing;
    for (const auto* name : {"a.test", "a.localhost", "a.invalid", "a.home.arpa"}) {
        probing.dns.add(name, rr::txt, txt_data({"there"}));
        EXPECT_EQ(look_up(probing, name).records, std::vector<Bytes>{"there"}) << name;
    }
}

TEST(DnsProbe, tells_an_absent_name_from_an_absent_type) {
    Probing probing;
    probing.dns.add("a.example", rr::txt, txt_data({"x"}));
    probing.dns.add("b.example", rr::cname, wire_name("absent.example"));
    EXPECT_EQ(look_up(probing, "a.example", RecordType::caa).result, DnsResult::no_records);
    EXPECT_EQ(look_up(probing, "absent.example").result, DnsResult::no_such_name);
    EXPECT_EQ(look_up(probing, "b.example").result, DnsResult::no_such_name);
}

TEST(DnsProbe, answers_in_the_order_asked) {
    Probing probing({.time = 300ms});
    probing.dns.add("a.example", rr::txt, txt_data({"a"}));
    probing.dns.answer("silent.example", Manner::silent);
    probing.dns.add("c.example", rr::txt, txt_data({"c"}));
    const auto answer = expect<DnsAnswer>(
        probing.ask(DnsProbe{{"silent.example", "c.example", "a.example"}, RecordType::txt}, {})
    );
    ASSERT_EQ(answer.sets.size(), 3U);
    EXPECT_EQ(answer.sets[0].name, "silent.example");
    EXPECT_EQ(answer.sets[0].result, DnsResult::failed);
    EXPECT_EQ(answer.sets[0].why, "the DNS servers did not answer within 300 milliseconds");
    EXPECT_EQ(answer.sets[1].records, std::vector<Bytes>{"c"});
    EXPECT_EQ(answer.sets[2].records, std::vector<Bytes>{"a"});
}

TEST(DnsProbe, of_no_names_is_answered_at_once) {
    Probing probing;
    EXPECT_TRUE(expect<DnsAnswer>(probing.ask(DnsProbe{{}, RecordType::txt}, {})).sets.empty());
}

TEST(DnsProbe, fails_where_the_server_fails) {
    Probing probing;
    probing.dns.answer("a.example", Manner::servfail);
    const auto set = look_up(probing, "a.example");
    EXPECT_EQ(set.result, DnsResult::failed);
    EXPECT_TRUE(holds(set.why, "SERVFAIL")) << set.why;
}

TEST(DnsProbe, ends_in_a_circle_of_cname_records) {
    Probing probing;
    probing.dns.add("a.example", rr::cname, wire_name("b.example"));
    probing.dns.add("b.example", rr::cname, wire_name("a.example"));
    EXPECT_EQ(look_up(probing, "a.example").result, DnsResult::failed);
}

TEST(DnsProbe, does_not_take_an_answer_with_another_id) {
    Probing probing({.time = 300ms});
    probing.dns.add("a.example", rr::txt, txt_data({"forged"}));
    probing.dns.answer("a.example", Manner::wrong_id);
    const auto set = look_up(probing, "a.example");
    EXPECT_EQ(set.result, DnsResult::failed);
    EXPECT_TRUE(set.records.empty());
}

TEST(DnsProbe, does_not_take_an_answer_to_another_question) {
    Probing probing({.time = 300ms});
    probing.dns.add("a.example", rr::txt, txt_data({"forged"}));
    probing.dns.answer("a.example", Manner::other_question);
    const auto set = look_up(probing, "a.example");
    EXPECT_EQ(set.result, DnsResult::failed);
    EXPECT_TRUE(set.records.empty());
}

TEST(DnsProbe, does_not_believe_what_it_did_not_ask_for) {
    Probing probing({}, {.validate = false, .longest_cached = 5s});
    probing.dns.add("a.example", rr::txt, txt_data({"a"}));
    probing.dns.answer("a.example", Manner::stuffed);
    probing.dns.add("other.example", rr::txt, txt_data({"own"}));
    EXPECT_EQ(look_up(probing, "a.example").records, std::vector<Bytes>{"a"});
    EXPECT_EQ(look_up(probing, "other.example").records, std::vector<Bytes>{"own"});
}

TEST(DnsProbe, fails_where_a_chain_of_cname_records_is_too_long) {
    Probing probing;
    const auto link = [](int number) { return "link" + std::to_string(number) + ".example"; };
    for (int i = 0; i < 100; ++i)
        probing.dns.add(link(i), rr::cname, wire_name(link(i + 1)));
    probing.dns.add(link(100), rr::txt, txt_data({"far"}));
    EXPECT_EQ(look_up(probing, link(0)).result, DnsResult::failed);
    EXPECT_LT(probing.dns.asked().size(), 100U);
}

TEST(DnsProbe, fails_where_an_answer_is_cut_over_tcp_too) {
    Probing probing({.time = 2s});
    probing.dns.add("a.example", rr::txt, txt_data({"whole"}));
    probing.dns.answer("a.example", Manner::always_cut);
    const auto set = look_up(probing, "a.example");
    EXPECT_EQ(set.result, DnsResult::failed);
    EXPECT_TRUE(set.records.empty());
}

TEST(DnsProbe, takes_long_answers_whole) {
    Probing probing;
    // 200 records of 250 octets need TCP; 20 fit a datagram that is longer than was asked for.
    for (int i = 0; i < 200; ++i)
        probing.dns.add(
            "tcp.example", rr::txt, txt_data({std::to_string(i), std::string(240, 'x')})
        );
    for (int i = 0; i < 20; ++i)
        probing.dns.add(
            "udp.example", rr::txt, txt_data({std::to_string(i), std::string(240, 'x')})
        );
    probing.dns.answer("udp.example", Manner::oversized);
    EXPECT_EQ(look_up(probing, "tcp.example").records.size(), 200U);
    EXPECT_EQ(probing.dns.questions_over_tcp(), 1);
    EXPECT_EQ(look_up(probing, "udp.example").records.size(), 20U);
}

TEST(DnsProbe, does_not_take_garbage) {
    Probing probing({.time = 300ms});
    probing.dns.answer("a.example", Manner::only_garbage);
    EXPECT_EQ(look_up(probing, "a.example").result, DnsResult::failed);
    probing.dns.add(
        "b.example",
        rr::txt,
        "\x05"
        "abc"
    ); // A string past the end.
    EXPECT_EQ(look_up(probing, "b.example").result, DnsResult::failed);
}

TEST(DnsProbe, asks_again_over_tcp_when_an_answer_was_cut) {
    Probing probing;
    probing.dns.add("a.example", rr::txt, txt_data({"whole"}));
    probing.dns.answer("a.example", Manner::truncated);
    EXPECT_EQ(look_up(probing, "a.example").records, std::vector<Bytes>{"whole"});
    EXPECT_EQ(probing.dns.questions_over_tcp(), 1);
}

TEST(DnsProbe, fails_for_what_is_no_name) {
    Probing probing;
    for (const auto& name :
         {std::string(),
          std::string("a..example"),
          std::string("a b.example"),
          std::string(64, 'a') + ".example",
          std::string("\\065.example")}) {
        const auto set = look_up(probing, name);
        EXPECT_EQ(set.result, DnsResult::failed) << name;
        EXPECT_FALSE(set.why.empty());
    }
}

TEST(DnsProbe, sees_a_record_that_was_not_there_a_moment_ago) {
    Probing probing({}, {.validate = false, .longest_cached = 0s});
    EXPECT_EQ(look_up(probing, "a.example").result, DnsResult::no_such_name);
    probing.dns.add("a.example", rr::txt, txt_data({"new"}));
    EXPECT_EQ(look_up(probing, "a.example").result, DnsResult::found);
}

TEST(DnsProbe, forgets_a_failure_at_once_where_nothing_is_kept) {
    Probing probing({}, {.validate = false, .longest_cached = 0s});
    probing.dns.add("a.example", rr::txt, txt_data({"there"}));
    probing.dns.answer("a.example", Manner::servfail);
    EXPECT_EQ(look_up(probing, "a.example").result, DnsResult::failed);
    probing.dns.answer("a.example", Manner::honest);
    EXPECT_EQ(look_up(probing, "a.example").result, DnsResult::found);
}

TEST(Resolver, asks_dns_beside_a_hosts_file) {
    const Directory directory;
    const auto hosts = directory.write("hosts", "127.0.0.3 one.example\n");
    Probing probing({}, {.validate = false, .hosts_file = hosts});
    Host host(say(ok("there")));
    EXPECT_EQ(expect<HttpAnswer>(probing.get(host.port(), "www.example.test")).body, "there");
}

TEST(Resolver, knows_the_addresses_of_a_hosts_file) {
    const Directory directory;
    const auto hosts = directory.write(
        "hosts",
        "# 127.0.0.9 no.example\n127.0.0.3\tone.example two.example # no.example\n"
        "::1 localhost l\u00e9go.example\nno address\n127.0.0.4 a.localhost\n"
    );
    Probing probing({}, {.validate = false, .hosts_file = hosts});
    Socket keeper;
    const auto port = closed_port(keeper);
    for (const auto& [host, address] :
         {std::pair{"one.example", "127.0.0.3"},
          {"two.example", "127.0.0.3"},
          {"a.localhost", "127.0.0.1"}}) {
        const auto why = expect<NoAnswer>(probing.get(port, host)).why;
        EXPECT_NE(why.find(address), why.npos) << why;
    }
    EXPECT_EQ(expect<NoAnswer>(probing.get(port, "no.example")).fault, Fault::dns);
}

TEST(Resolver, refuses_options_that_are_none) {
    Metrics metrics;
    const auto fault_of = [&](const ResolverOptions& options) {
        try {
            Prober(options, {}, metrics);
        } catch (const Error& error) {
            return error.fault();
        }
        return Fault::internal;
    };
    for (const auto* server : {"", "dns.example", "192.0.2.1@", "192.0.2.1@0", "192.0.2.1@99999"})
        EXPECT_EQ(fault_of({.servers = {server}}), Fault::invalid) << server;
    for (const auto* anchor : {"nonsense", "example. IN DS zz", ""})
        EXPECT_EQ(fault_of({.trust_anchors = {anchor}}), Fault::invalid) << anchor;
    EXPECT_EQ(fault_of({.unsigned_zones = {"a b"}}), Fault::invalid);
    EXPECT_EQ(fault_of({.hosts_file = "/nowhere/hosts"}), Fault::invalid);
}

} // namespace

} // namespace chancery::net
