// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "base/eventually_for_tests.hpp"
#include "net/http_client.hpp"
#include "net/running_for_tests.hpp"
#include "net/server/http_server.hpp"

#include <gtest/gtest.h>

#include <future>
#include <thread>

namespace chancery::net {

namespace {

using namespace std::chrono_literals;
using namespace testing;

TEST(HttpServer, answers_over_tls_to_a_client_that_trusts_its_certificate) {
    Running running;
    const Directory directory;
    HttpClient client({.trust = {.ca_file = directory.write("ca.pem", running.identity.chain)}});
    const auto base = "https://localhost:" + std::to_string(running.tls_port);
    for (int i = 0; i < 3; ++i) {
        const auto answer = client.request("POST", base + "/a?b=c", {}, "body");
        EXPECT_EQ(answer.status, 200);
        EXPECT_EQ(answer.content_type, "text/plain");
        EXPECT_EQ(answer.body, "POST /a?b=c body");
    }
}

TEST(HttpServer, keeps_a_connection_for_the_next_request) {
    Running running;
    RawTlsClient client(running.tls_port);
    EXPECT_TRUE(contains(client.ask(get), "GET /a "));
    EXPECT_TRUE(contains(client.ask("GET /b HTTP/1.1\r\nHost: x\r\n\r\n"), "GET /b "));
}

TEST(HttpServer, answers_requests_that_were_sent_at_once_one_after_the_other) {
    Running running;
    const std::string both = std::string(get) +
                             "POST /b HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi"
                             "GET /c HTTP/1.1\r\nHost: x\r\n\r\n";
    RawClient plain(running.plain_port);
    RawTlsClient tls(running.tls_port);
    for (RawClient* client : {&plain, static_cast<RawClient*>(&tls)}) {
        client->send(both);
        EXPECT_TRUE(client->read_answer().ends_with("\r\n\r\nGET /a "));
        EXPECT_TRUE(client->read_answer().ends_with("\r\n\r\nPOST /b hi"));
        EXPECT_TRUE(client->read_answer().ends_with("\r\n\r\nGET /c "));
    }
}

TEST(HttpServer, tells_the_handler_who_asked_and_when) {
    std::promise<Request> seen;
    Running running({}, [&](const Request& request) {
        seen.set_value(request);
        return Response{};
    });
    RawClient client(running.plain_port);
    client.ask("GET /p%20q?x=1 HTTP/1.1\r\nHost: x\r\nX-Word:  a b \r\n\r\n");
    const auto request = seen.get_future().get();
    EXPECT_EQ(request.peer.address, "127.0.0.1");
    EXPECT_FALSE(request.peer.local_user);
    EXPECT_EQ(request.path(), "/p%20q");
    EXPECT_EQ(request.query(), "x=1");
    EXPECT_EQ(request.header("x-word"), "a b");
    EXPECT_GT(request.at, Time(1'700'000'000s));
}

TEST(HttpServer, gives_head_the_length_without_the_body) {
    Running running;
    RawClient client(running.plain_port);
    client.send("HEAD /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    const auto answer = client.read_all();
    EXPECT_TRUE(contains(answer, "\r\nContent-Length: 8\r\n"));
    EXPECT_TRUE(answer.ends_with("\r\n\r\n"));
}

TEST(HttpServer, gives_no_length_where_there_is_no_content) {
    Running running({}, [](const Request&) {
        return Response{.status = 204, .headers = {{"A", "b"}}};
    });
    RawClient client(running.plain_port);
    const auto answer = client.ask(get);
    EXPECT_EQ(status_line(answer), "HTTP/1.1 204 No Content");
    EXPECT_FALSE(contains(answer, "Content-"));
    EXPECT_TRUE(contains(answer, "\r\nA: b\r\n"));
    EXPECT_TRUE(contains(answer, "\r\nDate: "));
}

TEST(HttpServer, leaves_out_a_header_that_would_break_the_line) {
    Running running({}, [](const Request&) {
        return Response{.headers = {{"Location", "/a\r\nSet-Cookie: b"}, {"Link", "fine"}}};
    });
    RawClient client(running.plain_port);
    const auto answer = client.ask(get);
    EXPECT_FALSE(contains(answer, "Set-Cookie"));
    EXPECT_TRUE(contains(answer, "Link: fine"));
}

TEST(HttpServer, closes_after_http_1_0_and_after_connection_close) {
    Running running;
    for (const auto* request :
         {"GET /a HTTP/1.0\r\n\r\n",
          "GET /a HTTP/1.0\r\nConnection: keep-alive\r\n\r\n",
          "GET /a HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"}) {
        RawClient client(running.plain_port);
        client.send(request);
        const auto answer = client.read_all();
        EXPECT_EQ(status_line(answer), "HTTP/1.1 200 OK");
        EXPECT_TRUE(contains(answer, "\r\nConnection: close\r\n"));
    }
}

TEST(HttpServer, says_go_ahead_to_a_client_that_waits_for_it) {
    Running running;
    RawTlsClient client(running.tls_port);
    const auto interim = client.ask(
        "POST /a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n"
    );
    EXPECT_EQ(interim, "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_TRUE(client.ask("body").ends_with("POST /a body"));
}

TEST(HttpServer, moves_bodies_that_are_larger_than_any_buffer) {
    constexpr std::size_t size = std::size_t{6} * 1024 * 1024;
    Running running({.body_bytes = size}, [](const Request& request) {
        return Response{.body = request.body};
    });
    HttpClient client({.trust = {.verify = false}});
    std::string body(size, 'x');
    for (std::size_t i = 0; i < size; i += 1000)
        body[i] = static_cast<char>(i / 1000);
    const auto tls = "https://127.0.0.1:" + std::to_string(running.tls_port);
    const auto plain = "http://127.0.0.1:" + std::to_string(running.plain_port);
    EXPECT_TRUE(client.request("PUT", tls, {}, body).body == body);
    EXPECT_TRUE(client.request("PUT", plain, {}, body).body == body);
}

TEST(HttpServer, answers_500_without_details_when_a_handler_throws) {
    Running running({}, [](const Request& request) -> Response {
        if (request.path() == "/a") throw Error(Fault::internal, "a secret of the house");
        return echo(request);
    });
    RawClient client(running.plain_port);
    const auto answer = client.ask(get);
    EXPECT_EQ(status_line(answer), "HTTP/1.1 500 Internal Server Error");
    EXPECT_FALSE(contains(answer, "secret"));
    EXPECT_TRUE(contains(client.ask("GET /b HTTP/1.1\r\nHost: x\r\n\r\n"), "GET /b"));
}

TEST(HttpServer, tells_a_client_that_speaks_plain_http_to_the_tls_port) {
    Running running;
    RawClient client(running.tls_port);
    client.send(get);
    const auto answer = client.read_all();
    EXPECT_EQ(status_line(answer), "HTTP/1.1 400 Bad Request");
    EXPECT_TRUE(contains(answer, "HTTPS"));
}

TEST(HttpServer, runs_beside_another_and_counts_apart) {
    Metrics metrics;
    HttpServer one({.threads = 2, .name = "one"}, metrics);
    HttpServer other({.threads = 1, .name = "other"}, metrics);
    const auto port = one.listen_plain(any_port, echo);
    const auto other_port = other.listen_plain(any_port, echo);
    one.start();
    other.start();
    RawClient(port).ask(get);
    RawClient(port).ask(get);
    RawClient(other_port).ask("nonsense\r\n\r\n");
    const auto text = metrics.to_text();
    EXPECT_TRUE(contains(text, R"(chancery_http_requests_total{server="one",status="2xx"} 2)"));
    EXPECT_TRUE(contains(text, R"(chancery_http_requests_total{server="other",status="4xx"} 1)"));
}

TEST(HttpServer, lets_requests_in_flight_finish_when_it_stops) {
    std::promise<void> arrived;
    std::promise<void> released;
    Running running({}, [&](const Request& request) {
        if (request.path() == "/slow") {
            arrived.set_value();
            released.get_future().wait_for(longest_wait);
        }
        return echo(request);
    });
    RawClient idle(running.plain_port);
    idle.ask(get);
    RawTlsClient busy(running.tls_port);
    busy.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_EQ(arrived.get_future().wait_for(longest_wait), std::future_status::ready);
    std::thread stopping([&] { running.server.stop(10s); });
    EXPECT_EQ(idle.read_all(), ""); // Closed: the stop has begun.
    released.set_value();
    const auto answer = busy.read_all();
    stopping.join();
    EXPECT_TRUE(answer.ends_with("GET /slow "));
    EXPECT_TRUE(contains(answer, "\r\nConnection: close\r\n"));
    EXPECT_THROW(RawClient{running.plain_port}, std::runtime_error);
}

TEST(HttpServer, closes_requests_that_do_not_end_when_patience_does) {
    Running running;
    RawClient half(running.plain_port);
    half.ask(get);
    half.send("POST /a HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n");
    EXPECT_EQ(status_line(half.read_answer()), "HTTP/1.1 100 Continue");
    running.server.stop(1ms);
    running.server.stop(1ms);
    EXPECT_FALSE(contains(half.read_all(), "200"));
}

} // namespace

} // namespace chancery::net
