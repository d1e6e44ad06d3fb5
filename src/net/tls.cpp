// SPDX-License-Identifier: Apache-2.0
#include "net/tls.hpp"

#include "base/error.hpp"
#include "base/log.hpp"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <mutex>
#include <string_view>
#include <vector>

namespace chancery::net {

namespace {

struct Free {
    void operator()(BIO* bio) const { BIO_free(bio); }

    void operator()(X509* certificate) const { X509_free(certificate); }

    void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
};

template <class T>
using Owned = std::unique_ptr<T, Free>;

Owned<BIO> open_text(std::string_view text) {
    return Owned<BIO>(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
}

std::vector<Owned<X509>> read_chain(const std::string& pem) {
    const auto bio = open_text(pem);
    std::vector<Owned<X509>> chain;
    while (Owned<X509> next{PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr)})
        chain.push_back(std::move(next));
    // The end of the text is an error to OpenSSL, too: "no start line".
    const auto reason = ERR_GET_REASON(ERR_peek_last_error());
    ERR_clear_error();
    if (chain.empty() || reason != PEM_R_NO_START_LINE)
        throw Error(
            Fault::invalid,
            "the server's TLS certificate cannot be read: it must be a chain in PEM, leaf first"
        );
    return chain;
}

Owned<EVP_PKEY> read_key(const Secret& pem) {
    // Without a callback OpenSSL would ask on the terminal for a passphrase.
    const auto refuse = [](char*, int, int, void*) { return -1; };
    const auto bio = open_text(pem.reveal());
    Owned<EVP_PKEY> key{PEM_read_bio_PrivateKey(bio.get(), nullptr, refuse, nullptr)};
    ERR_clear_error();
    if (!key)
        throw Error(
            Fault::invalid,
            "the key of the server's TLS certificate cannot be read: it must be PEM without a "
            "passphrase"
        );
    return key;
}

/// RFC 7301: only HTTP/1.1 is spoken; a client that offers nothing of it is told so.
int select_protocol(SSL*, const unsigned char** selected, unsigned char* selected_size, const unsigned char* offered, unsigned offered_size, void*) {
    constexpr std::string_view ours = "\x08http/1.1";
    unsigned char* match = nullptr;
    const auto found = SSL_select_next_proto(
        &match,
        selected_size,
        reinterpret_cast<const unsigned char*>(ours.data()),
        static_cast<unsigned>(ours.size()),
        offered,
        offered_size
    );
    if (found != OPENSSL_NPN_NEGOTIATED) return SSL_TLSEXT_ERR_ALERT_FATAL;
    *selected = match;
    return SSL_TLSEXT_ERR_OK;
}

void set_options(SSL_CTX* context) {
    auto ok = SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1;
    ok = ok && SSL_CTX_set_cipher_list(context, "ECDHE+AESGCM:ECDHE+CHACHA20") == 1;
    ok = ok && SSL_CTX_set1_groups_list(context, "X25519:P-256:P-384") == 1;
    // A ticket costs a signature's worth of bytes, and one is enough.
    ok = ok && SSL_CTX_set_num_tickets(context, 1) == 1;
    ensure(ok, "OpenSSL takes the options of the TLS server");
    SSL_CTX_set_options(
        context,
        SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE |
            SSL_OP_PRIORITIZE_CHACHA | SSL_OP_IGNORE_UNEXPECTED_EOF |
            SSL_OP_CLEANSE_PLAINTEXT // a token, an answer's key
    );
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
    SSL_CTX_set_mode(
        context,
        SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
            SSL_MODE_RELEASE_BUFFERS
    );
    // One system call reads a whole record, and whatever came with it.
    SSL_CTX_set_read_ahead(context, 1);
    SSL_CTX_set_alpn_select_cb(context, select_protocol, nullptr);
}

std::shared_ptr<SSL_CTX> new_context() {
    std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    ensure(context != nullptr, "OpenSSL makes a TLS context");
    set_options(context.get());
    return context;
}

std::shared_ptr<SSL_CTX> make_context(const std::string& chain_pem, const Secret& key_pem) {
    const auto chain = read_chain(chain_pem);
    const auto key = read_key(key_pem);
    auto context = new_context();
    auto fits = SSL_CTX_use_certificate(context.get(), chain.front().get()) == 1 &&
                SSL_CTX_use_PrivateKey(context.get(), key.get()) == 1 &&
                SSL_CTX_check_private_key(context.get()) == 1;
    for (std::size_t i = 1; fits && i < chain.size(); ++i)
        fits = SSL_CTX_add1_chain_cert(context.get(), chain[i].get()) == 1;
    ERR_clear_error();
    if (!fits)
        throw Error(
            Fault::invalid,
            "the server's TLS certificate and its key do not match: the first certificate "
            "must be the key's own, of at least 2048 bits (RSA) or 224 bits (EC)"
        );
    return context;
}

/// The whole of an extension of the client's hello; empty without it.
std::string_view extension_of(SSL* ssl, unsigned type) {
    const unsigned char* data = nullptr;
    std::size_t size = 0;
    if (SSL_client_hello_get0_ext(ssl, type, &data, &size) != 1) return {};
    return {reinterpret_cast<const char*>(data), size};
}

ClientHello read_hello(SSL* ssl) {
    return {
        .server_name = parse_server_name(extension_of(ssl, TLSEXT_TYPE_server_name)),
        .protocols =
            parse_protocols(extension_of(ssl, TLSEXT_TYPE_application_layer_protocol_negotiation)),
    };
}

void be(SSL* ssl, const TlsIdentity& identity) {
    const auto chain = read_chain(identity.chain);
    const auto key = read_key(identity.key);
    const auto fits = SSL_use_certificate(ssl, chain.front().get()) == 1 &&
                      SSL_use_PrivateKey(ssl, key.get()) == 1;
    ensure(fits, "a chosen certificate and its key fit together");
}

} // namespace

struct TlsServer::Impl {
    mutable std::mutex mutex;
    std::shared_ptr<SSL_CTX> context;
    std::string protocol = {};
    Choose choose = {};

