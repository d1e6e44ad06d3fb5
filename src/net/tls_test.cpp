// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "net/running_for_tests.hpp"
#include "net/tls.hpp"

#include <gtest/gtest.h>

namespace chancery::net {

namespace {

using namespace testing;

// conforms: 8555-6.1-2
TEST(Tls, is_1_2_or_1_3) {
    Running running;
    EXPECT_TRUE(RawTlsClient(running.tls_port, TLS1_3_VERSION).connected());
    EXPECT_TRUE(RawTlsClient(running.tls_port, TLS1_2_VERSION).connected());
    EXPECT_FALSE(RawTlsClient(running.tls_port, TLS1_1_VERSION).connected());
    EXPECT_FALSE(RawTlsClient(running.tls_port, TLS1_VERSION).connected());
    // The ciphers, and OpenSSL's level of security, would refuse them too: today.
    EXPECT_EQ(
        SSL_CTX_get_min_proto_version(static_cast<SSL_CTX*>(running.tls->context().get())),
        TLS1_2_VERSION
    );
}

// conforms: 8555-6.1-2
TEST(Tls, has_only_forward_secret_authenticated_ciphers) {
    Running running;
    RawTlsClient client(running.tls_port, TLS1_2_VERSION);
    const std::string cipher = SSL_get_cipher_name(client.ssl());
    EXPECT_TRUE(cipher.starts_with("ECDHE-ECDSA-")) << cipher;
    EXPECT_FALSE(contains(cipher, "SHA256") && contains(cipher, "CBC")) << cipher;
    EXPECT_TRUE(SSL_get_secure_renegotiation_support(client.ssl()));
    EXPECT_TRUE(contains(client.ask(get), "200 OK"));
}

/// Those of OpenSSL's ciphers, of TLS 1.2 and before, with which a connection comes about.
std::vector<std::string> taken_ciphers(unsigned short port) {
    const std::unique_ptr<SSL_CTX, Freed<SSL_CTX, SSL_CTX_free>> context(
        SSL_CTX_new(TLS_client_method())
    );
    SSL_CTX_set_cipher_list(context.get(), "ALL:COMPLEMENTOFALL:@SECLEVEL=0");
    const auto* all = SSL_CTX_get_ciphers(context.get());
    std::vector<std::string> taken;
    for (int i = 0; i < sk_SSL_CIPHER_num(all); ++i) {
        const auto* cipher = sk_SSL_CIPHER_value(all, i);
        const bool is_of_tls_1_3 = SSL_CIPHER_get_kx_nid(cipher) == NID_kx_any;
        const std::string name = SSL_CIPHER_get_name(cipher);
        if (!is_of_tls_1_3 && RawTlsClient(port, TLS1_2_VERSION, {}, nullptr, {}, name).connected())
            taken.push_back(name);
    }
    std::ranges::sort(taken);
    return taken;
}

// conforms: 8555-6.1-2
TEST(Tls, takes_no_other_cipher_of_tls_1_2_with_either_kind_of_key) {
    Running running;
    using Names = std::vector<std::string>;
    EXPECT_EQ(
        taken_ciphers(running.tls_port),
        (Names{
            "ECDHE-ECDSA-AES128-GCM-SHA256",
            "ECDHE-ECDSA-AES256-GCM-SHA384",
            "ECDHE-ECDSA-CHACHA20-POLY1305"})
    );
    const auto rsa = make_identity("DNS:localhost", {}, Key(EVP_RSA_gen(2048)));
    running.tls->replace(rsa.chain, rsa.key);
    EXPECT_EQ(
        taken_ciphers(running.tls_port),
        (Names{
            "ECDHE-RSA-AES128-GCM-SHA256",
            "ECDHE-RSA-AES256-GCM-SHA384",
            "ECDHE-RSA-CHACHA20-POLY1305"})
    );
}

// conforms: 8555-6.1-2
TEST(Tls, does_not_renegotiate) {
    Running running;
    RawTlsClient client(running.tls_port, TLS1_2_VERSION);
    ASSERT_TRUE(contains(client.ask(get), "200 OK"));
    SSL_renegotiate(client.ssl());
    EXPECT_NE(SSL_do_handshake(client.ssl()), 1);
}

TEST(Tls, selects_http_1_1_and_refuses_a_client_that_offers_only_others) {
    Running running;
    RawTlsClient client(running.tls_port, 0, "\x02h2\x08http/1.1");
    const unsigned char* selected = nullptr;
    unsigned size = 0;
    SSL_get0_alpn_selected(client.ssl(), &selected, &size);
    EXPECT_EQ(std::string(reinterpret_cast<const char*>(selected), size), "http/1.1");
    EXPECT_FALSE(RawTlsClient(running.tls_port, 0, "\x02h2").connected());
}

TEST(Tls, serves_a_new_certificate_to_new_connections) {
    Running running;
    RawTlsClient before(running.tls_port);
    const auto next = make_identity("DNS:next.example.org");
    running.tls->replace(next.chain, next.key);
    RawTlsClient after(running.tls_port);
    EXPECT_EQ(before.peer_certificate(), running.identity.chain);
    EXPECT_EQ(after.peer_certificate(), next.chain);
    EXPECT_TRUE(contains(before.ask(get), "200 OK"));
}

TEST(Tls, refuses_a_certificate_that_cannot_work_and_keeps_the_old) {
    Running running;
    const auto other = make_identity("DNS:a");
    const auto fault_of = [&](const std::string& chain, const Secret& key) {
        try {
            running.tls->replace(chain, key);
        } catch (const Error& error) {
            return error.fault();
        }
        return Fault::internal;
    };
    EXPECT_EQ(fault_of(running.identity.chain, other.key), Fault::invalid);
    EXPECT_EQ(fault_of("", other.key), Fault::invalid);
    EXPECT_EQ(fault_of(other.chain, Secret("no key")), Fault::invalid);
    EXPECT_EQ(fault_of(other.chain + other.chain.substr(0, 100), other.key), Fault::invalid);
    EXPECT_EQ(RawTlsClient(running.tls_port).peer_certificate(), running.identity.chain);
}

/// A server that has certificates for "a" and "b", for those who speak "acme-tls/1".
struct Choosing {
    Choosing() {
        const auto choose = [this](const ClientHello& hello) -> std::optional<TlsIdentity> {
            const auto& [name, protocols] = hello;
            if (protocols != std::vector<std::string>{"acme-tls/1"}) return std::nullopt;
            if (name != "a" && name != "b") return std::nullopt;
            const auto& identity = name == "a" ? a : b;
            return TlsIdentity{identity.chain, identity.key.copy()};
        };
        port = server.listen_tls(any_port, std::make_shared<TlsServer>("acme-tls/1", choose), echo);
        server.start();
    }

