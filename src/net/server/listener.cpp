// SPDX-License-Identifier: Apache-2.0
#include "net/server/listener.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "net/port.hpp"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <system_error>
#include <unistd.h>

namespace chancery::net {

namespace {

constexpr int backlog = 4096; ///< The kernel cuts it to net.core.somaxconn.

/// A descriptor until it is released.
class Descriptor {
public:
    explicit Descriptor(int value) : value_(value) {}

    ~Descriptor() {
        if (value_ >= 0) ::close(value_);
    }

    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int get() const { return value_; }

    int release() { return std::exchange(value_, -1); }

private:
    int value_;
};

/// The socket functions' own idea of a type.
template <class Address>
sockaddr* generic(Address& address) {
    return reinterpret_cast<sockaddr*>(&address);
}

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = 0;
};

std::optional<SocketAddress> to_socket_address(const ListenAddress& endpoint) {
    SocketAddress address;
    auto& v4 = reinterpret_cast<sockaddr_in&>(address.storage);
    auto& v6 = reinterpret_cast<sockaddr_in6&>(address.storage);
    if (::inet_pton(AF_INET, endpoint.address.c_str(), &v4.sin_addr) == 1) {
        v4.sin_family = AF_INET;
        v4.sin_port = htons(endpoint.port);
        address.size = sizeof v4;
        return address;
    }
    if (::inet_pton(AF_INET6, endpoint.address.c_str(), &v6.sin6_addr) == 1) {
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(endpoint.port);
        address.size = sizeof v6;
        return address;
    }
    return std::nullopt;
}

[[noreturn]] void fail_to_listen(const std::string& where, int code) {
    std::string hint;
    if (code == EACCES) hint = "; a port below 1024 needs root or CAP_NET_BIND_SERVICE";
    if (code == EADDRINUSE) hint = "; stop the program that uses it or choose another port";
    if (code == EADDRNOTAVAIL) hint = "; it is not an address of this host";
    throw Error(
        Fault::unavailable,
        fmt::format("cannot listen on {}: {}{}", where, std::generic_category().message(code), hint)
    );
}

sockaddr_un to_local_address(const std::string& path) {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    if (path.empty() || path.size() >= sizeof address.sun_path)
        throw Error(
            Fault::invalid,
            fmt::format(
                "the path of the socket, {}, must have 1 to {} bytes: choose a shorter directory",
                printable(path),
                sizeof address.sun_path - 1
            )
        );
    std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
    return address;
}

/// Whether somebody listens there; a socket that nobody listens on any more is removed.
bool is_in_use(const std::string& path, sockaddr_un& address) {
    struct stat status {};

    if (::lstat(path.c_str(), &status) != 0) return false;
    if (!S_ISSOCK(status.st_mode))
        throw Error(
            Fault::invalid, path + " is not a socket but is where the socket must be: move it away"
        );
    const Descriptor probe(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (::connect(probe.get(), generic(address), sizeof address) == 0 || errno != ECONNREFUSED)
        return true;
    ::unlink(path.c_str());
    return false;
}

std::string to_address(const sockaddr_storage& storage) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    if (storage.ss_family == AF_INET) {
        const auto& v4 = reinterpret_cast<const sockaddr_in&>(storage);
        ::inet_ntop(AF_INET, &v4.sin_addr, text.data(), text.size());
    }
    if (storage.ss_family == AF_INET6) {
        const auto& v6 = reinterpret_cast<const sockaddr_in6&>(storage);
        ::inet_ntop(AF_INET6, &v6.sin6_addr, text.data(), text.size());
    }
    constexpr std::string_view mapped = "::ffff:";
    std::string address = text.data();
    if (address.starts_with(mapped) && address.find('.') != address.npos)
        address.erase(0, mapped.size());
    return address;
}

Peer to_peer(int descriptor, const sockaddr_storage& storage) {
    if (storage.ss_family != AF_UNIX) return {.address = to_address(storage), .local_user = {}};
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &credentials, &size) != 0) return {};
    return {.address = {}, .local_user = credentials.uid};
}

} // namespace

ListenAddress parse_listen_address(std::string_view text) {
    const auto colon = text.rfind(':');
    ListenAddress endpoint;
    if (colon != text.npos) {
        auto address = text.substr(0, colon);
        const auto port = text.substr(colon + 1);
        const auto is_v6 = address.starts_with('[') && address.ends_with(']');
        if (is_v6) address = address.substr(1, address.size() - 2);
        endpoint.address = address;
        const auto number = parse_port(port);
        endpoint.port = number.value_or(0);
        const auto looks_v6 = address.find(':') != address.npos;
        if (number && is_v6 == looks_v6 && to_socket_address(endpoint)) return endpoint;
    }
    throw Error(
        Fault::invalid,
        fmt::format(
            "{} is not an address to listen on: it must be ADDRESS:PORT with an IP address, e.g. "
            "0.0.0.0:8443 or [::]:8443",
            text.empty() ? "an empty text" : printable(text)
        )
    );
}

std::string to_string(const ListenAddress& endpoint) {
    const auto is_v6 = endpoint.address.find(':') != std::string::npos;
    const auto host = is_v6 ? "[" + endpoint.address + "]" : endpoint.address;
    return fmt::format("{}:{}", host, endpoint.port);
}

int listen_on_tcp(const ListenAddress& endpoint) {
    auto address = to_socket_address(endpoint);
    if (!address) fail_to_listen(to_string(endpoint), EADDRNOTAVAIL);
    const auto family = address->storage.ss_family;
    Descriptor listener(::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    const int on = 1;
    ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    // Accepted sockets inherit it.
    ::setsockopt(listener.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (listener.get() < 0 ||
        ::bind(listener.get(), generic(address->storage), address->size) != 0 ||
        ::listen(listener.get(), backlog) != 0)
        fail_to_listen(to_string(endpoint), errno);
    return listener.release();
}

int listen_on_local(const std::string& path) {
    auto address = to_local_address(path);
    if (is_in_use(path, address))
        throw Error(
            Fault::unavailable,
            "cannot listen on " + path + ": it is already in use; is the server running?"
        );
    Descriptor listener(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    // There must be no moment in which others may connect.
    const auto mask = ::umask(0177);
    const auto bound = ::bind(listener.get(), generic(address), sizeof address);
    const auto code = errno;
    ::umask(mask);
    if (bound != 0) fail_to_listen(path, code);
    if (::listen(listener.get(), backlog) != 0) fail_to_listen(path, errno);
    return listener.release();
}

unsigned short port_of(int listener) {
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    ::getsockname(listener, generic(storage), &size);
    if (storage.ss_family == AF_INET6)
        return ntohs(reinterpret_cast<const sockaddr_in6&>(storage).sin6_port);
    return ntohs(reinterpret_cast<const sockaddr_in&>(storage).sin_port);
}

Accepted accept_from(int listener) {
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    Accepted accepted;
    accepted.descriptor =
        ::accept4(listener, generic(storage), &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (accepted.descriptor >= 0)
        accepted.peer = to_peer(accepted.descriptor, storage);
    else
        accepted.try_later =
            errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
    return accepted;
}

} // namespace chancery::net
