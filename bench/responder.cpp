// SPDX-License-Identifier: Apache-2.0
#include "bench/responder.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <optional>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace chancery::bench {

namespace {

constexpr std::size_t dns_header = 12;
constexpr unsigned char silent_block = 1; ///< 127.1.x.y says nothing, 127.2.x.y answers.
constexpr unsigned char answering_block = 2;

/// A socket bound to every address of this machine.
int bind_any(int type, unsigned short port) {
    const int descriptor = ::socket(AF_INET, type | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    sockaddr_in any{};
    any.sin_family = AF_INET;
    any.sin_addr.s_addr = htonl(INADDR_ANY);
    any.sin_port = htons(port);
    const bool bound = ::bind(descriptor, reinterpret_cast<sockaddr*>(&any), sizeof any) == 0;
    if (!bound) throw Error(Fault::unavailable, "the port of the hosts to be validated is taken");
    return descriptor;
}

unsigned short port_of(int descriptor) {
    sockaddr_in bound{};
    socklen_t size = sizeof bound;
    ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&bound), &size);
    return ntohs(bound.sin_port);
}

/// "n12" of "\3n12\4load\7example\0".
std::string_view first_label(std::string_view question) {
    if (question.empty()) return {};
    return question.substr(1, static_cast<unsigned char>(question.front()));
}

/// The four octets of the name's address; none for a name that is nobody's.
std::optional<std::array<unsigned char, 4>> address_of(std::string_view label) {
    if (label.size() < 2 || (label.front() != 'n' && label.front() != 's')) return std::nullopt;
    unsigned number = 0;
    const auto* end = label.data() + label.size();
    const auto [stopped, error] = std::from_chars(label.data() + 1, end, number);
    if (error != std::errc() || stopped != end || number > 65'535) return std::nullopt;
    const auto block = label.front() == 's' ? silent_block : answering_block;
    return std::array<unsigned char, 4>{
        127, block, static_cast<unsigned char>(number >> 8), static_cast<unsigned char>(number)};
}

/// An A record where one was asked for and the name has one; else no record.
std::string reply_to(std::string query) {
    if (query.size() < dns_header + 5) return {};
    const auto name_end = query.find('\0', dns_header);
    if (name_end == query.npos || query.size() < name_end + 5) return {};
    const auto type = query.substr(name_end + 1, 2);
    auto reply = query.substr(0, name_end + 5);
    const auto address = type == std::string("\0\1", 2)
                             ? address_of(first_label(std::string_view(query).substr(dns_header)))
                             : std::nullopt;
    // An answer, authoritative; one question, perhaps one record, nothing else.
    reply.replace(2, 2, "\x84\0", 2);
    reply.replace(4, 8, std::string("\0\1\0", 3) + (address ? '\1' : '\0') + std::string(4, '\0'));
    if (!address) return reply;
    reply += std::string("\xc0\x0c\0\1\0\1\0\0\0\1\0\4", 12);
    reply.append(reinterpret_cast<const char*>(address->data()), address->size());
    return reply;
}

/// What follows `before` in the request, up to white space.
std::string_view word_after(std::string_view request, std::string_view before) {
    const auto at = request.find(before);
    if (at == request.npos) return {};
    const auto rest = request.substr(at + before.size());
    return rest.substr(0, rest.find_first_of(" \r\n:"));
}

} // namespace

Responder::Responder(ThumbprintOf thumbprint_of, unsigned short dns_port, unsigned short http_port)
    : thumbprint_of_(std::move(thumbprint_of)),
      dns_(bind_any(SOCK_DGRAM, dns_port)),
      http_(bind_any(SOCK_STREAM, http_port)),
      epoll_(::epoll_create1(EPOLL_CLOEXEC)),
      dns_port_(port_of(dns_)),
      http_port_(port_of(http_)) {
    ::listen(http_, SOMAXCONN);
    constexpr int enough = 4 * 1024 * 1024; // thousands of questions come at once
    ::setsockopt(dns_, SOL_SOCKET, SO_RCVBUF, &enough, sizeof enough);
    for (const int descriptor : {dns_, http_}) {
        epoll_event event{.events = EPOLLIN, .data = {.fd = descriptor}};
        ::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event);
    }
    thread_ = std::thread([this] { serve(); });
}

Responder::~Responder() {
    stopping_ = true;
    thread_.join();
    for (const int descriptor : silent_)
        ::close(descriptor);
    for (const int descriptor : {dns_, http_, epoll_})
        ::close(descriptor);
}

void Responder::serve() {
    std::array<epoll_event, 256> events{};
    while (!stopping_) {
        const int ready = ::epoll_wait(epoll_, events.data(), static_cast<int>(events.size()), 100);
        for (int i = 0; i < ready; ++i) {
            const int descriptor = events[static_cast<std::size_t>(i)].data.fd;
            if (descriptor == dns_)
                answer_dns();
            else if (descriptor == http_)
                accept_http();
            else
                answer_http(descriptor);
        }
    }
}

void Responder::answer_dns() const {
    for (;;) {
        std::array<char, 1500> packet;
        sockaddr_in from{};
        socklen_t size = sizeof from;
        auto* peer = reinterpret_cast<sockaddr*>(&from);
        const auto read = ::recvfrom(dns_, packet.data(), packet.size(), 0, peer, &size);
        if (read <= 0) return;
        const auto reply = reply_to({packet.data(), static_cast<std::size_t>(read)});
        if (!reply.empty()) ::sendto(dns_, reply.data(), reply.size(), 0, peer, size);
    }
}

void Responder::accept_http() {
    for (;;) {
        const int descriptor = ::accept4(http_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
        if (descriptor < 0) return;
        sockaddr_in ours{};
        socklen_t size = sizeof ours;
        ::getsockname(descriptor, reinterpret_cast<sockaddr*>(&ours), &size);
        if ((ntohl(ours.sin_addr.s_addr) >> 16 & 0xff) == silent_block) {
            silent_.push_back(descriptor);
            continue;
        }
        epoll_event event{.events = EPOLLIN, .data = {.fd = descriptor}};
        ::epoll_ctl(epoll_, EPOLL_CTL_ADD, descriptor, &event);
    }
}

/// A validator's request comes in one piece.
void Responder::answer_http(int descriptor) {
    std::array<char, 4096> piece;
    const auto read = ::recv(descriptor, piece.data(), piece.size(), 0);
    if (read > 0) {
        const std::string_view request(piece.data(), static_cast<std::size_t>(read));
        const auto token = word_after(request, "/acme-challenge/");
        const auto body = std::string(token) + "." + thumbprint_of_(word_after(request, "Host: "));
        const auto answer = "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) +
                            "\r\nConnection: close\r\n\r\n" + body;
        ::send(descriptor, answer.data(), answer.size(), MSG_NOSIGNAL);
    }
    ::close(descriptor);
}

} // namespace chancery::bench
