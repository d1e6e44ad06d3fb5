// SPDX-License-Identifier: Apache-2.0
#pragma once

// The HTTP/1.1 server: reads requests under limits and deadlines, calls a plain blocking function
// on the thread that read the request, writes the answer. Nobody above knows that it is
// asynchronous.

#include "base/metrics.hpp"
#include "net/http.hpp"
#include "net/tls.hpp"

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>

namespace chancery::net {

/// What it throws becomes a 500 without details, and a line in the log.
using Handler = std::function<Response(const Request&)>;

struct Limits {
    std::size_t head_bytes = 16 * 1024;
    std::chrono::seconds head_time{10};
    std::size_t body_bytes = 64 * 1024;
    std::chrono::seconds body_time{30};
    std::chrono::seconds idle_time{75};
    std::size_t connections = 10'000; ///< Beyond it 256 more get a quick 503, the rest are closed.
    unsigned threads = 16;
};

/// "0.0.0.0:8443", "[::]:8443".
struct Endpoint {
    std::string address;
    unsigned short port = 0;
};

/// Throws invalid with a sentence.
Endpoint parse_endpoint(std::string_view text);

class HttpServer {
public:
    explicit HttpServer(Limits limits, Metrics& metrics);
    ~HttpServer();

    /// Each binds at once and throws unavailable ("cannot listen on 0.0.0.0:443: permission
    /// denied ..."). The port that was got is returned (port 0 asks for a free one).
    unsigned short listen_tls(const Endpoint& endpoint, std::shared_ptr<TlsServer> tls, Handler handler);
    unsigned short listen_plain(const Endpoint& endpoint, Handler handler);
    /// Made with mode 0600; a stale file is replaced. The body limit is the API's own.
    void listen_local(const std::string& path, Handler handler, std::size_t body_bytes);

    /// Starts the threads and returns.
    void start();

    /// No new connections or requests; waits until requests in flight were answered, at most
    /// `patience`, then closes. Idempotent.
    void stop(std::chrono::seconds patience);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace chancery::net
