// SPDX-License-Identifier: Apache-2.0
#include "net/tls_client.hpp"

#include "base/error.hpp"
#include "base/text.hpp"
#include "net/protocol_guess.hpp"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <array>
#include <fmt/format.h>

namespace chancery::net {

namespace {

/// Building a chain from what a stranger sends would cost time and prove nothing.
int accept_any(X509_STORE_CTX*, void*) {
    return 1;
}

/// What OpenSSL's macro does, with the casts of this century.
bool set_server_name(SSL* session, const std::string& name) {
    auto* const text = const_cast<char*>(name.c_str());
    return SSL_ctrl(session, SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, text) == 1;
}

/// In the order in which Go's crypto/tls offers them, as the validators of public CAs do, and then
/// what else a host may have. A server with several keys shows the one that comes first here, and
/// an ACME client may have put its answer to a challenge beside the RSA key alone (Apache's
/// mod_md).
constexpr auto signatures =
    "rsa_pss_rsae_sha256:ecdsa_secp256r1_sha256:ed25519:rsa_pss_rsae_sha384:rsa_pss_rsae_sha512:"
    "rsa_pkcs1_sha256:rsa_pkcs1_sha384:rsa_pkcs1_sha512:ecdsa_secp384r1_sha384:"
    "ecdsa_secp521r1_sha512:ed448:rsa_pss_pss_sha256:rsa_pss_pss_sha384:rsa_pss_pss_sha512";

/// As above.
bool set_signatures(SSL_CTX* context) {
    return SSL_CTX_ctrl(context, SSL_CTRL_SET_SIGALGS_LIST, 0, const_cast<char*>(signatures)) == 1;
}

std::shared_ptr<SSL_CTX> make_context() {
    std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free);
    ensure(
        context && SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION) == 1 &&
            set_signatures(context.get()),
        "OpenSSL makes a TLS context"
    );
    // Hosts that ask for their first certificate may show a weak one.
    SSL_CTX_set_security_level(context.get(), 1);
    SSL_CTX_set_verify(context.get(), SSL_VERIFY_NONE, nullptr);
    SSL_CTX_set_cert_verify_callback(context.get(), accept_any, nullptr);
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    SSL_CTX_set_options(
        context.get(),
        SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET |
            SSL_OP_IGNORE_UNEXPECTED_EOF
    );
    SSL_CTX_set_mode(
        context.get(),
        SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
            SSL_MODE_RELEASE_BUFFERS
    );
    return context;
}

std::string why_not_tls(BytesView beginning) {
    const auto spoken = guess_protocol(beginning);
    if (spoken == Protocol::http)
        return "the server answers in plain HTTP on this port, which must speak TLS";
    if (spoken == Protocol::http2)
        return "the server answers in HTTP/2 without TLS on this port, which must speak TLS";
    return fmt::format(
        "the response is not TLS, it began with \"{}\"; often a server without TLS listens on this "
        "port",
        printable(beginning)
    );
}

} // namespace

TlsClient::TlsClient() : context_(make_context()) {}

Stream TlsClient::open(int descriptor, const TlsWish& wish) const {
    auto* const session = SSL_new(static_cast<SSL_CTX*>(context_.get()));
    Stream stream(descriptor, session);
    SSL_set_connect_state(session);
    constexpr std::size_t longest = 255;
    ensure(wish.protocol.size() <= longest, "a protocol's name has at most 255 octets");
    const auto offered = static_cast<char>(wish.protocol.size()) + wish.protocol;
    const auto* octets = reinterpret_cast<const unsigned char*>(offered.data());
    auto ok = SSL_set_alpn_protos(session, octets, static_cast<unsigned>(offered.size())) == 0;
    if (!wish.server_name.empty()) ok = ok && set_server_name(session, wish.server_name);
    ensure(ok, "OpenSSL takes SNI and ALPN");
    return stream;
}

Bytes peer_certificate(const Stream& stream) {
    const auto* certificate = SSL_get0_peer_certificate(stream.session());
    if (!certificate) return {};
    unsigned char* der = nullptr;
    const auto size = i2d_X509(certificate, &der);
    if (size <= 0) return {};
    Bytes bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return bytes;
}

std::string agreed_protocol(const Stream& stream) {
    const unsigned char* name = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(stream.session(), &name, &size);
    return name ? std::string(reinterpret_cast<const char*>(name), size) : std::string();
}

std::string why_handshake_failed(BytesView beginning) {
    const auto code = ERR_peek_error();
    if (code == 0)
        return "the connection was closed during the handshake; often the server has no "
               "certificate for this name";
    switch (ERR_GET_REASON(code)) {
    case SSL_R_WRONG_VERSION_NUMBER:
    case SSL_R_PACKET_LENGTH_TOO_LONG:
    case SSL_R_BAD_RECORD_TYPE: return why_not_tls(beginning);
    case SSL_R_TLSV1_ALERT_NO_APPLICATION_PROTOCOL:
        return "the server does not speak the protocol that was offered in ALPN (alert "
               "no_application_protocol)";
    case SSL_R_TLSV1_UNRECOGNIZED_NAME:
        return "the server does not know this name (alert unrecognized_name)";
    case SSL_R_UNSUPPORTED_PROTOCOL:
    case SSL_R_TLSV1_ALERT_PROTOCOL_VERSION: return "the server does not speak TLS 1.2 or newer";
    default: break;
    }
    const auto* reason = ERR_reason_error_string(code);
    return fmt::format("OpenSSL says \"{}\"", reason ? reason : "unknown error");
}

} // namespace chancery::net
