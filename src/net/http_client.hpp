// SPDX-License-Identifier: Apache-2.0
#pragma once

// Outgoing HTTP: a blocking function with a deadline (libcurl). Connections are kept for the life
// of the client. No redirect is followed.

#include "net/http.hpp"

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <string>

namespace chancery::net {

struct Trust {
    bool verify = true;
    /// PEM bundle instead of the system's, or a directory of such as `openssl rehash` makes it;
    /// empty: the system's.
    std::string ca_file = {};
};

/// The variables of the environment that name such a file or directory, the first one that is set
/// counts: those of the libraries under certbot, in their order, then OpenSSL's.
inline constexpr std::array trust_variables{
    "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"};

/// Proxies are those of the environment: https_proxy, no_proxy (with ports, too) and the rest.
class HttpClient {
public:
    struct Options {
        Trust trust = {};
        std::string user_agent = "chancery/" CHANCERY_VERSION;
        std::string local_socket = {}; ///< Connect to this socket instead of the URL's host.
        std::chrono::milliseconds timeout = std::chrono::seconds(30); ///< For the whole request.
        std::size_t max_body = std::size_t{16} * 1024 * 1024;
    };

    explicit HttpClient(Options options);
    ~HttpClient();
    HttpClient(HttpClient&&) noexcept;
    HttpClient& operator=(HttpClient&&) noexcept;

    /// Any HTTP status is an answer. One call at a time. Throws connection (host not found,
    /// refused, timed out) or tls (an untrusted certificate, another name), each with one sentence
    /// that names the URL's host, the cause and what to do; invalid for a URL that is neither http
    /// nor https.
    Response request(
        const std::string& method,
        const std::string& url,
        const Headers& headers = {},
        const std::string& body = {}
    );

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

} // namespace chancery::net
