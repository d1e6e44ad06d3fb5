// SPDX-License-Identifier: Apache-2.0
#include "testca/dns_server.hpp"

#include "base/address.hpp"
#include "base/error.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <list>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace chancery::testca {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t most_connections = 256;
constexpr auto idle_time = std::chrono::seconds(10);
constexpr std::size_t longest_message = 65535;

/// A descriptor that is closed.
class Descriptor {
public:
    explicit Descriptor(int value) : value_(value) {}

    ~Descriptor() {
        if (value_ >= 0) ::close(value_);
    }

    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;

    int get() const { return value_; }

private:
    int value_;
};

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;

    SocketAddress() = default;

    SocketAddress(const net::ListenAddress& endpoint, unsigned short port) {
        const auto octets = parse_address(endpoint.address).value();
        if (octets.size() == sizeof(in_addr)) {
            auto& v4 = reinterpret_cast<sockaddr_in&>(storage);
            v4.sin_family = AF_INET;
            v4.sin_port = htons(port);
            std::ranges::copy(octets, reinterpret_cast<char*>(&v4.sin_addr));
            size = sizeof v4;
        } else {
            auto& v6 = reinterpret_cast<sockaddr_in6&>(storage);
            v6.sin6_family = AF_INET6;
            v6.sin6_port = htons(port);
            std::ranges::copy(octets, reinterpret_cast<char*>(&v6.sin6_addr));
            size = sizeof v6;
        }
    }

    sockaddr* get() { return reinterpret_cast<sockaddr*>(&storage); }
};

int open_socket(int type, const net::ListenAddress& endpoint, unsigned short port) {
    SocketAddress address(endpoint, port);
    const auto flags = SOCK_CLOEXEC | SOCK_NONBLOCK;
    const int socket = ::socket(address.storage.ss_family, type | flags, 0);
    const int on = 1;
    ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    const bool works = socket >= 0 && ::bind(socket, address.get(), address.size) == 0 &&
                       (type == SOCK_DGRAM || ::listen(socket, SOMAXCONN) == 0);
    if (works) return socket;
    const auto why = std::generic_category().message(errno);
    if (socket >= 0) ::close(socket);
    throw Error(
        Fault::unavailable, "cannot listen for DNS on " + net::to_string(endpoint) + ": " + why
    );
}

unsigned short port_of(int socket) {
    SocketAddress address;
    ::getsockname(socket, address.get(), &address.size);
    // The port is where it is in sockaddr_in6, too.
    return ntohs(reinterpret_cast<const sockaddr_in&>(address.storage).sin_port);
}

/// Over TCP a message stands behind its length (RFC 1035 §4.2.2).
struct Stream {
    explicit Stream(int descriptor) : socket(descriptor) {}

    Descriptor socket;
    Bytes in = {};
    Clock::time_point until = Clock::now() + idle_time;
};

std::size_t length_at(const Bytes& in) {
    return static_cast<std::size_t>(
        static_cast<unsigned char>(in[0]) << 8 | static_cast<unsigned char>(in[1])
    );
}

} // namespace

std::optional<Bytes>
answer_query(BytesView message, const DnsServer::Answer& answer, bool over_udp) {
    const auto query = dns::parse_query(message);
    if (!query) return std::nullopt;
    return dns::to_message(*query, answer(*query), over_udp ? query->most_octets : longest_message);
}

struct DnsServer::Impl {
    Answer answer;
    Descriptor wake{::eventfd(0, EFD_CLOEXEC)};
    Descriptor udp;
    Descriptor tcp;
    std::list<Stream> streams = {};
    std::array<char, longest_message> buffer = {};

    Impl(const net::ListenAddress& endpoint, Answer its_answer)
        : answer(std::move(its_answer)),
          udp(open_socket(SOCK_DGRAM, endpoint, endpoint.port)),
          tcp(open_socket(SOCK_STREAM, endpoint, port_of(udp.get()))) {}

    void run(const std::stop_token& stopped) {
        while (!stopped.stop_requested())
            step();
    }

    void step() {
        std::vector<pollfd> waiting = {
            {wake.get(), POLLIN, 0}, {udp.get(), POLLIN, 0}, {tcp.get(), POLLIN, 0}};
        for (const auto& stream : streams)
            waiting.push_back({stream.socket.get(), POLLIN, 0});
        constexpr int look_again_ms = 1000;
        if (::poll(waiting.data(), waiting.size(), look_again_ms) < 0) return;
        auto ready = waiting.begin() + 3;
        std::erase_if(streams, [&](Stream& stream) {
            const bool has_more = (ready++)->revents != 0;
            return (has_more && !read(stream)) || Clock::now() > stream.until;
        });
        if (waiting[1].revents != 0) answer_datagram();
        if (waiting[2].revents != 0) accept();
    }

    void answer_datagram() {
        SocketAddress peer;
        const auto size =
            ::recvfrom(udp.get(), buffer.data(), buffer.size(), 0, peer.get(), &peer.size);
        if (size <= 0) return;
        const BytesView message(buffer.data(), static_cast<std::size_t>(size));
        if (const auto reply = answer_query(message, answer, true))
            ::sendto(udp.get(), reply->data(), reply->size(), 0, peer.get(), peer.size);
    }

    void accept() {
        const int socket = ::accept4(tcp.get(), nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (socket < 0) return;
        if (streams.size() == most_connections)
            ::close(socket);
        else
            streams.emplace_back(socket);
    }

    /// False when the connection is over.
    bool read(Stream& stream) {
        const auto size = ::recv(stream.socket.get(), buffer.data(), buffer.size(), 0);
        if (size < 0 && (errno == EAGAIN || errno == EINTR)) return true;
        if (size <= 0) return false;
        stream.in.append(buffer.data(), static_cast<std::size_t>(size));
        stream.until = Clock::now() + idle_time;
        while (stream.in.size() >= 2 && stream.in.size() >= 2 + length_at(stream.in)) {
            const auto message = stream.in.substr(2, length_at(stream.in));
            stream.in.erase(0, 2 + message.size());
            const auto reply = answer_query(message, answer);
            if (!reply || !send(stream, *reply)) return false;
        }
        return true;
    }

    /// One reply fits into any socket, unless its peer never reads.
    static bool send(const Stream& stream, const Bytes& reply) {
        Bytes framed{static_cast<char>(reply.size() >> 8), static_cast<char>(reply.size() & 0xff)};
        framed += reply;
        const auto sent = ::send(stream.socket.get(), framed.data(), framed.size(), MSG_NOSIGNAL);
        return sent == static_cast<ssize_t>(framed.size());
    }
};

DnsServer::DnsServer(const net::ListenAddress& endpoint, Answer answer)
    : impl_(std::make_unique<Impl>(endpoint, std::move(answer))),
      thread_([this](const std::stop_token& stopped) { impl_->run(stopped); }) {}

DnsServer::~DnsServer() {
    thread_.request_stop();
    ::eventfd_write(impl_->wake.get(), 1);
    thread_.join();
}

unsigned short DnsServer::port() const {
    return port_of(impl_->udp.get());
}

} // namespace chancery::testca
