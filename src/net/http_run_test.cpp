// SPDX-License-Identifier: Apache-2.0
// HTTP probes of hosts that answer well, badly, too much and not at all.
#include "net/prober_for_tests.hpp"

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

TEST(HttpProbe, gets_what_is_there) {
    Host host(say("HTTP/1.1 200 OK\r\nServer: s\r\nContent-Length: 5\r\n\r\nhello"));
    Probing probing;
    const auto answer = expect<HttpAnswer>(probing.get(host.port()));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.headers, (Headers{{"Server", "s"}, {"Content-Length", "5"}}));
    EXPECT_EQ(answer.body, "hello");
    EXPECT_TRUE(answer.is_whole);
    EXPECT_EQ(answer.url, "http://www.example.test:" + std::to_string(host.port()) + "/path");
    EXPECT_EQ(answer.address, "127.0.0.1");
}

// conforms: 8555-8.3-7
TEST(HttpProbe, asks_without_credentials_and_for_one_answer) {
    std::string head;
    Host host([&](Talk& talk) {
        head = talk.read_head();
        talk.send(ok(""));
    });
    Probing probing;
    expect<HttpAnswer>(probing.get(host.port()));
    EXPECT_TRUE(head.starts_with("GET /path HTTP/1.1\r\nHost: www.example.test:")) << head;
    EXPECT_TRUE(holds(head, "\r\nUser-Agent: chancery/"));
    EXPECT_TRUE(holds(head, "\r\nAccept: */*\r\n"));
    EXPECT_TRUE(holds(head, "\r\nConnection: close\r\n"));
    EXPECT_FALSE(holds(head, "Authorization"));
    EXPECT_FALSE(holds(head, "Cookie"));
}

// conforms: 8738-4-1, 8738-5-1
TEST(HttpProbe, may_be_of_an_address) {
    std::string head;
    Host host([&](Talk& talk) {
        head = talk.read_head();
        talk.send(ok("hello"));
    });
    Probing probing;
    EXPECT_EQ(expect<HttpAnswer>(probing.get(host.port(), "127.0.0.1")).body, "hello");
    EXPECT_TRUE(holds(head, "\r\nHost: 127.0.0.1:" + std::to_string(host.port()) + "\r\n")) << head;
}

TEST(HttpProbe, gives_every_status_that_is_no_redirect) {
    for (const auto* line : {"404 Not Found", "500 Oops", "204 No Content", "304 Not Modified"}) {
        const auto answer = expect<HttpAnswer>(
            probe(say("HTTP/1.1 " + std::string(line) + "\r\nLocation: /other\r\n\r\n"))
        );
        EXPECT_EQ(answer.status, std::stoi(line));
    }
}

TEST(HttpProbe, does_not_decode_the_content) {
    const auto answer = expect<HttpAnswer>(probe(
        say("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\n\x1f\x8b\x08")
    ));
    EXPECT_EQ(answer.body, "\x1f\x8b\x08");
}

TEST(HttpProbe, takes_the_beginning_of_a_body_that_does_not_end) {
    const auto endless = [](Talk& talk) {
        talk.read_head();
        auto goes_on = talk.send("HTTP/1.1 200 OK\r\n\r\n");
        while (goes_on)
            goes_on = talk.send(std::string(1000, 'x'));
    };
    const auto answer = expect<HttpAnswer>(probe(endless, {.body_bytes = 5000}));
    EXPECT_EQ(answer.body, std::string(5000, 'x'));
    EXPECT_FALSE(answer.is_whole);
}

TEST(HttpProbe, does_not_wait_for_a_body_that_trickles) {
    const auto stops = [](Talk& talk) {
        talk.read_head();
        talk.send("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc");
        talk.wait_for_end();
    };
    const auto why = refusal(stops, {.time = 300ms}).why;
    EXPECT_TRUE(holds(why, "127.0.0.1 (www.example.test), port ")) << why;
    EXPECT_TRUE(holds(why, "did not send a complete response to GET http://")) << why;
    EXPECT_TRUE(holds(why, "within 300 milliseconds")) << why;
}

TEST(HttpProbe, does_not_wait_for_a_host_that_says_nothing) {
    const SilentHost host;
    Probing probing({.time = 300ms});
    const auto none = expect<NoAnswer>(probing.get(host.port));
    EXPECT_EQ(none.fault, Fault::connection);
    EXPECT_TRUE(holds(none.why, "took the connection but did not send")) << none.why;
}

TEST(HttpProbe, refuses_what_is_no_http) {
    EXPECT_TRUE(holds(refusal(say("SSH-2.0-OpenSSH_9.2\r\n")).why, "began with \"SSH-2.0-"));
    EXPECT_TRUE(holds(refusal(say(std::string("\0\1\2\3", 4))).why, "no HTTP response"));
    EXPECT_TRUE(holds(refusal(say("")).why, "closed without a response"));
    EXPECT_TRUE(holds(refusal(say("HTTP/1.1 200 OK\r\nServ")).why, "closed within the head"));
}

TEST(HttpProbe, refuses_a_head_that_does_not_end) {
    const auto endless = [](Talk& talk) {
        talk.read_head();
        auto goes_on = talk.send("HTTP/1.1 200 OK\r\n");
        while (goes_on)
            goes_on = talk.send("X-Field: x\r\n");
    };
    EXPECT_TRUE(holds(refusal(endless).why, "its head is longer than 16384 bytes"));
    const auto one_line = [](Talk& talk) {
        talk.read_head();
        auto goes_on = talk.send("HTTP/1.1 200 OK\r\nX: ");
        while (goes_on)
            goes_on = talk.send(std::string(1000, 'x'));
    };
    EXPECT_TRUE(holds(refusal(one_line).why, "its head is longer than 16384 bytes"));
}

TEST(HttpProbe, refuses_a_body_that_is_malformed_or_cut_off) {
    const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    EXPECT_TRUE(holds(refusal(say(chunked + "garbage\r\n")).why, "its body is malformed"));
    EXPECT_TRUE(holds(refusal(say(chunked + "5\r\nhel")).why, "before the body was complete"));
    const auto cut = say("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhello");
    EXPECT_TRUE(holds(refusal(cut).why, "before the body was complete"));
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
    for (const auto status : {301, 302, 303, 307, 308}) {
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
    EXPECT_TRUE(holds(refusal(redirecting("/path")).why, "go round in a circle"));
    Host host([](Talk& talk) {
        const auto is_first = talk.read_head().starts_with("GET /path ");
        talk.send(redirect_to(is_first ? "/other" : "/path"));
    });
    Probing probing;
    EXPECT_TRUE(holds(expect<NoAnswer>(probing.get(host.port())).why, "go round in a circle"));
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
