// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "base/text.hpp"
#include "main/data_directory.hpp"
#include "main/signals.hpp"
#include "main/testca/commands.hpp"
#include "testca/challenge_hosts.hpp"
#include "testca/challenge_management.hpp"
#include "testca/config.hpp"
#include "testca/dns_server.hpp"
#include "testca/flags.hpp"

#include <fmt/format.h>
#include <list>

namespace chancery::testca {

namespace {

using namespace std::chrono_literals;

struct Options {
    std::string http01 = ":5002";
    std::string https01 = ":5003";
    std::string tlsalpn01 = ":5001";
    std::string dns = ":8053";
    std::string doh = ":8443";
    std::string doh_certificate;
    std::string doh_key;
    std::string management = ":8055";
    std::string ipv4 = "127.0.0.1";
    std::string ipv6 = "::1";
    bool help = false;

    std::vector<Flag> flags() {
        return {
            {"http01", &http01, "Addresses for HTTP-01, separated by commas; empty for none"},
            {"https01", &https01, "Addresses for HTTPS, the target of redirects; empty for none"},
            {"tlsalpn01", &tlsalpn01, "Addresses for TLS-ALPN-01; empty for none"},
            {"dnsserver", &dns, "Addresses for DNS over UDP and TCP; empty for none"},
            {"dns01", &dns, "Older name of -dnsserver"},
            {"doh", &doh, "Addresses for DNS over HTTPS; empty for none"},
            {"doh-cert",
             &doh_certificate,
             "Certificate for DNS over HTTPS (default: a self-signed one)"},
            {"doh-cert-key", &doh_key, "Private key of -doh-cert"},
            {"management", &management, "Address for the management interface"},
            {"defaultIPv4", &ipv4, "IPv4 address of names without an A record; empty for none"},
            {"defaultIPv6", &ipv6, "IPv6 address of names without an AAAA record; empty for none"},
            {"help", &help, "Print this help and exit"},
            {"h", &help, "The same"},
        };
    }
};

std::vector<net::ListenAddress> endpoints_of(const std::string& list) {
    // certbot's tests turn one off by two quotation marks, which are no address to Go either.
    if (list == R"("")") return {};
    std::vector<net::ListenAddress> endpoints;
    for (const auto part : split(list, ','))
        if (const auto text = trim(part); !text.empty()) endpoints.push_back(parse_listen(text));
    return endpoints;
}

/// The lines that scripts wait for.
void say(const std::string& line) {
    fmt::print("pebble-challtestsrv - {}\n", line);
    std::fflush(stdout);
}

std::shared_ptr<net::TlsServer> doh_tls(const Options& options) {
    auto identity = options.doh_certificate.empty()
                        ? self_signed({"localhost"})
                        : net::TlsIdentity{
                              daemon::read_file(options.doh_certificate),
                              Secret(daemon::read_file(options.doh_key))};
    return std::make_shared<net::TlsServer>(identity.chain, identity.key);
}

void listen(net::HttpServer& server, const Options& options, const ChallengeParts& parts) {
    const auto http = [parts](Transport transport) {
        return [parts, transport](const net::Request& request) {
            return answer_http(parts, transport, request);
        };
    };
    for (const auto& endpoint : endpoints_of(options.http01)) {
        say("Creating HTTP-01 challenge server on " + net::to_string(endpoint));
        server.listen_plain(endpoint, http(Transport::http));
    }
    const auto own = self_signed({"localhost"});
    for (const auto& endpoint : endpoints_of(options.https01)) {
        say("Creating HTTPS HTTP-01 challenge server on " + net::to_string(endpoint));
        server.listen_tls(
            endpoint, std::make_shared<net::TlsServer>(own.chain, own.key), http(Transport::https)
        );
    }
    for (const auto& endpoint : endpoints_of(options.tlsalpn01)) {
        say("Creating TLS-ALPN-01 challenge server on " + net::to_string(endpoint));
        const auto choose = [parts](const net::ClientHello& hello) {
            return answer_tls(parts, hello);
        };
        server.listen_tls(
            endpoint, std::make_shared<net::TlsServer>("acme-tls/1", choose), http(Transport::https)
        );
    }
    for (const auto& endpoint : endpoints_of(options.doh)) {
        say("Creating DoH server on " + net::to_string(endpoint));
        server.listen_tls(endpoint, doh_tls(options), [parts](const net::Request& request) {
            return answer_doh(parts, request);
        });
    }
    for (const auto& endpoint : endpoints_of(options.management)) {
        say("Starting management server on " + net::to_string(endpoint));
        server.listen_plain(endpoint, [parts](const net::Request& request) {
            return manage_challenges(parts, request);
        });
    }
}

} // namespace

int run_challtestsrv(const std::vector<std::string>& words) {
    Options options;
    const auto flags = options.flags();
    read_flags(flags, words);
    if (options.help) {
        fmt::print("chancery-testca {}, in pebble-challtestsrv's place\n", CHANCERY_VERSION);
        fmt::print("{}", to_help(flags));
        return 0;
    }
    const daemon::Signals signals{SIGTERM, SIGINT};
    ChallengeAnswers answers;
    answers.set_default_ipv4(options.ipv4);
    answers.set_default_ipv6(options.ipv6);
    RequestHistory history;
    const ChallengeParts parts{answers, history};

    Metrics metrics;
    net::HttpServer server({.name = "challenges"}, metrics);
    listen(server, options, parts);
    std::list<DnsServer> name_servers;
    for (const auto& endpoint : endpoints_of(options.dns)) {
        say("Creating TCP and UDP DNS server on " + net::to_string(endpoint));
        name_servers.emplace_back(endpoint, [parts](const dns::Query& query) {
            return answer_dns(parts, query, {});
        });
    }
    server.start();
    say("Starting challenge servers");
    signals.wait();
    server.stop(0s);
    return 0;
}

} // namespace chancery::testca