    Identity a = make_identity("DNS:a");
    Identity b = make_identity("DNS:b");
    Metrics metrics;
    HttpServer server{{}, metrics};
    unsigned short port = 0;
};

TEST(ChoosingTls, shows_each_client_the_certificate_of_the_name_that_it_asks_for) {
    const Choosing choosing;
    constexpr auto* protocol = "\x0a"
                               "acme-tls/1";
    for (const auto version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        RawTlsClient a(choosing.port, version, protocol, "a");
        ASSERT_TRUE(a.connected());
        EXPECT_EQ(a.peer_certificate(), choosing.a.chain);
        RawTlsClient b(choosing.port, version, protocol, "b");
        EXPECT_EQ(b.peer_certificate(), choosing.b.chain);
        const unsigned char* selected = nullptr;
        unsigned size = 0;
        SSL_get0_alpn_selected(b.ssl(), &selected, &size);
        EXPECT_EQ(std::string(reinterpret_cast<const char*>(selected), size), "acme-tls/1");
    }
}

TEST(ChoosingTls, refuses_whom_it_has_no_certificate_for) {
    const Choosing choosing;
    constexpr auto* protocol = "\x0a"
                               "acme-tls/1";
    EXPECT_FALSE(RawTlsClient(choosing.port, 0, protocol, "c").connected());
    EXPECT_FALSE(RawTlsClient(choosing.port, 0, protocol).connected());
    EXPECT_FALSE(RawTlsClient(choosing.port, 0, "\x08http/1.1", "a").connected());
    EXPECT_FALSE(RawTlsClient(choosing.port, 0, {}, "a").connected());
    EXPECT_TRUE(RawTlsClient(choosing.port, 0, protocol, "a").connected());
}

} // namespace

} // namespace chancery::net
