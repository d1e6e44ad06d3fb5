// SPDX-License-Identifier: Apache-2.0
// HTTP probes of hosts that redirect: where they are followed to, and where nobody is asked.
#include "net/probe/prober_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::net {

namespace {

using namespace std::chrono_literals;
using namespace testing;

/// What a probe of a host with this script gets.
Answer probe(Script script, ProberLimits limits = {}) {
    Host host(std::move(script));
    Probing probing(limits);
    return probing.get(host.port());
}

NoAnswer refusal(Script script, ProberLimits limits = {}) {
    auto none = expect<NoAnswer>(probe(std::move(script), limits));
    EXPECT_EQ(none.fault, Fault::connection);
    return none;
}

/// Redirects /path to this, and answers everything else.
Script redirecting(std::string to, int status = 302) {
    return [to = std::move(to), status](Talk& talk) {
        const auto is_first = talk.read_head().starts_with("GET /path ");
        talk.send(is_first ? redirect_to(to, status) : ok("there"));
    };
}

// conforms: 8555-8.3-6
TEST(Redirects, are_followed_on_the_same_host) {
    for (const auto status : {301, 302, 307, 308}) {
        const auto answer = expect<HttpAnswer>(probe(redirecting("/other?x", status)));
        EXPECT_EQ(answer.body, "there");
        EXPECT_TRUE(answer.url.ends_with("/other?x")) << answer.url;
    }
}

// conforms: 8555-8.3-6
TEST(Redirects, are_followed_to_https_whatever_its_certificate) {
    const Tls tls("http/1.1", "DNS:another.name");
    std::string head;
    Host secure(
        [&](Talk& talk) {
            head = talk.read_head();
            talk.send(ok("over TLS"));
        },
        tls
    );
    Host plain(redirecting("https://secure.example.test/x"));
    Probing probing;
    probing.dns.add_ipv4("secure.example.test", "127.0.0.1");
    auto to = Probing::loopback(plain.port());
    to.https_port = secure.port();
    const auto answer = expect<HttpAnswer>(probing.ask(HttpProbe{"www.example.test", "/path"}, to));
    EXPECT_EQ(answer.body, "over TLS");
    EXPECT_EQ(answer.url, "https://secure.example.test/x");
    EXPECT_EQ(secure.server_name(), "secure.example.test");
    EXPECT_TRUE(head.starts_with("GET /x HTTP/1.1\r\nHost: secure.example.test\r\n")) << head;
}

TEST(Redirects, to_another_port_scheme_user_or_address_are_not_followed) {
    for (const auto* to :
         {"http://www.example.test:22/",
          "ftp://www.example.test/",
          "file:///etc/passwd",
          "http://user:password@www.example.test/",
          "http://127.0.0.1/",
          "http://[::1]/"}) {
        const auto why = refusal(redirecting(to)).why;
        EXPECT_TRUE(holds(why, "/path redirects to ")) << why;
        EXPECT_TRUE(holds(why, "which is not followed: ")) << why;
    }
    EXPECT_TRUE(holds(refusal(say("HTTP/1.1 302 Found\r\n\r\n")).why, "redirects to nowhere"));
}

TEST(Redirects, between_addresses_are_followed_where_an_address_was_asked_for) {
    Host host(redirecting("http://127.0.0.2/other"));
    Probing probing;
    const auto none = expect<NoAnswer>(probing.get(host.port(), "127.0.0.1"));
    EXPECT_TRUE(holds(none.why, "127.0.0.2, port ")) << none.why; // Nobody listens there.
}

TEST(Redirects, lead_only_where_a_probe_may_go) {
    Host host(redirecting("http://inside.example.test/"));
    Probing probing;
    probing.dns.add_ipv4("inside.example.test", "10.0.0.1");
    const auto none = expect<NoAnswer>(probing.get(host.port()));
    EXPECT_EQ(none.fault, Fault::connection);
    EXPECT_TRUE(holds(none.why, "10.0.0.1, the address of inside.example.test, is not connected"))
        << none.why;
    EXPECT_EQ(host.connections(), 1);
}

Destinations same_host_only(unsigned short port) {
    auto to = Probing::loopback(port);
    to.redirects = net::Redirects::same_host;
    return to;
}

TEST(Redirects, to_another_host_ask_nobody_where_only_the_same_is_followed) {
    for (const auto* location :
         {"http://mgmt.example.test/reboot", "http://127.0.0.1/reboot", "//mgmt.example.test/"}) {
        Host host(redirecting(location));
        Probing probing;
        probing.dns.add_ipv4("mgmt.example.test", "127.0.0.1");
        const auto none = expect<NoAnswer>(
            probing.ask(HttpProbe{"www.example.test", "/path"}, same_host_only(host.port()))
        );
        EXPECT_EQ(none.fault, Fault::connection);
        EXPECT_TRUE(holds(none.why, "which is not followed: ")) << none.why;
        EXPECT_EQ(host.connections(), 1) << location;
        for (const auto& question : probing.dns.asked())
            EXPECT_EQ(question.name, "www.example.test");
    }
}

TEST(Redirects, to_the_same_host_are_followed_where_only_they_are) {
    const Tls tls("http/1.1");
    Host secure(say(ok("over TLS")), tls);
    Host plain(redirecting("https://WWW.example.test/path"));
    Probing probing;
    auto to = same_host_only(plain.port());
    to.https_port = secure.port();
    const auto answer = expect<HttpAnswer>(probing.ask(HttpProbe{"www.example.test", "/path"}, to));
    EXPECT_EQ(answer.body, "over TLS");
}

TEST(Redirects, of_an_address_lead_to_no_other_where_only_the_same_is_followed) {
    Host other(redirecting("http://127.0.0.2/path"));
    Probing probing;
    const auto none =
        expect<NoAnswer>(probing.ask(HttpProbe{"127.0.0.1", "/path"}, same_host_only(other.port()))
        );
    EXPECT_TRUE(holds(none.why, "leads to another host")) << none.why;
    Host same(redirecting("/other"));
    const auto answer =
        expect<HttpAnswer>(probing.ask(HttpProbe{"127.0.0.1", "/path"}, same_host_only(same.port()))
        );
    EXPECT_EQ(answer.body, "there");
}

/// DNS rebinding: the name that was allowed means another address by the time of its redirect.
TEST(Redirects, are_checked_anew_although_they_lead_to_the_same_host) {
    for (const auto rule : {net::Redirects::anywhere, net::Redirects::same_host}) {
        Probing probing({}, {.validate = false, .longest_cached = 0s});
        Host host([&](Talk& talk) {
            talk.read_head();
            probing.dns.remove("www.example.test");
            probing.dns.add_ipv4("www.example.test", "10.0.0.1");
            talk.send(redirect_to("/other"));
        });
        auto to = Probing::loopback(host.port());
        to.redirects = rule;
        const auto none = expect<NoAnswer>(probing.ask(HttpProbe{"www.example.test", "/path"}, to));
        EXPECT_TRUE(holds(none.why, "10.0.0.1, the address of www.example.test,")) << none.why;
        EXPECT_EQ(host.connections(), 1);
    }
}

TEST(Redirects, are_followed_before_their_body_ends) {
    Host host([](Talk& talk) {
        const auto is_first = talk.read_head().starts_with("GET /path ");
        talk.send(
            is_first ? "HTTP/1.1 302 Found\r\nLocation: /x\r\nContent-Length: 9\r\n\r\n" : ok("x")
        );
        if (is_first) talk.wait_for_end();
    });
    Probing probing;
    EXPECT_EQ(expect<HttpAnswer>(probing.get(host.port())).body, "x");
}

TEST(Redirects, in_a_circle_end) {
    EXPECT_TRUE(holds(refusal(redirecting("/path")).why, "a redirect loop"));
    Host host([](Talk& talk) {
        const auto is_first = talk.read_head().starts_with("GET /path ");
        talk.send(redirect_to(is_first ? "/other" : "/path"));
    });
    Probing probing;
    EXPECT_TRUE(holds(expect<NoAnswer>(probing.get(host.port())).why, "a redirect loop"));
    EXPECT_EQ(host.connections(), 2);
}

TEST(Redirects, are_followed_a_limited_number_of_times) {
    const auto longer_each_time = [](Talk& talk) {
        const auto head = talk.read_head();
        const auto path = head.substr(4, head.find(' ', 4) - 4);
        talk.send(path == "/pathxx" ? ok("far") : redirect_to(path + "x"));
    };
    EXPECT_EQ(expect<HttpAnswer>(probe(longer_each_time, {.redirects = 2})).body, "far");
    const auto why = refusal(longer_each_time, {.redirects = 1}).why;
    EXPECT_TRUE(holds(why, "more than 1 redirect ")) << why;
    EXPECT_TRUE(holds(refusal(longer_each_time, {.redirects = 0}).why, "more than 0 redirects "));
}

} // namespace

} // namespace chancery::net
