// SPDX-License-Identifier: Apache-2.0
// Whom the server takes a request for that comes through a proxy.
#include "net/running_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::net {

namespace {

using namespace testing;

Response say_who(const Request& request) {
    return {.content_type = "text/plain", .body = "it is " + request.peer.address};
}

/// All of the tests' own clients are trusted proxies.
const Limits trusting{
    .trusted_proxies = {parse_network("127.0.0.0/8").value(), parse_network("10.0.0.0/8").value()}};

const std::string
    binary_header("\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c\xcb\0\x71\x07\x7f\0\0\x01\0\x01\0\x02", 28);
const std::string line_header = "PROXY TCP6 2001:db8::7 2001:db8::1 4711 443\r\n";

std::string get_with(const std::string& fields) {
    return "GET /a HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n";
}

TEST(Proxies, may_say_at_the_beginning_of_a_connection_whose_it_is) {
    Running running(trusting, Service(say_who));
    for (const auto& [header, client] :
         {std::pair(binary_header, "203.0.113.7"), {line_header, "2001:db8::7"}}) {
        RawClient plain(running.plain_port);
        plain.send(header);
        RawTlsClient tls(running.tls_port, 0, {}, nullptr, header);
        ASSERT_TRUE(tls.connected());
        for (RawClient* connection : {&plain, static_cast<RawClient*>(&tls)})
            for (int i = 0; i < 2; ++i)
                EXPECT_TRUE(connection->ask(get).ends_with(std::string("it is ") + client));
    }
}

TEST(Proxies, may_send_their_header_in_pieces_or_with_what_follows) {
    Running running(trusting, Service(say_who));
    for (const auto& header : {binary_header, line_header}) {
        RawClient pieces(running.plain_port);
        for (const auto c : header)
            pieces.send(std::string(1, c));
        EXPECT_TRUE(contains(pieces.ask(get), "it is 20"));
        RawClient whole(running.plain_port);
        EXPECT_TRUE(contains(whole.ask(header + std::string(get)), "it is 20"));
    }
}

TEST(Proxies, may_leave_their_header_out) {
    Running running(trusting, Service(say_who));
    EXPECT_TRUE(contains(RawClient(running.plain_port).ask(get), "it is 127.0.0.1"));
    EXPECT_TRUE(contains(RawTlsClient(running.tls_port).ask(get), "it is 127.0.0.1"));
    RawClient local(running.plain_port);
    EXPECT_TRUE(contains(local.ask("PROXY UNKNOWN\r\n" + std::string(get)), "it is 127.0.0.1"));
    RawClient early(running.plain_port);
    early.send("P");
    EXPECT_TRUE(contains(early.ask("UT /a HTTP/1.1\r\nHost: x\r\n\r\n"), "it is 127.0.0.1"));
}

TEST(Proxies, may_say_it_of_each_request) {
    Running running(trusting, Service(say_who));
    RawClient plain(running.plain_port);
    RawTlsClient tls(running.tls_port);
    for (RawClient* connection : {&plain, static_cast<RawClient*>(&tls)}) {
        const auto ask = [&](const std::string& fields) {
            return connection->ask(get_with(fields));
        };
        EXPECT_TRUE(contains(ask("X-Forwarded-For: 10.1.1.1, 203.0.113.7\r\n"), "is 203.0.113.7"));
        EXPECT_TRUE(contains(ask("Forwarded: for=\"[2001:db8::7]\"\r\n"), "is 2001:db8::7"));
        EXPECT_TRUE(contains(ask(""), "is 127.0.0.1"));
    }
}

TEST(Proxies, may_stand_behind_another) {
    Running running(trusting, Service(say_who));
    RawClient client(running.plain_port);
    client.send("PROXY TCP4 10.0.0.1 10.0.0.2 1 2\r\n");
    EXPECT_TRUE(contains(client.ask(get_with("X-Forwarded-For: 203.0.113.7\r\n")), "203.0.113.7"));
    // A client whose proxy says so is not a proxy.
    RawClient other(running.plain_port);
    other.send("PROXY TCP4 203.0.113.9 10.0.0.2 1 2\r\n");
    EXPECT_TRUE(contains(other.ask(get_with("X-Forwarded-For: 203.0.113.7\r\n")), "203.0.113.9"));
}

TEST(Proxies, are_refused_where_their_words_make_no_sense) {
    Running running(trusting, Service(say_who));
    RawClient client(running.plain_port);
    const auto answer = client.ask(get_with("X-Forwarded-For: nobody\r\n"));
    EXPECT_EQ(status_line(answer), "HTTP/1.1 400 Bad Request");
    EXPECT_TRUE(contains(answer, "the proxy 127.0.0.1 does not name its client"));
    for (const std::string header :
         {"PROXY TCP4 nobody 10.0.0.2 1 2\r\n", "PROXY TCP7 \r\n", "PROXY TCP4 10.0.0.1"}) {
        RawClient plain(running.plain_port);
        plain.send(header + (header.ends_with('\n') ? "" : std::string(200, ' ')));
        EXPECT_EQ(plain.read_all(), "") << header;
        EXPECT_FALSE(RawTlsClient(running.tls_port, 0, {}, nullptr, header + std::string(200, ' '))
                         .connected());
    }
    RawClient twice(running.plain_port);
    EXPECT_EQ(
        status_line(twice.ask(line_header + line_header + std::string(get))),
        "HTTP/1.1 400 Bad Request"
    );
}

TEST(Proxies, have_their_time_like_others) {
    auto limits = trusting;
    limits.head_time = limits.idle_time = std::chrono::milliseconds(50);
    Running running(limits, Service(say_who));
    for (const auto port : {running.plain_port, running.tls_port})
        for (const std::string part : {"", "PROXY TCP4 203.0", "PROXY UNKNOWN\r\n"}) {
            RawClient slow(port);
            slow.send(part);
            EXPECT_EQ(slow.read_all(), "") << part;
        }
}

TEST(Proxies, are_only_those_that_are_trusted) {
    Running running({.trusted_proxies = {parse_network("192.0.2.1").value()}}, Service(say_who));
    for (const auto* fields :
         {"X-Forwarded-For: 203.0.113.7\r\n",
          "Forwarded: for=203.0.113.7\r\n",
          "Forwarded: \"\r\n"})
        EXPECT_TRUE(contains(RawClient(running.plain_port).ask(get_with(fields)), "is 127.0.0.1"));
    for (const auto& header : {binary_header, line_header}) {
        RawClient plain(running.plain_port);
        plain.send(header + std::string(get));
        EXPECT_EQ(status_line(plain.read_all()), "HTTP/1.1 400 Bad Request");
        RawClient tls(running.tls_port);
        tls.send(header);
        const auto answer = tls.read_all();
        EXPECT_EQ(status_line(answer), "HTTP/1.1 400 Bad Request");
        EXPECT_TRUE(contains(answer, "trusted_proxies")) << answer;
    }
}

} // namespace

} // namespace chancery::net
