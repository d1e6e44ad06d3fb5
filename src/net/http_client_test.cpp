// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "base/eventually_for_tests.hpp"
#include "net/http_client.hpp"
#include "net/running_for_tests.hpp"

#include <gtest/gtest.h>

#include <future>

namespace chancery::net {

namespace {

using namespace std::chrono_literals;
using namespace testing;

std::string https(unsigned short port, const std::string& host = "localhost") {
    return "https://" + host + ":" + std::to_string(port) + "/a";
}

std::string http(unsigned short port) {
    return "http://127.0.0.1:" + std::to_string(port) + "/a";
}

/// The fault's word and the sentence.
std::string failure_of(const HttpClient::Options& options, const std::string& url) {
    HttpClient client(options);
    try {
        client.request("GET", url);
    } catch (const Error& error) {
        return std::string(to_string(error.fault())) + ": " + error.what();
    }
    return "nothing failed";
}

HttpClient::Options trusting(const Directory& directory, const Identity& identity) {
    return {.trust = {.ca_file = directory.write("ca.pem", identity.chain)}};
}

TEST(HttpClient, says_how_to_trust_a_certificate_that_it_does_not) {
    Running running;
    const auto failure = failure_of({}, https(running.tls_port));
    EXPECT_TRUE(failure.starts_with("tls: localhost:")) << failure;
    EXPECT_TRUE(contains(failure, "not signed by a CA this host trusts")) << failure;
    EXPECT_TRUE(contains(failure, "update-ca-certificates")) << failure;
    HttpClient careless({.trust = {.verify = false}});
    EXPECT_EQ(careless.request("GET", https(running.tls_port)).status, 200);
}

TEST(HttpClient, says_that_a_certificate_is_for_another_name) {
    Running running;
    const Directory directory;
    const auto other = make_identity("DNS:other.example.org");
    running.tls->replace(other.chain, other.key);
    const auto failure = failure_of(trusting(directory, other), https(running.tls_port));
    EXPECT_TRUE(failure.starts_with("tls: ")) << failure;
    EXPECT_TRUE(contains(failure, "is for another name")) << failure;
}

TEST(HttpClient, says_that_a_certificate_has_expired_or_is_not_valid_yet) {
    Running running;
    const Directory directory;
    const auto expired = make_identity("DNS:localhost", {.from = -48h, .until = -24h});
    running.tls->replace(expired.chain, expired.key);
    const auto late = failure_of(trusting(directory, expired), https(running.tls_port));
    EXPECT_TRUE(contains(late, "has expired")) << late;
    const auto future = make_identity("DNS:localhost", {.from = 24h, .until = 48h});
    running.tls->replace(future.chain, future.key);
    const auto early = failure_of(trusting(directory, future), https(running.tls_port));
    EXPECT_TRUE(contains(early, "not valid yet")) << early;
}

TEST(HttpClient, says_why_there_is_no_connection) {
    unsigned short closed = 0;
    {
        Running running;
        closed = running.plain_port;
    }
    const auto refused = failure_of({}, http(closed));
    EXPECT_TRUE(refused.starts_with("connection: cannot connect to 127.0.0.1:")) << refused;
    EXPECT_TRUE(contains(refused, "Connection refused")) << refused;
    const auto no_socket = failure_of({.local_socket = "/nowhere/api.sock"}, http(1));
    EXPECT_TRUE(contains(no_socket, "cannot connect to /nowhere/api.sock: No such file"))
        << no_socket;
    const auto no_host = failure_of({.timeout = 5s}, "http://nowhere.invalid/");
    EXPECT_TRUE(contains(no_host, "nowhere.invalid")) << no_host;
}

TEST(HttpClient, says_that_the_other_side_speaks_no_tls_or_has_no_store) {
    Running running;
    const auto plain = failure_of({}, https(running.plain_port));
    EXPECT_TRUE(plain.starts_with("tls: no TLS connection to localhost:")) << plain;
    const auto no_file =
        failure_of({.trust = {.ca_file = "/nowhere.pem"}}, https(running.tls_port));
    EXPECT_TRUE(contains(no_file, "/nowhere.pem")) << no_file;
}

TEST(HttpClient, gives_up_in_time) {
    std::promise<void> released;
    Running running({}, [&](const Request& request) {
        released.get_future().wait_for(longest_wait);
        return echo(request);
    });
    const auto failure = failure_of({.timeout = 100ms}, http(running.plain_port));
    EXPECT_TRUE(contains(failure, "did not answer in time")) << failure;
    released.set_value();
}

TEST(HttpClient, takes_no_more_than_it_was_told) {
    Running running({}, [](const Request&) { return Response{.body = std::string(1001, 'a')}; });
    EXPECT_EQ(
        failure_of({.max_body = 1000}, http(running.plain_port)),
        "connection: the answer from 127.0.0.1:" + std::to_string(running.plain_port) +
            " is longer than 1000 bytes"
    );
    HttpClient client({.max_body = 1001});
    EXPECT_EQ(client.request("GET", http(running.plain_port)).body.size(), 1001U);
}

TEST(HttpClient, refuses_what_is_no_web_address_and_what_breaks_a_line) {
    EXPECT_TRUE(failure_of({}, "file:///etc/passwd").starts_with("invalid: "));
    EXPECT_TRUE(failure_of({}, "").starts_with("invalid: "));
    HttpClient client({});
    EXPECT_THROW(client.request("GET", "http://127.0.0.1/", {{"A", "b\r\nC: d"}}), Error);
}

TEST(HttpClient, sends_each_method_as_it_is) {
    Running running({}, [](const Request& request) {
        Response response{.status = request.method == "PATCH" ? 302 : 200};
        response.set("Location", "/elsewhere");
        response.set("Seen", request.method + " " + std::string(request.header("Content-Type")));
        response.body = request.body;
        return response;
    });
    HttpClient client({});
    const auto url = http(running.plain_port);
    EXPECT_EQ(client.request("GET", url).header("seen"), "GET");
    EXPECT_EQ(client.request("HEAD", url).header("seen"), "HEAD");
    EXPECT_EQ(client.request("POST", url).header("seen"), "POST");
    EXPECT_EQ(client.request("DELETE", url).header("seen"), "DELETE");
    const auto put = client.request("PUT", url, {{"Content-Type", "a/b"}}, "text");
    EXPECT_EQ(put.header("seen"), "PUT a/b");
    EXPECT_EQ(put.body, "text");
    const auto redirect = client.request("PATCH", url, {}, "text");
    EXPECT_EQ(redirect.status, 302);
    EXPECT_EQ(redirect.header("location"), "/elsewhere");
}

TEST(HttpClient, goes_by_the_proxy_of_the_environment_unless_the_port_is_exempt) {
    Running running;
    const auto url = http(running.plain_port);
    setenv("http_proxy", "http://127.0.0.1:1", 1);
    for (const auto* name : {"no_proxy", "NO_PROXY"}) {
        setenv(name, ("other," + url.substr(7, url.size() - 9)).c_str(), 1);
        EXPECT_EQ(failure_of({}, url), "nothing failed") << name;
        setenv(name, "127.0.0.1:1", 1);
        EXPECT_TRUE(contains(failure_of({}, url), "cannot connect to")) << name;
        unsetenv(name);
    }
    unsetenv("http_proxy");
}

} // namespace

} // namespace chancery::net
