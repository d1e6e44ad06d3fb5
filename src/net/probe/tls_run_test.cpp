// SPDX-License-Identifier: Apache-2.0
// TLS probes of hosts that show a certificate, another protocol, or no TLS at all.
#include "base/encoding.hpp"
#include "net/probe/prober_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::net {

namespace {

using namespace std::chrono_literals;
using namespace testing;

TlsProbe of(const std::string& host, const std::string& server_name = "www.example.test") {
    return {.host = host, .server_name = server_name, .protocol = "acme-tls/1"};
}

Answer ask(Probing& probing, unsigned short port, const TlsProbe& probe = of("www.example.test")) {
    return probing.ask(probe, Probing::loopback(port));
}

void say_nothing(Talk& talk) {
    talk.wait_for_end();
}

TEST(TlsProbe, gives_certificate_and_protocol_whoever_signed_it) {
    const Tls tls("acme-tls/1");
    Host host(say_nothing, tls);
    Probing probing;
    const auto answer = expect<TlsAnswer>(ask(probing, host.port()));
    EXPECT_EQ(answer.certificate, parse_pem(tls.identity.chain, "CERTIFICATE").at(0));
    EXPECT_EQ(answer.protocol, "acme-tls/1");
    EXPECT_EQ(answer.address, "127.0.0.1");
}

// conforms: 8737-3-8, 8738-6-2
TEST(TlsProbe, names_the_server_as_it_was_told_to) {
    const Tls tls("acme-tls/1");
    Host host(say_nothing, tls);
    Probing probing;
    expect<TlsAnswer>(ask(probing, host.port(), of("127.0.0.1", "1.0.0.127.in-addr.arpa")));
    // The answer was there before the host had finished.
    expect<TlsAnswer>(ask(probing, host.port(), of("127.0.0.1", "1.0.0.127.in-addr.arpa")));
    EXPECT_EQ(host.server_name(), "1.0.0.127.in-addr.arpa");
}

// conforms: 8737-4-2
// conforms-refusal: 8737-4-1
TEST(TlsProbe, says_nothing_after_the_handshake_and_closes) {
    const Tls tls("acme-tls/1");
    std::promise<std::string> heard;
    Host host([&](Talk& talk) { heard.set_value(talk.read_head()); }, tls);
    Probing probing;
    expect<TlsAnswer>(ask(probing, host.port()));
    EXPECT_EQ(heard.get_future().get(), "") << "all until the end of the connection";
}

TEST(TlsProbe, gives_no_protocol_where_none_was_agreed_on) {
    const Tls tls("acme-tls/1");
    SSL_CTX_set_alpn_select_cb(tls.context.get(), nullptr, nullptr);
    Host host(say_nothing, tls);
    Probing probing;
    const auto answer = expect<TlsAnswer>(ask(probing, host.port()));
    EXPECT_EQ(answer.protocol, "");
    EXPECT_FALSE(answer.certificate.empty());
}

// conforms: 8737-3-9
// conforms-refusal: 8737-3-8
TEST(TlsProbe, fails_where_only_another_protocol_is_spoken) {
    const Tls tls("h2");
    Host host(say_nothing, tls);
    Probing probing;
    const auto none = expect<NoAnswer>(ask(probing, host.port()));
    EXPECT_EQ(none.fault, Fault::tls);
    EXPECT_TRUE(none.why.starts_with("TLS with 127.0.0.1 (www.example.test), port ")) << none.why;
    EXPECT_TRUE(holds(none.why, "no_application_protocol")) << none.why;
}

TEST(TlsProbe, speaks_1_2_but_nothing_older) {
    const Tls tls("acme-tls/1");
    SSL_CTX_set_max_proto_version(tls.context.get(), TLS1_2_VERSION);
    Host host(say_nothing, tls);
    Probing probing;
    expect<TlsAnswer>(ask(probing, host.port()));
    const Tls old("acme-tls/1");
    SSL_CTX_set_security_level(old.context.get(), 0);
    SSL_CTX_set_min_proto_version(old.context.get(), TLS1_VERSION);
    SSL_CTX_set_max_proto_version(old.context.get(), TLS1_1_VERSION);
    Host old_host(say_nothing, old);
    const auto none = expect<NoAnswer>(ask(probing, old_host.port()));
    EXPECT_EQ(none.fault, Fault::tls);
    EXPECT_TRUE(holds(none.why, "does not speak TLS 1.2 or newer")) << none.why;
}

TEST(TlsProbe, fails_where_no_tls_is_spoken) {
    Probing probing({.time = 2s});
    Host plain([](Talk& talk) { talk.send("HTTP/1.1 400 Bad Request\r\n\r\n"); });
    const auto none = expect<NoAnswer>(ask(probing, plain.port()));
    EXPECT_EQ(none.fault, Fault::tls);
    EXPECT_TRUE(holds(none.why, "answers in plain HTTP on this port, which must speak TLS"))
        << none.why;
}

TEST(TlsProbe, names_the_protocol_that_came_in_place_of_tls) {
    const std::pair<std::string, std::string> cases[] = {
        {"HTTP/1.0 400 Bad request\r\n\r\n", "answers in plain HTTP on this port"},
        {"<html>\r\n<head><title>400 Bad Request</title>", "answers in plain HTTP on this port"},
        {std::string("\0\0\6\4\0\0\0\0\0\0\3\0\0\0\x64", 15),
         "answers in HTTP/2 without TLS on this port"},
        {"SSH-2.0-OpenSSH_9.2p1 Debian\r\n", "it began with \"SSH-2.0-OpenSSH_9.2p1 Debian"},
    };
    for (const auto& [bytes, told] : cases) {
        Host host([bytes = bytes](Talk& talk) {
            talk.send(bytes);
            talk.wait_for_end();
        });
        Probing probing;
        const auto none = expect<NoAnswer>(ask(probing, host.port()));
        EXPECT_EQ(none.fault, Fault::tls);
        EXPECT_TRUE(holds(none.why, told)) << none.why;
    }
}

TEST(TlsProbe, of_an_address_asks_no_dns) {
    const Tls tls("acme-tls/1");
    Host host(say_nothing, tls);
    Probing probing;
    expect<TlsAnswer>(ask(probing, host.port(), of("127.0.0.1", "1.0.0.127.in-addr.arpa")));
    EXPECT_TRUE(probing.dns.asked().empty());
}

/// The numbers in the extension signature_algorithms (RFC 8446 §4.2.3), into a vector.
int note_signatures(SSL* ssl, int*, void* into) {
    const unsigned char* data = nullptr;
    std::size_t size = 0;
    if (SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_signature_algorithms, &data, &size) == 1)
        for (std::size_t i = 2; i + 1 < size; i += 2)
            static_cast<std::vector<unsigned>*>(into)->push_back(data[i] * 256U + data[i + 1]);
    return SSL_CLIENT_HELLO_SUCCESS;
}

