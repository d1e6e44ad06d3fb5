// SPDX-License-Identifier: Apache-2.0
#pragma once

// The hosts that a validator asks, and their DNS: one thread that knows every name. "n12.anything"
// is an address of this machine that answers http-01; "s12.anything" is one that takes the
// connection and never says a word. Each name has an address of its own within 127.0.0.0/8.

#include <atomic>
#include <functional>
#include <string>
#include <thread>
#include <vector>

namespace chancery::bench {

/// The thumbprint of the account key that proves this name.
using ThumbprintOf = std::function<std::string(std::string_view name)>;

class Responder {
public:
    /// On these ports; 0 takes a free one.
    explicit Responder(
        ThumbprintOf thumbprint_of, unsigned short dns_port = 0, unsigned short http_port = 0
    );
    ~Responder();

    Responder(const Responder&) = delete;
    Responder& operator=(const Responder&) = delete;

    unsigned short dns_port() const noexcept { return dns_port_; }

    unsigned short http_port() const noexcept { return http_port_; }

private:
    void serve();
    void answer_dns() const;
    void accept_http();
    void answer_http(int descriptor);

    ThumbprintOf thumbprint_of_;
    int dns_ = -1;
    int http_ = -1;
    int epoll_ = -1;
    unsigned short dns_port_ = 0;
    unsigned short http_port_ = 0;
    std::vector<int> silent_; ///< Held open, so that they stay silent.
    std::atomic<bool> stopping_ = false;
    std::thread thread_;
};

} // namespace chancery::bench
