// SPDX-License-Identifier: Apache-2.0
// How probes find the host that they ask, and where they do not go.
#include "net/probe/prober_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::net {

namespace {

using namespace std::chrono_literals;
using namespace testing;

TEST(Visit, of_a_closed_port_says_which) {
    Socket keeper;
    const auto port = closed_port(keeper);
    Probing probing;
    const auto none = expect<NoAnswer>(probing.get(port));
    EXPECT_EQ(none.fault, Fault::connection);
    EXPECT_TRUE(none.why.starts_with(
        "127.0.0.1 (www.example.test), port " + std::to_string(port) +
        " refused the connection: "
        "is the server running"
    )) << none.why;
}

TEST(Visit, prefers_ipv6) {
    SilentHost v4;
    Host v6(say(ok("six")), Family::ipv6, v4.port);
    Probing probing;
    probing.dns.add_ipv6("both.example.test", "::1");
    probing.dns.add_ipv4("both.example.test", "127.0.0.1");
    const auto answer = expect<HttpAnswer>(probing.get(v4.port, "both.example.test"));
    EXPECT_EQ(answer.body, "six");
    EXPECT_EQ(answer.address, "::1");
}

TEST(Visit, falls_back_to_ipv4_when_ipv6_does_not_connect) {
    Host v4(say(ok("four")));
    Probing probing;
    probing.dns.add_ipv6("both.example.test", "::1");
    probing.dns.add_ipv4("both.example.test", "127.0.0.1");
    const auto answer = expect<HttpAnswer>(probing.get(v4.port(), "both.example.test"));
    EXPECT_EQ(answer.body, "four");
    EXPECT_EQ(answer.address, "127.0.0.1");
}

TEST(Visit, leaves_time_for_ipv4_when_ipv6_does_not_answer) {
    Host v4(say(ok("four")));
    // A full queue of connections: the kernel drops what comes then, as a firewall does.
    SilentHost v6(0, Family::ipv6, v4.port());
    std::vector<Socket> in_queue;
    for (int i = 0; i < 3; ++i) {
        in_queue.emplace_back(::socket(AF_INET6, SOCK_STREAM | SOCK_NONBLOCK, 0));
        Loopback address(true, v4.port());
        ::connect(in_queue.back().get(), address.get(), address.size);
    }
    Probing probing({.time = 2s});
    probing.dns.add_ipv6("both.example.test", "::1");
    probing.dns.add_ipv4("both.example.test", "127.0.0.1");
    const auto answer = expect<HttpAnswer>(probing.get(v4.port(), "both.example.test"));
    EXPECT_EQ(answer.address, "127.0.0.1");
}

TEST(Visit, tells_of_both_addresses_when_neither_connects) {
    Socket keeper;
    const auto port = closed_port(keeper);
    Probing probing;
    probing.dns.add_ipv6("both.example.test", "::1");
    probing.dns.add_ipv4("both.example.test", "127.0.0.1");
    const auto none = expect<NoAnswer>(probing.get(port, "both.example.test"));
    EXPECT_TRUE(none.why.starts_with("127.0.0.1 (both.example.test), port ")) << none.why;
    EXPECT_TRUE(holds(none.why, "(and before that, ::1 (both.example.test), port ")) << none.why;
}

TEST(Visit, does_not_fall_back_when_ipv6_answers_badly) {
    Host v4(say(ok("four")));
    Host v6(say("garbage\r\n"), Family::ipv6, v4.port());
    Probing probing;
    probing.dns.add_ipv6("both.example.test", "::1");
    probing.dns.add_ipv4("both.example.test", "127.0.0.1");
    expect<NoAnswer>(probing.get(v4.port(), "both.example.test"));
    EXPECT_EQ(v4.connections(), 0);
}

TEST(Visit, is_not_made_to_addresses_that_no_rule_allows) {
    Host host(say(ok("secret")));
    Probing probing;
    const std::vector<std::string> addresses{
        "127.0.0.1", "10.0.0.1", "192.168.1.1", "169.254.169.254", "0.0.0.0", "255.255.255.255"};
    for (const auto& address : addresses) {
        probing.dns.add_ipv4(
            "at-" + address.substr(0, address.find('.')) + ".example.test", address
        );
        const Destinations to{.http_port = host.port()};
        const auto named = expect<NoAnswer>(probing.ask(
            HttpProbe{"at-" + address.substr(0, address.find('.')) + ".example.test", "/"}, to
        ));
        EXPECT_EQ(named.fault, Fault::connection);
        EXPECT_TRUE(named.why.starts_with(address + ", the address of at-")) << named.why;
        const auto itself = expect<NoAnswer>(probing.ask(HttpProbe{address, "/"}, to));
        EXPECT_TRUE(itself.why.starts_with(address + " is not connected to")) << itself.why;
    }
    for (const auto* address : {"::1", "fe80::1", "fd00::1", "::ffff:127.0.0.1", "::"})
        expect<NoAnswer>(probing.ask(HttpProbe{address, "/"}, {.http_port = host.port()}));
    EXPECT_EQ(host.connections(), 0);
}

TEST(Visit, is_not_made_to_addresses_that_a_rule_denies) {
    Host host(say(ok("secret")));
    Probing probing;
    auto to = Probing::loopback(host.port());
    to.denied = {parse_network("127.0.0.1").value()};
    for (const auto* address : {"127.0.0.1", "::ffff:127.0.0.1"}) {
        const auto none = expect<NoAnswer>(probing.ask(HttpProbe{address, "/"}, to));
        EXPECT_EQ(none.fault, Fault::connection);
    }
    EXPECT_EQ(host.connections(), 0);
}

/// DNS rebinding: a stranger's name that means an address of ours.
TEST(Visit, is_not_made_where_a_redirect_leads_into_a_denied_network) {
    Host host([](Talk& talk) {
        talk.read_head();
        talk.send(redirect_to("http://rebound.example.test/"));
    });
    Probing probing;
    auto to = Probing::loopback(host.port());
    to.denied = {parse_network("127.0.0.2").value()};
    probing.dns.add_ipv4("rebound.example.test", "127.0.0.2");
    const auto none = expect<NoAnswer>(probing.ask(HttpProbe{"www.example.test", "/"}, to));
    EXPECT_TRUE(holds(none.why, "127.0.0.2, the address of rebound.example.test")) << none.why;
    EXPECT_EQ(host.connections(), 1);
}

TEST(Visit, of_a_name_without_an_address_is_a_fault_of_dns) {
    Probing probing({.time = 300ms});
    probing.dns.add("text.example.test", rr::txt, txt_data({"x"}));
    probing.dns.answer("failing.example.test", Manner::servfail);
    probing.dns.answer("silent.example.test", Manner::silent);
    const std::vector<std::pair<std::string, std::string>> cases{
        {"absent.example.test", "the name does not exist in DNS (NXDOMAIN)"},
        {"text.example.test", "it has neither an A nor an AAAA record"},
        {"failing.example.test", "SERVFAIL"},
        {"silent.example.test", "its DNS servers do not answer"},
    };
    for (const auto& [name, why] : cases) {
        const auto none = expect<NoAnswer>(probing.get(80, name));
        EXPECT_EQ(none.fault, Fault::dns) << name;
        EXPECT_TRUE(holds(none.why, name)) << none.why;
        EXPECT_TRUE(holds(none.why, why)) << none.why;
    }
}

TEST(Visit, works_with_one_family_when_the_other_fails) {
    Host host(say(ok("four")));
    Probing probing;
    probing.dns.add("half.example.test", rr::aaaa, "bad");
    probing.dns.add_ipv4("half.example.test", "127.0.0.1");
    EXPECT_EQ(expect<HttpAnswer>(probing.get(host.port(), "half.example.test")).body, "four");
}

} // namespace

} // namespace chancery::net
