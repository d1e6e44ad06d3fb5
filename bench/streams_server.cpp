// SPDX-License-Identifier: Apache-2.0
// A server whose only resource is an event stream: `bench/streams` measures what open ones cost. It
// prints its port; for each line that it reads it sends an event to everybody and prints to how
// many.
#include "net/net_for_tests.hpp"
#include "net/server/event_stream.hpp"
#include "net/server/http_server.hpp"

#include <fmt/core.h>
#include <iostream>
#include <mutex>
#include <vector>

namespace chancery::bench {

namespace {

class House {
public:
    net::Response listen() {
        net::Response response{.content_type = "text/event-stream"};
        response.events = std::make_shared<net::EventStream>();
        const std::lock_guard lock(mutex_);
        streams_.push_back(response.events);
        return response;
    }

    std::size_t send(const std::string& text) {
        const auto event = std::make_shared<const std::string>(text);
        const std::lock_guard lock(mutex_);
        std::erase_if(streams_, [&](const auto& stream) { return !stream->send(event); });
        return streams_.size();
    }

private:
    std::mutex mutex_;
    std::vector<std::shared_ptr<net::EventStream>> streams_;
};

void say(std::size_t number) {
    fmt::print("{}\n", number);
    std::fflush(stdout);
}

void serve() {
    const auto identity = net::testing::make_identity("DNS:localhost");
    House house;
    Metrics metrics;
    net::HttpServer server({.connections = 1'000'000}, metrics);
    const auto port = server.listen_tls(
        {"127.0.0.1", 0},
        std::make_shared<net::TlsServer>(identity.chain, identity.key),
        net::Service([&](const net::Request&) { return house.listen(); })
    );
    server.start();
    say(port);
    for (std::string line; std::getline(std::cin, line);)
        say(house.send("data: " + line + "\n\n"));
    server.stop(std::chrono::seconds(10));
}

} // namespace

} // namespace chancery::bench

int main() {
    chancery::bench::serve();
}
