// SPDX-License-Identifier: Apache-2.0
#pragma once

// The HTTP/1.1 server: reads requests under limits and deadlines, calls a plain blocking function
// on the thread that read the request, writes the answer. Nobody above knows that it is
// asynchronous.

#include "base/metrics.hpp"
#include "base/network.hpp"
#include "net/server/service.hpp"
#include "net/tls.hpp"

#include <chrono>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::net {

struct Limits {
    std::size_t head_bytes = 16 * 1024;
    /// For the TLS handshake, and for a request's head from its first byte on.
    std::chrono::milliseconds head_time = std::chrono::seconds(10);
    std::size_t body_bytes = 64 * 1024; ///< Unless the service admits more.
    std::chrono::milliseconds body_time = std::chrono::seconds(30);
    std::chrono::milliseconds idle_time = std::chrono::seconds(75);
    /// What an event stream sends when it has had nothing to send for so long.
    std::chrono::milliseconds heartbeat_time = std::chrono::seconds(15);
    /// When all are taken, the address with the most loses its oldest idle one. Where nobody has
    /// one to spare, 256 more get a quick 503, and the rest are closed.
    std::size_t connections = 10'000;
    /// Whose word on whom they speak for is believed: PROXY protocol, Forwarded, X-Forwarded-For.
    std::vector<Network> trusted_proxies = {};
    unsigned threads = 32;
    std::string name = "main"; ///< The label of its metrics: several servers share one Metrics.
};

/// "0.0.0.0:8443", "[::]:8443".
struct ListenAddress {
    std::string address;
    unsigned short port = 0;
};

/// Throws invalid with a sentence.
ListenAddress parse_listen_address(std::string_view text);
/// An IPv6 address stands in brackets.
std::string to_string(const ListenAddress& endpoint);

class HttpServer {
public:
    /// The metrics must outlive it.
    HttpServer(Limits limits, Metrics& metrics);
    /// Stops without patience.
    ~HttpServer();

    /// Each binds at once and throws unavailable ("cannot listen on 0.0.0.0:443: permission
    /// denied ..."). The port that was got is returned (port 0 asks for a free one).
    unsigned short
    listen_tls(const ListenAddress& endpoint, std::shared_ptr<TlsServer> tls, Service service);
    unsigned short listen_plain(const ListenAddress& endpoint, Service service);
    /// Made with mode 0600; a stale file is replaced, one that is in use is not. Throws invalid for
    /// a path over 107 bytes, else as above.
    void listen_local(const std::string& path, Service service);

    /// Starts the threads and returns. Raises RLIMIT_NOFILE and ignores SIGPIPE.
    void start();

    /// No new connections or requests; waits until requests in flight were answered, at most
    /// `patience`, then closes all and joins the threads (a handler that still runs is waited for).
    /// Idempotent; not for a handler.
    void stop(std::chrono::milliseconds patience);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace chancery::net
