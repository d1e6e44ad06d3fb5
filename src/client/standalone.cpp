// SPDX-License-Identifier: Apache-2.0
#include "client/standalone.hpp"

#include "base/error.hpp"
#include "base/metrics.hpp"
#include "net/server/http_server.hpp"

#include <fmt/format.h>

namespace chancery::client {

using namespace std::chrono_literals;

namespace {

constexpr std::string_view prefix = "/.well-known/acme-challenge/";

net::Limits limits() {
    net::Limits few;
    few.head_bytes = 8 * 1024;
    few.head_time = 5s;
    few.body_bytes = 1024;
    few.body_time = 5s;
    few.idle_time = 5s;
    few.connections = 64;
    few.threads = 2;
    return few;
}

} // namespace

Standalone::Standalone(std::string address, unsigned short port)
    : address_(std::move(address)),
      wanted_(port) {}

Standalone::~Standalone() {
    if (server_) server_->stop(1s);
}

void Standalone::present(const acme_client::Task& task) {
    {
        const std::lock_guard lock(mutex_);
        answers_[task.token] = task.key_authorization;
    }
    if (!server_) listen();
}

void Standalone::clean_up(const acme_client::Task& task) noexcept {
    const std::lock_guard lock(mutex_);
    answers_.erase(task.token);
}

std::optional<std::string> Standalone::answer(const std::string& token) {
    const std::lock_guard lock(mutex_);
    const auto found = answers_.find(token);
    return found == answers_.end() ? std::nullopt : std::optional(found->second);
}

void Standalone::listen() {
    auto metrics = std::make_unique<Metrics>();
    auto server = std::make_unique<net::HttpServer>(limits(), *metrics);
    const net::Handler handler = [this](const net::Request& request) {
        const auto path = request.path();
        if (request.method != "GET" || !path.starts_with(prefix))
            return net::Response{.status = 404};
        const auto text = answer(std::string(path.substr(prefix.size())));
        if (!text) return net::Response{.status = 404};
        return net::Response{.content_type = "text/plain", .body = *text};
    };
    std::optional<Problem> failure;
    // The first takes IPv4 as well on most systems, and then the second is not needed.
    for (const auto& address : address_.empty() ? std::vector<std::string>{"::", "0.0.0.0"}
                                                : std::vector<std::string>{address_}) {
        try {
            const auto port = server->listen_plain({address, wanted_}, handler);
            if (!bound_) bound_ = port;
        } catch (const Error& error) {
            failure = error.problem();
        }
    }
    if (!bound_)
        throw Error(
            Fault::unavailable,
            fmt::format(
                "Could not bind TCP port {} for --standalone: {}",
                wanted_,
                failure ? failure->detail : "no address"
            )
        );
    server->start();
    metrics_ = std::move(metrics);
    server_ = std::move(server);
}

std::string Standalone::hint() const {
    const auto where = address_.empty() ? fmt::format("port {}", wanted_)
                                        : fmt::format("{}:{}", address_, wanted_);
    return fmt::format(
        "The Certificate Authority failed to download the challenge files from the temporary "
        "standalone webserver started by chancery on {}. Ensure that the listed domains point to "
        "this machine and that it can accept inbound connections from the Certificate Authority.",
        where
    );
}

} // namespace chancery::client