    /// OpenSSL's edge: nothing is thrown through it.
    static int on_hello(SSL* ssl, int* alert, void* self) noexcept {
        *alert = SSL_AD_UNRECOGNIZED_NAME;
        try {
            const auto identity = static_cast<Impl*>(self)->choose(read_hello(ssl));
            if (!identity) return SSL_CLIENT_HELLO_ERROR;
            be(ssl, *identity);
            return SSL_CLIENT_HELLO_SUCCESS;
        } catch (const std::exception& error) {
            log::error("no certificate for a TLS client", {{"reason", error.what()}});
            return SSL_CLIENT_HELLO_ERROR;
        }
    }

    static int on_protocols(
        SSL*,
        const unsigned char** selected,
        unsigned char* selected_size,
        const unsigned char* offered,
        unsigned offered_size,
        void* self
    ) noexcept {
        const auto& wanted = static_cast<Impl*>(self)->protocol;
        const std::string_view list(reinterpret_cast<const char*>(offered), offered_size);
        for (const auto name : take_names(list)) {
            if (name != wanted) continue;
            *selected = reinterpret_cast<const unsigned char*>(name.data());
            *selected_size = static_cast<unsigned char>(name.size());
            return SSL_TLSEXT_ERR_OK;
        }
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    }
};

TlsServer::TlsServer(const std::string& chain_pem, const Secret& key_pem)
    : impl_(std::make_unique<Impl>()) {
    replace(chain_pem, key_pem);
}

TlsServer::TlsServer(std::string protocol, Choose choose) : impl_(std::make_unique<Impl>()) {
    impl_->context = new_context();
    impl_->protocol = std::move(protocol);
    impl_->choose = std::move(choose);
    SSL_CTX_set_client_hello_cb(impl_->context.get(), Impl::on_hello, impl_.get());
    SSL_CTX_set_alpn_select_cb(impl_->context.get(), Impl::on_protocols, impl_.get());
}

TlsServer::~TlsServer() = default;

void TlsServer::replace(const std::string& chain_pem, const Secret& key_pem) {
    auto context = make_context(chain_pem, key_pem);
    const std::lock_guard lock(impl_->mutex);
    impl_->context = std::move(context);
}

std::shared_ptr<void> TlsServer::context() const {
    const std::lock_guard lock(impl_->mutex);
    return impl_->context;
}

} // namespace chancery::net
