// SPDX-License-Identifier: Apache-2.0
#pragma once

// For the tests of net/: certificates that OpenSSL makes, and a client that sends what no proper
// client would. In tests a failed call ends the test by an exception.

#include "base/secret.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <algorithm>
#include <arpa/inet.h>
#include <chrono>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <memory>
#include <netinet/in.h>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/un.h>
#include <unistd.h>

namespace chancery::net::testing {

template <class T, auto FreeIt>
struct Freed {
    void operator()(T* value) const { FreeIt(value); }
};

using Bio = std::unique_ptr<BIO, Freed<BIO, BIO_free>>;
using Key = std::unique_ptr<EVP_PKEY, Freed<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freed<X509, X509_free>>;

inline void require(bool holds, const char* what) {
    if (!holds) throw std::runtime_error(what);
}

inline std::string text_of(BIO* bio) {
    char* data = nullptr;
    const auto size = BIO_get_mem_data(bio, &data);
    return {data, static_cast<std::size_t>(size)};
}

/// A self-signed certificate, its own root.
struct Identity {
    std::string chain;
    Secret key;
};

struct Validity {
    std::chrono::seconds from = std::chrono::hours(-1);
    std::chrono::seconds until = std::chrono::hours(24);
};

inline Identity make_identity(
    const std::string& names, Validity validity = {}, const Key& key = Key(EVP_EC_gen("P-256"))
) {
    const Certificate certificate(X509_new());
    auto* x509 = certificate.get();
    X509_set_version(x509, X509_VERSION_3);
    ASN1_INTEGER_set(
        X509_get_serialNumber(x509), static_cast<long>(std::hash<std::string>{}(names) >> 8)
    );
    X509_gmtime_adj(X509_getm_notBefore(x509), validity.from.count());
    X509_gmtime_adj(X509_getm_notAfter(x509), validity.until.count());
    auto* name = X509_get_subject_name(x509);
    const auto* common = reinterpret_cast<const unsigned char*>("test");
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, common, -1, -1, 0);
    X509_set_issuer_name(x509, name);
    X509_set_pubkey(x509, key.get());
    const std::unique_ptr<X509_EXTENSION, Freed<X509_EXTENSION, X509_EXTENSION_free>> san(
        X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str())
    );
    X509_add_ext(x509, san.get(), -1);
    require(X509_sign(x509, key.get(), EVP_sha256()) > 0, "a certificate is signed");
    const Bio chain(BIO_new(BIO_s_mem()));
    const Bio secret(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(chain.get(), x509);
    PEM_write_bio_PrivateKey(secret.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr);
    return {text_of(chain.get()), Secret(text_of(secret.get()))};
}

/// Removed with what is in it.
class Directory {
public:
    Directory() {
        std::string name =
            (std::filesystem::temp_directory_path() / "chancery-net-XXXXXX").string();
        require(mkdtemp(name.data()) != nullptr, "a directory is made");
        path_ = name;
    }

    ~Directory() { std::filesystem::remove_all(path_); }

    Directory(const Directory&) = delete;
    Directory& operator=(const Directory&) = delete;

    std::string operator/(std::string_view name) const { return (path_ / name).string(); }

    std::string write(std::string_view name, const std::string& text) const {
        std::ofstream(path_ / name) << text;
        return *this / name;
    }

private:
    std::filesystem::path path_;
};

