// SPDX-License-Identifier: Apache-2.0
// What the server does beyond its limits.
#include "base/error.hpp"
#include "base/eventually_for_tests.hpp"
#include "net/http_client.hpp"
#include "net/running_for_tests.hpp"
#include "net/server/http_server.hpp"

#include <gtest/gtest.h>

#include <array>
#include <future>
#include <list>
#include <semaphore>
#include <stdlib.h>
#include <unistd.h>

namespace chancery::net {

namespace {

using namespace std::chrono_literals;
using namespace testing;

/// The answer to what is sent, once the server has closed.
std::string last_answer(unsigned short port, const std::string& bytes) {
    RawClient client(port);
    client.send(bytes);
    return client.read_all();
}

/// Whether what is sent is answered so before long: the server notices in its own time that others
/// have gone.
bool comes_to_answer(unsigned short port, std::string_view bytes, std::string_view answer) {
    return eventually([&] { return contains(RawClient(port).ask(bytes), answer); });
}

TEST(Limits, are_answered_with_a_problem_document_and_the_end) {
    Running running({.head_bytes = 1024, .body_bytes = 100});
    const auto answer = last_answer(running.plain_port, "GET  HTTP/1.1\r\n\r\n");
    EXPECT_EQ(status_line(answer), "HTTP/1.1 400 Bad Request");
    EXPECT_TRUE(contains(answer, "\r\nContent-Type: application/problem+json\r\n"));
    EXPECT_TRUE(contains(answer, "\r\nConnection: close\r\n"));
    EXPECT_TRUE(contains(answer, R"({"type":"about:blank","title":"Bad Request","status":400,)"));
}

TEST(Limits, of_head_body_and_version_have_their_status) {
    Running running({.head_bytes = 1024, .body_bytes = 100});
    const auto post = [](const std::string& field, const std::string& body) {
        return "POST /a HTTP/1.1\r\nHost: x\r\n" + field + "\r\n\r\n" + body;
    };
    const std::string over(101, 'b');
    const std::vector<std::pair<std::string, std::string>> cases{
        {"431", "GET /" + std::string(2000, 'a')},
        {"431", "GET / HTTP/1.1\r\nHost: x\r\nA: " + std::string(1000, 'a') + "\r\n\r\n"},
        {"413", post("Content-Length: 101", "")}, // before it was sent
        {"413", post("Content-Length: 1000000", std::string(1'000'000, 'b'))},
        {"413", post("Transfer-Encoding: chunked", "65\r\n" + over + "\r\n0\r\n\r\n")},
        {"505", "GET / HTTP/2.0\r\nHost: x\r\n\r\n"},
        {"501", post("Transfer-Encoding: gzip, chunked", "")},
    };
    for (const auto& [status, request] : cases)
        EXPECT_TRUE(last_answer(running.plain_port, request).starts_with("HTTP/1.1 " + status))
            << request.substr(0, 100);
    RawTlsClient tls(running.tls_port);
    tls.send(post("Content-Length: 101", ""));
    EXPECT_TRUE(tls.read_all().starts_with("HTTP/1.1 413"));
}

/// A service whose requests may have bodies of so many bytes.
Service admitting(std::function<Admission(const Request&)> admit) {
    Service service(echo);
    service.admit = std::move(admit);
    return service;
}

TEST(Limits, of_the_body_are_what_the_service_admits) {
    Running running({}, admitting([](const Request& head) -> Admission {
                        if (head.target.starts_with("/no")) return Refusal{401, "who are you?"};
                        return head.target.starts_with("/api/") ? std::size_t{200}
                                                                : std::size_t{10};
                    }));
    const auto ask = [&](const std::string& target) {
        RawClient client(running.plain_port);
        return client.ask(
            "POST " + target + " HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n12345678901"
        );
    };
    EXPECT_TRUE(ask("/api/x").ends_with("12345678901"));
    EXPECT_EQ(status_line(ask("/acme")), "HTTP/1.1 413 Payload Too Large");
    EXPECT_EQ(status_line(ask("/no")), "HTTP/1.1 401 Unauthorized");
}

TEST(Limits, are_answered_in_the_form_of_the_service) {
    Service service(echo);
    service.refuse = [](const Request& request, const Refusal& refusal) {
        Response response{.status = refusal.status, .content_type = "text/plain"};
        response.body = request.method + " " + request.target + " of " + request.peer.address +
                        ": " + refusal.detail;
        return response;
    };
    Running running({.head_bytes = 1024, .head_time = 50ms, .body_bytes = 10}, service);
    for (const auto& [bytes, status, body] : std::vector<std::array<std::string, 3>>{
             {"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 11\r\n\r\n", "413", "POST /a of"},
             {"GET /a HTTP/1.1\r\nHost: x\r\nX: " + std::string(2000, 'x'), "431", "GET /a of"},
             {"GET /a HTTP/1.1\r\n\r\n", "400", "GET /a of 127.0.0.1: "},
             {"GET /a HTTP/1.1\r\n", "408", "GET /a of 127.0.0.1: "},
             {"nonsense\r\n\r\n", "400", "  of 127.0.0.1: "},
         }) {
        const auto answer = last_answer(running.plain_port, bytes);
        EXPECT_TRUE(answer.starts_with("HTTP/1.1 " + status)) << answer;
        EXPECT_TRUE(contains(answer, "\r\n\r\n" + body)) << answer;
    }
    const auto head = last_answer(running.plain_port, "HEAD /a HTTP/1.1\r\n\r\n");
    EXPECT_TRUE(head.starts_with("HTTP/1.1 400")) << head;
    EXPECT_TRUE(head.ends_with("\r\n\r\n")) << head;
}

TEST(Limits, of_a_service_that_fails_are_answered_all_the_same) {
    Service service(echo);
    service.admit = [](const Request&) -> Admission {
        throw Error(Fault::unavailable, "a secret of the house");
    };
    service.refuse = [](const Request&, const Refusal&) -> Response {
        throw Error(Fault::internal, "a secret of the house");
    };
    Running running({}, service);
    const auto answer = last_answer(running.plain_port, std::string(get));
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 500")) << answer;
    EXPECT_FALSE(contains(answer, "secret"));
}

TEST(Limits, of_time_end_a_head_that_trickles) {
    Running running({.head_time = 50ms});
    for (const auto port : {running.plain_port})
        EXPECT_TRUE(last_answer(port, "GET / HT").starts_with("HTTP/1.1 408"));
    RawTlsClient tls(running.tls_port);
    tls.send("GET / HT");
    EXPECT_TRUE(tls.read_all().starts_with("HTTP/1.1 408"));
}

TEST(Limits, of_time_end_a_body_that_trickles) {
    Running running({.body_time = 50ms});
    const std::string request = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nabc";
    EXPECT_TRUE(last_answer(running.plain_port, request).starts_with("HTTP/1.1 408"));
}

TEST(Limits, of_time_close_a_silent_connection_without_a_word) {
    Running running({.head_time = 50ms, .idle_time = 50ms});
    EXPECT_EQ(last_answer(running.plain_port, ""), "");
    EXPECT_EQ(last_answer(running.tls_port, ""), ""); // In its handshake.
    RawTlsClient tls(running.tls_port);
    EXPECT_TRUE(contains(tls.ask(get), "200 OK"));
    EXPECT_EQ(tls.read_all(), "");
}

TEST(Limits, of_memory_let_few_send_a_long_body_at_a_time) {
    Running running({.body_bytes = 10}, admitting([](const Request&) { return std::size_t{100}; }));
    const std::string head = "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n"
                             "Expect: 100-continue\r\n\r\n";
    std::list<RawClient> sending;
    for (int i = 0; i < 64; ++i)
        EXPECT_TRUE(contains(sending.emplace_back(running.plain_port).ask(head), "100 Continue"));
    EXPECT_TRUE(contains(RawClient(running.plain_port).ask(head), " 503 "));
    const std::string_view post = "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nshort";
    EXPECT_TRUE(contains(RawClient(running.plain_port).ask(post), " 200 "));

    // One that has its answer makes room, and so does one that has gone.
    EXPECT_TRUE(contains(sending.front().ask(std::string(50, 'b')), " 200 "));
    EXPECT_TRUE(contains(sending.front().ask(head), "100 Continue"));
    sending.pop_back();
    EXPECT_TRUE(comes_to_answer(running.plain_port, head, "100 Continue"));
}

/// Lets requests to /slow wait until it is told.
struct Slow {
    std::promise<void> released;
    std::shared_future<void> release = released.get_future().share();
    std::counting_semaphore<> arrived{0};

