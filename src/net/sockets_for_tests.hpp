// SPDX-License-Identifier: Apache-2.0
#pragma once

// For the tests of the prober: sockets on the loopback addresses.

#include "net/net_for_tests.hpp"

#include <optional>
#include <poll.h>

namespace chancery::net::testing {

/// A descriptor that is closed.
class Socket {
public:
    explicit Socket(int descriptor = -1) : descriptor_(descriptor) {}

    Socket(Socket&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

    ~Socket() {
        if (descriptor_ >= 0) ::close(descriptor_);
    }

    Socket& operator=(Socket&& other) noexcept {
        std::swap(descriptor_, other.descriptor_);
        return *this;
    }

    int get() const { return descriptor_; }

private:
    int descriptor_;
};

/// What is waited for in vain ends, a minute later, as the end of the connection.
inline void give_up_some_time(const Socket& socket) {
    const timeval patience{60, 0};
    ::setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
}

struct Loopback {
    sockaddr_storage storage{};
    socklen_t size = 0;

    Loopback(bool is_v6, unsigned short port) {
        if (is_v6) {
            auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
            v6.sin6_family = AF_INET6;
            v6.sin6_port = htons(port);
            v6.sin6_addr = in6addr_loopback;
            size = sizeof v6;
        } else {
            auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
            v4.sin_family = AF_INET;
            v4.sin_port = htons(port);
            v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
            size = sizeof v4;
        }
    }

    sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

enum class Family { ipv4, ipv6 };

/// None where the port is taken.
inline std::optional<Socket> bind_loopback(int type, Family family, unsigned short port) {
    const auto is_v6 = family == Family::ipv6;
    Socket socket(::socket(is_v6 ? AF_INET6 : AF_INET, type | SOCK_CLOEXEC, 0));
    Loopback address(is_v6, port);
    const int on = 1;
    if (is_v6) ::setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (::bind(socket.get(), address.get(), address.size) != 0) return std::nullopt;
    return socket;
}

inline unsigned short bound_port(const Socket& socket) {
    sockaddr_in6 address{}; // The port is where it is in sockaddr_in.
    socklen_t size = sizeof address;
    ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size);
    return ntohs(address.sin6_port);
}

/// Takes connections, as the kernel does, and nobody ever looks at them.
struct SilentHost {
    explicit SilentHost(
        int backlog = 4096, Family family = Family::ipv4, unsigned short wanted = 0
    ) {
        auto bound = bind_loopback(SOCK_STREAM, family, wanted);
        require(bound.has_value(), "a port is free");
        listener = std::move(*bound);
        require(::listen(listener.get(), backlog) == 0, "a socket listens");
        port = bound_port(listener);
    }

    Socket listener;
    unsigned short port = 0;
};

/// A port at which nobody listens, and nobody else will for a while.
inline unsigned short closed_port(Socket& keeper, Family family = Family::ipv4) {
    auto bound = bind_loopback(SOCK_STREAM, family, 0);
    require(bound.has_value(), "a port is free");
    keeper = std::move(*bound);
    return bound_port(keeper);
}

} // namespace chancery::net::testing