/// A TCP connection to the loopback address, plain. Gives up after ten seconds.
class RawClient {
public:
    explicit RawClient(unsigned short port, const std::string& from = "127.0.0.1")
        : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        const timeval patience{10, 0};
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        sockaddr_in address{};
        const auto* generic = reinterpret_cast<const sockaddr*>(&address);
        address.sin_family = AF_INET;
        require(::inet_pton(AF_INET, from.c_str(), &address.sin_addr) == 1, "an address is one");
        require(::bind(socket_, generic, sizeof address) == 0, "an address is this host's");
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        require(::connect(socket_, generic, sizeof address) == 0, "the server accepts");
    }

    virtual ~RawClient() { ::close(socket_); }

    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    virtual void send(std::string_view bytes) {
        static_cast<void>(::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL));
    }

    /// From now on the socket holds little that was not read yet.
    void hold_little() const {
        const int bytes = 64 * 1024;
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    }

    /// Up to the end of the connection.
    std::string read_all() {
        while (read_more()) {
        }
        return std::exchange(read_, {});
    }

    /// One answer with a Content-Length.
    std::string read_answer() {
        for (;;) {
            const auto head = read_.find("\r\n\r\n");
            const auto field = read_.find("Content-Length: ");
            if (head != read_.npos) {
                const auto has_length = field < head;
                const auto length = has_length ? std::stoul(read_.substr(field + 16)) : 0;
                const auto size = head + 4 + length;
                if (read_.size() >= size) {
                    const auto answer = read_.substr(0, size);
                    read_.erase(0, size);
                    return answer;
                }
            }
            if (!read_more()) return std::exchange(read_, {});
        }
    }

    /// Up to this text, or to the end of the connection.
    std::string read_until(std::string_view end) {
        std::size_t from = 0;
        for (;;) {
            const auto found = read_.find(end, from);
            if (found != read_.npos) {
                const auto text = read_.substr(0, found + end.size());
                read_.erase(0, text.size());
                return text;
            }
            from = read_.size() - std::min(read_.size(), end.size());
            if (!read_more()) return std::exchange(read_, {});
        }
    }

    std::string ask(std::string_view bytes) {
        send(bytes);
        return read_answer();
    }

    static constexpr std::size_t most = 64 * 1024 * 1024; ///< More than any answer has.

protected:
    virtual int receive(char* into, int size) {
        return static_cast<int>(::recv(socket_, into, static_cast<std::size_t>(size), 0));
    }

    int socket_;

private:
    bool read_more() {
        char piece[4096];
        const auto size = receive(piece, sizeof piece);
        if (size < 0 && errno == EAGAIN) throw std::runtime_error("the server is silent");
        require(read_.size() < most, "an answer has an end");
        if (size > 0) read_.append(piece, static_cast<std::size_t>(size));
        return size > 0;
    }

    std::string read_;
};

/// The same over TLS, without asking who the server is.
class RawTlsClient : public RawClient {
public:
    explicit RawTlsClient(
        unsigned short port,
        int version = 0,
        std::string_view protocols = {},
        const char* server_name = nullptr,
        std::string_view before_tls = {},
        const std::string& ciphers = {} ///< Of TLS 1.2; empty: OpenSSL's usual ones.
    )
        : RawClient(port),
          context_(SSL_CTX_new(TLS_client_method())) {
        RawClient::send(before_tls);
        SSL_CTX_set_security_level(context_.get(), 0);
        if (!ciphers.empty()) SSL_CTX_set_cipher_list(context_.get(), ciphers.c_str());
        if (version != 0) {
            SSL_CTX_set_min_proto_version(context_.get(), version);
            SSL_CTX_set_max_proto_version(context_.get(), version);
        }
        ssl_.reset(SSL_new(context_.get()));
        const auto* offered = reinterpret_cast<const unsigned char*>(protocols.data());
        SSL_set_alpn_protos(ssl_.get(), offered, static_cast<unsigned>(protocols.size()));
        if (server_name)
            SSL_ctrl(
                ssl_.get(),
                SSL_CTRL_SET_TLSEXT_HOSTNAME,
                TLSEXT_NAMETYPE_host_name,
                const_cast<char*>(server_name)
            );
        SSL_set_fd(ssl_.get(), socket_);
        connected_ = SSL_connect(ssl_.get()) == 1;
    }

    bool connected() const { return connected_; }

    SSL* ssl() { return ssl_.get(); }

    void send(std::string_view bytes) override {
        SSL_write(ssl_.get(), bytes.data(), static_cast<int>(bytes.size()));
    }

    std::string peer_certificate() const {
        const Certificate certificate(SSL_get1_peer_certificate(ssl_.get()));
        const Bio text(BIO_new(BIO_s_mem()));
        PEM_write_bio_X509(text.get(), certificate.get());
        return text_of(text.get());
    }

protected:
    int receive(char* into, int size) override { return SSL_read(ssl_.get(), into, size); }

private:
    std::unique_ptr<SSL_CTX, Freed<SSL_CTX, SSL_CTX_free>> context_;
    std::unique_ptr<SSL, Freed<SSL, SSL_free>> ssl_;
    bool connected_ = false;
};

} // namespace chancery::net::testing