    Handler handler() {
        return [this](const Request& request) {
            if (request.path() == "/slow") {
                arrived.release();
                release.wait_for(longest_wait);
            }
            return echo(request);
        };
    }
};

constexpr std::string_view get_slow = "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n";

TEST(Limits, of_connections_are_answered_with_503_when_all_are_at_work) {
    Slow slow;
    Running running({.connections = 2}, slow.handler());
    std::list<RawClient> served;
    for (int i = 0; i < 2; ++i) {
        served.emplace_back(running.plain_port).send(get_slow);
        slow.arrived.acquire();
    }
    RawTlsClient third(running.tls_port);
    third.send(get);
    const auto answer = third.read_all();
    EXPECT_EQ(status_line(answer), "HTTP/1.1 503 Service Unavailable");
    EXPECT_TRUE(contains(answer, "\r\nRetry-After: "));
    slow.released.set_value();
    EXPECT_TRUE(contains(served.front().read_answer(), "200 OK"));
    served.clear();
    EXPECT_TRUE(comes_to_answer(running.plain_port, get, "200 OK"));
}

TEST(Limits, of_polite_refusals_close_the_rest_at_once) {
    Running running({.connections = 0});
    std::list<RawClient> refused;
    for (int i = 0; i < 256; ++i)
        refused.emplace_back(running.plain_port);
    EXPECT_EQ(RawClient(running.plain_port).read_all(), "");
    EXPECT_TRUE(contains(refused.front().ask(get), "503"));
}

TEST(Limits, of_connections_leave_the_local_socket_open) {
    char directory[] = "/tmp/chancery-net-XXXXXX";
    ASSERT_NE(::mkdtemp(directory), nullptr);
    const auto path = std::string(directory) + "/api.sock";
    Metrics metrics;
    HttpServer server({.connections = 1}, metrics);
    const auto port = server.listen_plain(any_port, echo);
    server.listen_local(path, Service(echo));
    server.start();
    std::list<RawClient> flood;
    for (int i = 0; i < 300; ++i)
        flood.emplace_back(port);
    HttpClient client({.local_socket = path});
    EXPECT_EQ(client.request("GET", "http://localhost/a").status, 200);
    server.stop(0ms);
    ::rmdir(directory);
}

TEST(Limits, of_threads_make_requests_wait_and_refusals_not) {
    Slow slow;
    Running running({.connections = 2, .threads = 1}, slow.handler());
    RawClient first(running.plain_port);
    first.send(get_slow);
    slow.arrived.acquire();
    RawClient waiting(running.plain_port);
    waiting.send(get);
    EXPECT_TRUE(contains(RawClient(running.plain_port).ask(get), "503"));
    slow.released.set_value();
    EXPECT_TRUE(first.read_answer().ends_with("GET /slow "));
    EXPECT_TRUE(waiting.read_answer().ends_with("GET /a "));
}

} // namespace

} // namespace chancery::net
