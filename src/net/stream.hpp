// SPDX-License-Identifier: Apache-2.0
#pragma once

// A non-blocking socket, with OpenSSL directly on it or without. It never waits: it says for what
// its caller has to wait.

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>

struct ssl_st;

namespace chancery::net {

enum class IoStatus { done, want_read, want_write, closed };

struct Io {
    IoStatus status;
    std::size_t bytes = 0;
};

class Stream {
public:
    /// The descriptor is the caller's and must outlive this. `tls` is a TlsServer's context, or
    /// null for plain text. What TLS needs is made when it begins: who connects and says nothing
    /// costs little.
    Stream(int descriptor, std::shared_ptr<void> tls);

    /// With a TLS session of one's own making, which it takes.
    Stream(int descriptor, ssl_st* session);

    Io handshake();

    /// Before the handshake: speaks plain text instead.
    void drop_tls() { tls_.reset(); }

    /// What the socket holds; it stays there.
    Io peek(std::span<char> into) const;

    /// From now on who waits to read is woken by so many bytes (SO_RCVLOWAT).
    void wait_for(std::size_t bytes) const;

    /// Whether the other side has said that it writes nothing more, or is gone.
    bool has_ended() const;

    /// Whether neither side can write any more, or the connection failed.
    bool is_closed() const;

    Io read(std::span<char> into);
    Io write(std::string_view bytes);

    /// How the other side began to speak, whatever it is: of a session of one's own making, while
    /// its handshake goes on.
    std::string beginning() const;

    /// Whether bytes were read from the socket that nobody has asked for yet.
    bool has_pending() const;

    /// Null for plain text.
    const ssl_st* session() const { return ssl_.get(); }

    /// Says that nothing more will be written.
    void finish_writing();

    /// Drops the end of TLS and reads what still comes: for a client that is sending while it is
    /// told to stop.
    Io discard(std::span<char> into);

private:
    struct Free {
        void operator()(ssl_st* ssl) const;
    };

    Io after(int result) const;

    int descriptor_;
    std::unique_ptr<std::string> heard_; ///< The beginning; the session refers to it.
    std::shared_ptr<void> tls_;          ///< Until the handshake begins.
    std::unique_ptr<ssl_st, Free> ssl_;
};

} // namespace chancery::net
