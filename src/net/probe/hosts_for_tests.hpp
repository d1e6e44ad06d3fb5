// SPDX-License-Identifier: Apache-2.0
#pragma once

// For the tests of the prober: hosts that answer as they were told to.

#include "net/sockets_for_tests.hpp"

#include <atomic>
#include <functional>
#include <mutex>
#include <thread>

namespace chancery::net::testing {

/// One connection, as the host sees it.
class Talk {
public:
    Talk(int descriptor, SSL* ssl) : descriptor_(descriptor), ssl_(ssl) {}

    /// More than a prober may send or take.
    static constexpr std::size_t most = std::size_t{16} * 1024 * 1024;

    /// Up to the empty line, or to the end.
    std::string read_head() {
        std::string head;
        char c = 0;
        while (!head.ends_with("\r\n\r\n") && head.size() < most && receive(c))
            head += c;
        return head;
    }

    void wait_for_end() {
        char c = 0;
        for (std::size_t some = 0; some < most && receive(c); ++some) {
        }
    }

    /// False when the other side has gone.
    bool send(std::string_view bytes) {
        if (ssl_) return SSL_write(ssl_, bytes.data(), static_cast<int>(bytes.size())) > 0;
        return ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL) > 0;
    }

    /// Again and again until the other side has gone, or far beyond what it may take.
    void send_on(std::string_view bytes) {
        for (std::size_t sent = 0; sent < most && send(bytes);)
            sent += bytes.size();
    }

private:
    bool receive(char& c) {
        return ssl_ ? SSL_read(ssl_, &c, 1) == 1 : ::recv(descriptor_, &c, 1, 0) == 1;
    }

    int descriptor_;
    SSL* ssl_;
};

using Script = std::function<void(Talk&)>;

inline Script say(std::string answer) {
    return [answer = std::move(answer)](Talk& talk) {
        talk.read_head();
        talk.send(answer);
    };
}

inline std::string ok(std::string_view body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           std::string(body);
}

inline std::string redirect_to(std::string_view url, int status = 302) {
    return "HTTP/1.1 " + std::to_string(status) + " Found\r\nLocation: " + std::string(url) +
           "\r\nContent-Length: 0\r\n\r\n";
}

/// TLS with a certificate and one protocol in ALPN.
struct Tls {
    explicit Tls(const std::string& alpn, const std::string& names = "DNS:www.example.test")
        : identity(make_identity(names)),
          protocol(static_cast<char>(alpn.size()) + alpn),
          context(SSL_CTX_new(TLS_server_method())) {
        use(identity);
        SSL_CTX_set_alpn_select_cb(context.get(), select, this);
    }

    /// In place of the one with a key of the same kind, and beside those of other kinds.
    void use(const Identity& other) const {
        const Bio chain(BIO_new_mem_buf(other.chain.data(), -1));
        const auto secret = other.key.reveal();
        const Bio key(BIO_new_mem_buf(secret.data(), static_cast<int>(secret.size())));
        const Certificate certificate(PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr));
        const Key private_key(PEM_read_bio_PrivateKey(key.get(), nullptr, nullptr, nullptr));
        require(
            SSL_CTX_use_certificate(context.get(), certificate.get()) == 1 &&
                SSL_CTX_use_PrivateKey(context.get(), private_key.get()) == 1,
            "a certificate and its key fit"
        );
    }

    static int select(
        SSL*,
        const unsigned char** out,
        unsigned char* size,
        const unsigned char* offered,
        unsigned offered_size,
        void* self
    ) {
        const auto& ours = static_cast<Tls*>(self)->protocol;
        unsigned char* match = nullptr;
        const auto* octets = reinterpret_cast<const unsigned char*>(ours.data());
        const auto length = static_cast<unsigned>(ours.size());
        if (SSL_select_next_proto(&match, size, octets, length, offered, offered_size) !=
            OPENSSL_NPN_NEGOTIATED)
            return SSL_TLSEXT_ERR_ALERT_FATAL;
        *out = match;
        return SSL_TLSEXT_ERR_OK;
    }

    Identity identity;
    std::string protocol;
    std::unique_ptr<SSL_CTX, Freed<SSL_CTX, SSL_CTX_free>> context;
};

/// Serves one connection after the other.
class Host {
public:
    explicit Host(Script script, Family family = Family::ipv4, unsigned short port = 0)
        : listener_(4096, family, port),
          script_(std::move(script)),
          thread_([this] { serve(); }) {}

    Host(Script script, const Tls& tls)
        : tls_(tls.context.get()),
          listener_(4096),
          script_(std::move(script)),
          thread_([this] { serve(); }) {}

    ~Host() {
        ::shutdown(listener_.listener.get(), SHUT_RDWR);
        thread_.join();
    }

    Host(const Host&) = delete;
    Host& operator=(const Host&) = delete;

    unsigned short port() const { return listener_.port; }

    int connections() const { return connections_; }

    /// Of the last TLS connection.
    std::string server_name() const {
        const std::lock_guard lock(mutex_);
        return server_name_;
    }

private:
    void serve() {
        for (;;) {
            const Socket peer(::accept(listener_.listener.get(), nullptr, nullptr));
            if (peer.get() < 0) return;
            give_up_some_time(peer);
            ++connections_;
            if (tls_)
                serve_tls(peer.get());
            else {
                Talk talk(peer.get(), nullptr);
                script_(talk);
            }
        }
    }

    void serve_tls(int descriptor) {
        const std::unique_ptr<SSL, Freed<SSL, SSL_free>> ssl(SSL_new(tls_));
        SSL_set_fd(ssl.get(), descriptor);
        if (SSL_accept(ssl.get()) != 1) return;
        {
            const auto* name = SSL_get_servername(ssl.get(), TLSEXT_NAMETYPE_host_name);
            const std::lock_guard lock(mutex_);
            server_name_ = name ? name : "";
        }
        Talk talk(descriptor, ssl.get());
        script_(talk);
        SSL_shutdown(ssl.get());
    }

    SSL_CTX* tls_ = nullptr;
    SilentHost listener_;
    Script script_;
    std::atomic<int> connections_ = 0;
    mutable std::mutex mutex_;
    std::string server_name_;
    std::thread thread_;
};

} // namespace chancery::net::testing
