// SPDX-License-Identifier: Apache-2.0
// HTTP probes of hosts that answer well, badly, too much and not at all.
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
    for (const auto* line :
         {"404 Not Found",
          "500 Oops",
          "204 No Content",
          "300 Multiple Choices",
          "303 See Other",
          "304 Not Modified",
          "305 Use Proxy"}) {
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
        talk.send("HTTP/1.1 200 OK\r\n\r\n");
        talk.send_on(std::string(1000, 'x'));
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
    EXPECT_TRUE(holds(none.why, "accepted the connection but did not send")) << none.why;
}

TEST(HttpProbe, refuses_what_is_no_http) {
    EXPECT_TRUE(holds(refusal(say("SSH-2.0-OpenSSH_9.2\r\n")).why, "began with \"SSH-2.0-"));
    EXPECT_TRUE(holds(refusal(say(std::string("\0\1\2\3", 4))).why, "not an HTTP response"));
    EXPECT_TRUE(holds(refusal(say("")).why, "closed without a response"));
    EXPECT_TRUE(holds(refusal(say("HTTP/1.1 200 OK\r\nServ")).why, "closed within the head"));
}

TEST(HttpProbe, names_the_protocol_that_came_in_place_of_http) {
    const auto why = [](std::string bytes) { return refusal(say(std::move(bytes))).why; };
    // As OpenSSL answers "GET /", and as a server of HTTP/2 without TLS begins.
    for (const auto& [bytes, told] : std::vector<std::pair<std::string, std::string>>{
             {std::string("\x15\x03\x01\0\x02\x02\x46", 7),
              "it is TLS: the server expects TLS on this port, which must speak plain HTTP"},
             {std::string("\0\0\6\4\0\0\0\0\0\0\3\0\0\0\x64\0\0\x08\7\0\0\0\0\0", 24) +
                  std::string(8, '\0'),
              "it is HTTP/2: the server must answer HTTP/1.1 on this port, too"},
             {"HTTP/2.0 200 OK\r\n\r\n",
              "it is HTTP/2: the server must answer HTTP/1.1 on this port, too"}})
        EXPECT_TRUE(holds(why(bytes), "cannot be read: " + told)) << why(bytes);
}

TEST(HttpProbe, of_an_address_asks_no_dns) {
    Host host(say(ok("hello")));
    Probing probing;
    for (const auto* address : {"127.0.0.1", "::1"})
        probing.get(host.port(), address);
    EXPECT_TRUE(probing.dns.asked().empty());
    probing.get(host.port(), "www.example.test");
    EXPECT_FALSE(probing.dns.asked().empty()) << "questions are counted";
}

TEST(HttpProbe, refuses_a_head_that_does_not_end) {
    const auto endless = [](Talk& talk) {
        talk.read_head();
        talk.send("HTTP/1.1 200 OK\r\n");
        talk.send_on("X-Field: x\r\n");
    };
    EXPECT_TRUE(holds(refusal(endless).why, "its head is longer than 16384 bytes"));
    const auto one_line = [](Talk& talk) {
        talk.read_head();
        talk.send("HTTP/1.1 200 OK\r\nX: ");
        talk.send_on(std::string(1000, 'x'));
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

} // namespace

} // namespace chancery::net
