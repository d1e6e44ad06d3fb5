// SPDX-License-Identifier: Apache-2.0
#pragma once

// For the tests of the server: one that runs on two free ports, plain and TLS.

#include "net/net_for_tests.hpp"
#include "net/server/http_server.hpp"

namespace chancery::net::testing {

const ListenAddress any_port{"127.0.0.1", 0};

inline Response echo(const Request& request) {
    Response response;
    response.content_type = "text/plain";
    response.body = request.method + " " + request.target + " " + request.body;
    return response;
}

struct Running {
    explicit Running(const Limits& limits = {}, const Service& service = Service(echo))
        : server(limits, metrics) {
        tls_port = server.listen_tls(any_port, tls, service);
        plain_port = server.listen_plain(any_port, service);
        server.start();
    }

    Identity identity = make_identity("DNS:localhost,IP:127.0.0.1");
    std::shared_ptr<TlsServer> tls = std::make_shared<TlsServer>(identity.chain, identity.key);
    Metrics metrics;
    HttpServer server;
    unsigned short tls_port = 0;
    unsigned short plain_port = 0;
};

inline std::string status_line(const std::string& answer) {
    return answer.substr(0, answer.find('\r'));
}

inline bool contains(const std::string& text, std::string_view part) {
    return text.find(part) != text.npos;
}

constexpr std::string_view get = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";

} // namespace chancery::net::testing
