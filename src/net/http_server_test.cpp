// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "net/http_client.hpp"
#include "net/http_server.hpp"
#include "net/testing.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <sys/stat.h>
#include <thread>

namespace chancery::net {

namespace {

using namespace std::chrono_literals;
using testing::RawClient;
using testing::RawTlsClient;

const Endpoint any_port{"127.0.0.1", 0};

Response echo(const Request& request) {
    Response response;
    response.content_type = "text/plain";
    response.body = request.method + " " + request.target + " " + request.body;
    return response;
}

struct Running {
    explicit Running(Limits limits = {}, Handler handler = echo) : server(limits, metrics) {
        tls_port = server.listen_tls(any_port, tls, handler);
        plain_port = server.listen_plain(any_port, handler);
        server.start();
    }

    testing::Identity identity = testing::make_identity("DNS:localhost,IP:127.0.0.1");
    std::shared_ptr<TlsServer> tls = std::make_shared<TlsServer>(identity.chain, identity.key);
    Metrics metrics;
    HttpServer server;
    unsigned short tls_port = 0;
    unsigned short plain_port = 0;
};

std::string status_line(const std::string& answer) {
    return answer.substr(0, answer.find('\r'));
}

bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != text.npos;
}

constexpr std::string_view get = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";

TEST(HttpServer, answers_over_tls_to_a_client_that_trusts_its_certificate) {
    Running running;
    const testing::Directory directory;
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

} // namespace

} // namespace chancery::net
