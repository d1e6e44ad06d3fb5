// SPDX-License-Identifier: Apache-2.0
#include "net/stream.hpp"

#include "base/error.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <algorithm>
#include <cerrno>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <utility>

namespace chancery::net {

namespace {

Io after_system_call(ssize_t result, IoStatus wanted) {
    if (result > 0) return {IoStatus::done, static_cast<std::size_t>(result)};
    if (result < 0 && (errno == EAGAIN || errno == EINTR)) return {wanted};
    return {IoStatus::closed};
}

/// Of what came first, enough to know a protocol by.
constexpr std::size_t longest_beginning = 40;

/// OpenSSL's callback about a socket: notes what was read first.
long hear(
    BIO* socket,
    int operation,
    const char* data,
    std::size_t,
    int,
    long,
    int result,
    std::size_t* size
) {
    auto& heard = *reinterpret_cast<std::string*>(BIO_get_callback_arg(socket));
    if (operation == (BIO_CB_READ | BIO_CB_RETURN) && result > 0)
        heard.append(data, std::min(*size, longest_beginning - heard.size()));
    return result;
}

} // namespace

void Stream::Free::operator()(ssl_st* ssl) const {
    SSL_free(ssl);
}

Stream::Stream(int descriptor, std::shared_ptr<void> tls)
    : descriptor_(descriptor),
      tls_(std::move(tls)) {}

Stream::Stream(int descriptor, ssl_st* session)
    : descriptor_(descriptor),
      heard_(std::make_unique<std::string>()),
      ssl_(session) {
    ensure(ssl_ && SSL_set_fd(ssl_.get(), descriptor) == 1, "a TLS connection can be made");
    auto* const socket = SSL_get_rbio(ssl_.get());
    BIO_set_callback_ex(socket, hear);
    BIO_set_callback_arg(socket, reinterpret_cast<char*>(heard_.get()));
}

Io Stream::after(int result) const {
    if (result > 0) return {IoStatus::done, static_cast<std::size_t>(result)};
    switch (SSL_get_error(ssl_.get(), result)) {
    case SSL_ERROR_WANT_READ: return {IoStatus::want_read};
    case SSL_ERROR_WANT_WRITE: return {IoStatus::want_write};
    default: return {IoStatus::closed};
    }
}

Io Stream::handshake() {
    if (tls_) {
        ssl_.reset(SSL_new(static_cast<SSL_CTX*>(tls_.get())));
        ensure(ssl_ && SSL_set_fd(ssl_.get(), descriptor_) == 1, "a TLS connection can be made");
        SSL_set_accept_state(ssl_.get());
        tls_.reset(); // the session has it
    }
    if (!ssl_) return {IoStatus::done};
    ERR_clear_error();
    return after(SSL_do_handshake(ssl_.get()));
}

Io Stream::peek(std::span<char> into) const {
    return after_system_call(
        ::recv(descriptor_, into.data(), into.size(), MSG_DONTWAIT | MSG_PEEK), IoStatus::want_read
    );
}

void Stream::wait_for(std::size_t bytes) const {
    const auto least = static_cast<int>(bytes);
    ::setsockopt(descriptor_, SOL_SOCKET, SO_RCVLOWAT, &least, sizeof least);
}

bool Stream::has_ended() const {
    pollfd descriptor{.fd = descriptor_, .events = POLLRDHUP, .revents = 0};
    return ::poll(&descriptor, 1, 0) > 0;
}

bool Stream::is_closed() const {
    pollfd descriptor{.fd = descriptor_, .events = 0, .revents = 0};
    return ::poll(&descriptor, 1, 0) > 0; // POLLHUP or POLLERR
}

Io Stream::read(std::span<char> into) {
    if (!ssl_)
        return after_system_call(
            ::recv(descriptor_, into.data(), into.size(), MSG_DONTWAIT), IoStatus::want_read
        );
    ERR_clear_error();
    return after(SSL_read(ssl_.get(), into.data(), static_cast<int>(into.size())));
}

Io Stream::write(std::string_view bytes) {
    if (!ssl_)
        return after_system_call(
            ::send(descriptor_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL),
            IoStatus::want_write
        );
    constexpr std::size_t most = 1024 * 1024;
    ERR_clear_error();
    return after(SSL_write(ssl_.get(), bytes.data(), static_cast<int>(std::min(bytes.size(), most)))
    );
}

std::string Stream::beginning() const {
    if (!heard_) return {};
    // Of what is not TLS, OpenSSL has read no more than the head of a record.
    std::string rest(longest_beginning - heard_->size(), '\0');
    const auto size = ::recv(descriptor_, rest.data(), rest.size(), MSG_PEEK | MSG_DONTWAIT);
    return *heard_ + rest.substr(0, size > 0 ? static_cast<std::size_t>(size) : 0);
}

bool Stream::has_pending() const {
    return ssl_ && SSL_has_pending(ssl_.get()) == 1;
}

void Stream::finish_writing() {
    if (ssl_) {
        ERR_clear_error();
        SSL_shutdown(ssl_.get());
    }
    ::shutdown(descriptor_, SHUT_WR);
}

Io Stream::discard(std::span<char> into) {
    return after_system_call(
        ::recv(descriptor_, into.data(), into.size(), MSG_DONTWAIT), IoStatus::want_read
    );
}

} // namespace chancery::net
