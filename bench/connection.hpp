// SPDX-License-Identifier: Apache-2.0
#pragma once

// One kept-alive TLS 1.3 connection of the load generator: as cheap as OpenSSL allows, without any
// generality. Set up blocking, non-blocking afterwards.

#include <memory>
#include <optional>
#include <string>
#include <string_view>

struct ssl_ctx_st;
struct ssl_st;

namespace chancery::bench {

/// "https://pki.example:8443/acme/ov/new-order" in parts.
struct Place {
    std::string host;
    std::string port;
    std::string target;
};

/// Throws invalid for anything but https.
Place parse_place(std::string_view url);

/// Of a response; the views are valid until the connection's next `send`.
struct Answer {
    int status = 0;
    std::string_view head;
    std::string_view body;

    /// The header's value; empty without it. `name` is in the spelling that the server uses.
    std::string_view header(std::string_view name) const;
};

/// Verifies the server against the roots in `root_file` and speaks nothing but TLS 1.3.
class Tls {
public:
    explicit Tls(const std::string& root_file);
    ~Tls();
    Tls(const Tls&) = delete;
    Tls& operator=(const Tls&) = delete;

private:
    friend class Connection;
    ssl_ctx_st* context_;
};

class Connection {
public:
    /// Connects and shakes hands. Throws connection or tls.
    Connection(const Tls& tls, const Place& place);
    Connection(Connection&&) noexcept;
    Connection& operator=(Connection&&) = delete;
    ~Connection();

    int descriptor() const noexcept { return descriptor_; }

    /// The whole request at once. Throws connection when the socket does not take it.
    void send(std::string_view request);

    /// What has come so far; none until the response is whole. Throws connection when the server
    /// closed.
    std::optional<Answer> receive();

private:
    std::optional<Answer> whole_answer() const;

    int descriptor_;
    std::unique_ptr<ssl_st, void (*)(ssl_st*)> ssl_;
    std::string in_;
};

} // namespace chancery::bench
