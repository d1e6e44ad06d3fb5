// SPDX-License-Identifier: Apache-2.0
#pragma once

// --standalone: a small web server that answers http-01 (RFC 8555 §8.3). It listens from the first
// challenge on, and not at all where the server asks for none.

#include "acme_client/solver.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace chancery::net {
class HttpServer;
}

namespace chancery {
class Metrics;
}

namespace chancery::client {

class Standalone : public acme_client::Solver {
public:
    /// An empty address: all of them, IPv6 and IPv4.
    Standalone(std::string address, unsigned short port);
    ~Standalone() override;

    std::string_view type() const override { return "http-01"; }

    /// Throws unavailable when the port is not available.
    void present(const acme_client::Task& task) override;
    void clean_up(const acme_client::Task& task) noexcept override;

    /// For the report of what failed.
    std::string hint() const;

    /// Where it listens; none before the first challenge.
    std::optional<unsigned short> port() const noexcept { return bound_; }

private:
    void listen();
    std::optional<std::string> answer(const std::string& token);

    std::string address_;
    unsigned short wanted_;
    std::optional<unsigned short> bound_;
    std::unique_ptr<Metrics> metrics_;
    std::mutex mutex_; ///< Guards answers_, which the server's threads read.
    std::map<std::string, std::string> answers_;
    std::unique_ptr<net::HttpServer> server_; ///< Last: stops before what its handler reads.
};

} // namespace chancery::client
