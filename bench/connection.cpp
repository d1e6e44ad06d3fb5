// SPDX-License-Identifier: Apache-2.0
#include "bench/connection.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace chancery::bench {

namespace {

[[noreturn]] void fail(Fault fault, std::string what) {
    const auto code = ERR_get_error();
    if (code != 0) {
        std::array<char, 256> text{};
        ERR_error_string_n(code, text.data(), text.size());
        what += std::string(": ") + text.data();
        ERR_clear_error();
    }
    throw Error(fault, std::move(what));
}

int try_connect(const addrinfo& address) {
    const int descriptor = ::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (descriptor < 0) return -1;
    if (::connect(descriptor, address.ai_addr, address.ai_addrlen) == 0) return descriptor;
    ::close(descriptor);
    return -1;
}

int connected_socket(const Place& place) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(place.host.c_str(), place.port.c_str(), &hints, &found) != 0)
        throw Error(Fault::connection, "cannot find the host " + place.host);
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> addresses(found, ::freeaddrinfo);
    int descriptor = -1;
    for (const auto* each = found; each && descriptor < 0; each = each->ai_next)
        descriptor = try_connect(*each);
    if (descriptor < 0)
        throw Error(
            Fault::connection,
            "cannot connect to " + place.host + ":" + place.port + ": " + std::strerror(errno)
        );
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return descriptor;
}

std::size_t to_size(std::string_view digits) {
    std::size_t size = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), size);
    return size;
}

} // namespace

Place parse_place(std::string_view url) {
    constexpr std::string_view scheme = "https://";
    if (!url.starts_with(scheme))
        throw Error(Fault::invalid, "the URL " + printable(url) + " must begin with https://");
    url.remove_prefix(scheme.size());
    const auto slash = std::min(url.find('/'), url.size());
    const auto authority = url.substr(0, slash);
    const auto colon = authority.rfind(':');
    return {
        .host = std::string(authority.substr(0, colon)),
        .port = colon == authority.npos ? "443" : std::string(authority.substr(colon + 1)),
        .target = slash == url.size() ? "/" : std::string(url.substr(slash))};
}

std::string_view Answer::header(std::string_view name) const {
    for (auto line : split(head, '\n')) {
        const auto colon = line.find(':');
        if (colon != line.npos && equals_ignoring_case(line.substr(0, colon), name))
            return trim(line.substr(colon + 1));
    }
    return {};
}

Tls::Tls(const std::string& root_file) : context_(SSL_CTX_new(TLS_client_method())) {
    if (!context_) fail(Fault::internal, "OpenSSL has no TLS");
    SSL_CTX_set_min_proto_version(context_, TLS1_3_VERSION);
    SSL_CTX_set_verify(context_, SSL_VERIFY_PEER, nullptr);
    SSL_CTX_set_read_ahead(context_, 1);
    if (SSL_CTX_load_verify_locations(context_, root_file.c_str(), nullptr) != 1)
        fail(Fault::invalid, "cannot read the root certificate " + root_file);
}

Tls::~Tls() {
    SSL_CTX_free(context_);
}

Connection::Connection(const Tls& tls, const Place& place)
    : descriptor_(connected_socket(place)),
      ssl_(SSL_new(tls.context_), SSL_free) {
    SSL_set_fd(ssl_.get(), descriptor_);
    SSL_set1_host(ssl_.get(), place.host.c_str());
    if (SSL_connect(ssl_.get()) != 1) fail(Fault::tls, "no TLS with " + place.host);
    ::fcntl(descriptor_, F_SETFL, ::fcntl(descriptor_, F_GETFL) | O_NONBLOCK);
}

Connection::Connection(Connection&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)),
      ssl_(std::move(other.ssl_)),
      in_(std::move(other.in_)) {}

Connection::~Connection() {
    if (descriptor_ >= 0) ::close(descriptor_);
}

void Connection::send(std::string_view request) {
    in_.clear();
    ERR_clear_error();
    if (SSL_write(ssl_.get(), request.data(), static_cast<int>(request.size())) <= 0)
        fail(Fault::connection, "the server does not take a request");
}

std::optional<Answer> Connection::receive() {
    constexpr std::size_t step = 16 * 1024;
    while (true) {
        const auto had = in_.size();
        in_.resize(had + step);
        ERR_clear_error();
        const int got = SSL_read(ssl_.get(), in_.data() + had, static_cast<int>(step));
        in_.resize(had + static_cast<std::size_t>(std::max(got, 0)));
        if (got <= 0) {
            if (SSL_get_error(ssl_.get(), got) == SSL_ERROR_WANT_READ) return std::nullopt;
            fail(Fault::connection, "the server closed a connection that was in use");
        }
        if (auto answer = whole_answer()) return answer;
    }
}

std::optional<Answer> Connection::whole_answer() const {
    const std::string_view all = in_;
    const auto end_of_head = all.find("\r\n\r\n");
    if (end_of_head == all.npos) return std::nullopt;
    Answer answer;
    answer.head = all.substr(0, end_of_head);
    const auto size = to_size(answer.header("Content-Length"));
    answer.body = all.substr(end_of_head + 4);
    // Of chunks, which are left as they came, the last one is empty.
    const bool is_chunked = answer.header("Transfer-Encoding") == "chunked";
    if (answer.body.size() < size || (is_chunked && !answer.body.ends_with("0\r\n\r\n")))
        return std::nullopt;
    answer.status = static_cast<int>(to_size(answer.head.substr(std::strlen("HTTP/1.1 "), 3)));
    return answer;
}

} // namespace chancery::bench