/// What Go's crypto/tls offers, in its order: a server with several keys answers by it.
TEST(TlsProbe, prefers_the_signatures_that_the_validators_of_public_cas_prefer) {
    const Tls tls("acme-tls/1");
    Host host(say_nothing, tls);
    Probing probing;
    std::vector<unsigned> offered;
    SSL_CTX_set_client_hello_cb(tls.context.get(), note_signatures, &offered);
    expect<TlsAnswer>(ask(probing, host.port()));
    const std::vector<unsigned> of_go{
        0x0804, 0x0403, 0x0807, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601, 0x0503, 0x0603};
    ASSERT_GE(offered.size(), of_go.size());
    EXPECT_EQ(std::vector(offered.begin(), offered.begin() + 10), of_go);
}

/// Two keys, of which the server has the answer to the challenge beside one alone.
TEST(TlsProbe, is_shown_the_certificate_of_the_rsa_key_where_a_server_has_another_too) {
    const Tls tls("acme-tls/1");
    const auto rsa = make_identity("DNS:www.example.test", {}, Key(EVP_RSA_gen(2048)));
    tls.use(rsa);
    Host host(say_nothing, tls);
    Probing probing;
    const auto answer = expect<TlsAnswer>(ask(probing, host.port()));
    EXPECT_EQ(answer.certificate, parse_pem(rsa.chain, "CERTIFICATE").at(0));
}

TEST(TlsProbe, fails_where_the_connection_is_closed) {
    Host closing([](Talk&) {});
    Probing probing;
    const auto none = expect<NoAnswer>(ask(probing, closing.port()));
    EXPECT_EQ(none.fault, Fault::tls);
    EXPECT_TRUE(holds(none.why, "closed during the handshake")) << none.why;
}

TEST(TlsProbe, fails_where_the_handshake_does_not_end) {
    const SilentHost silent;
    Probing probing({.time = 300ms});
    const auto none = expect<NoAnswer>(ask(probing, silent.port));
    EXPECT_EQ(none.fault, Fault::tls);
    EXPECT_TRUE(holds(none.why, "was not agreed on within 300 milliseconds")) << none.why;
}

TEST(TlsProbe, of_a_closed_port_fails_as_a_connection) {
    Socket keeper;
    Probing probing;
    const auto none = expect<NoAnswer>(ask(probing, closed_port(keeper)));
    EXPECT_EQ(none.fault, Fault::connection);
}

} // namespace

} // namespace chancery::net
