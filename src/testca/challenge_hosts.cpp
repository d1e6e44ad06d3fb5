// SPDX-License-Identifier: Apache-2.0
#include "testca/challenge_hosts.hpp"

#include "base/encoding.hpp"
#include "base/text.hpp"
#include "crypto/certificate.hpp"
#include "crypto/der.hpp"
#include "crypto/digest.hpp"
#include "model/name.hpp"
#include "testca/dns_server.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>

namespace chancery::testca {

namespace {

using namespace std::chrono_literals;

constexpr auto acme_protocol = "acme-tls/1";
constexpr auto acme_identifier = "1.3.6.1.5.5.7.1.31"; // RFC 8737 §6.1

/// "www.example.org:5002" without its port.
std::string without_port(std::string_view host) {
    const auto colon = host.rfind(':');
    const bool has_port = colon != host.npos && host.find(']', colon) == host.npos;
    return std::string(has_port ? host.substr(0, colon) : host);
}

net::Response plain(int status, std::string text) {
    return {.status = status, .content_type = "text/plain; charset=utf-8", .body = std::move(text)};
}

struct SelfSigned {
    std::vector<std::string> dns_names = {};
    std::vector<Bytes> addresses = {};
    std::vector<crypto::Extension> more = {};
};

net::TlsIdentity sign(const SelfSigned& what) {
    static const auto key = crypto::PrivateKey::generate(crypto::KeyType::ecdsaP256);
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    crypto::DistinguishedName name;
    name.common_name = "challenge test server";
    crypto::CertificateFields fields{
        .serial = Bytes("\x06\xc1"),
        .issuer_key_algorithm = key.public_key().algorithm(),
        .issuer = crypto::to_der(name),
        .subject = crypto::to_der(name),
        .not_before = now - 1h,
        .not_after = now + 30 * 24h,
        .spki = key.public_key().spki(),
        .extensions = what.more,
    };
    fields.extensions.push_back(
        crypto::subject_alternative_name(what.dns_names, what.addresses, false)
    );
    const auto der = crypto::sign_certificate(crypto::to_be_signed(fields), key);
    return {to_pem(der, "CERTIFICATE"), key.to_pem()};
}

/// "4.3.2.1" is 1.2.3.4, and 32 hexadecimal digits in reverse are an IPv6 address.
std::optional<Bytes> parse_reverse(std::string_view labels, std::size_t octets, int base) {
    const auto parts = split(labels, '.');
    const std::size_t digits = base == 16 ? 2 : 1;
    if (parts.size() != octets * digits) return std::nullopt;
    Bytes address(octets, '\0');
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto part = parts[parts.size() - 1 - i];
        int number = 0;
        const auto [stop, code] = std::from_chars(part.begin(), part.end(), number, base);
        const int most = base == 16 ? 15 : 255;
        if (code != std::errc{} || stop != part.end() || number > most) return std::nullopt;
        auto& octet = address[i / digits];
        octet = static_cast<char>(
            digits == 2 ? static_cast<unsigned char>(octet) << 4 | number : number
        );
    }
    return address;
}

/// The address whose reverse name this is (RFC 8738 §6); none of another name.
std::optional<Bytes> address_of(std::string_view name) {
    constexpr std::string_view v4 = ".in-addr.arpa";
    constexpr std::string_view v6 = ".ip6.arpa";
    if (name.ends_with(v4)) return parse_reverse(name.substr(0, name.size() - v4.size()), 4, 10);
    if (name.ends_with(v6)) return parse_reverse(name.substr(0, name.size() - v6.size()), 16, 16);
    return std::nullopt;
}

} // namespace

net::Response
answer_http(const ChallengeParts& parts, Transport transport, const net::Request& request) {
    const auto host = request.header("Host");
    parts.history.add(
        RequestKind::http,
        without_port(host),
        json::Object{
            {"URL", request.target},
            {"Host", host},
            {"HTTPS", transport == Transport::https},
            {"UserAgent", request.header("User-Agent")},
        }
    );
    const std::string path(request.path());
    if (transport == Transport::http)
        if (const auto target = parts.answers.find_redirect(path)) {
            auto response = plain(302, {});
            response.set("Location", *target);
            return response;
        }
    constexpr std::string_view prefix = "/.well-known/acme-challenge/";
    if (path.starts_with(prefix))
        if (auto content = parts.answers.find_http(path.substr(prefix.size())))
            return plain(200, *std::move(content));
    // As pebble-challtestsrv, for which an unknown token is one without content.
    return plain(200, {});
}

dns::Reply
answer_dns(const ChallengeParts& parts, const dns::Query& query, const std::string& user_agent) {
    parts.history.add(
        RequestKind::dns,
        query.name,
        json::Object{
            {"Question",
             json::Object{
                 {"Name", query.name + "."}, {"Qtype", query.type}, {"Qclass", query.class_of}}},
            {"UserAgent", user_agent},
        }
    );
    return parts.answers.look_up(query);
}

net::Response answer_doh(const ChallengeParts& parts, const net::Request& request) {
    if (request.method != "POST") return plain(405, "use POST\n");
    const std::string user_agent(request.header("User-Agent"));
    auto reply = answer_query(request.body, [&](const dns::Query& query) {
        return answer_dns(parts, query, user_agent);
    });
    if (!reply) return plain(400, "this is not a DNS query\n");
    return {.status = 200, .content_type = "application/dns-message", .body = *std::move(reply)};
}

std::optional<net::TlsIdentity>
answer_tls(const ChallengeParts& parts, const net::ClientHello& hello) {
    const auto& [name, protocols] = hello;
    parts.history.add(
        RequestKind::tls_alpn,
        name,
        json::Object{
            {"ServerName", name},
            {"SupportedProtos", json::Array(protocols.begin(), protocols.end())},
        }
    );
    if (protocols != std::vector<std::string>{acme_protocol}) return std::nullopt;
    const auto address = address_of(to_lower(name));
    auto proof = parts.answers.find_tls(name);
    if (!proof && address) proof = parts.answers.find_tls(address_name(*address).value);
    if (!proof) return std::nullopt;
    SelfSigned what{
        .more = {
            {.oid = acme_identifier,
             .critical = true,
             .value = der::element(der::octet_string, crypto::sha256(*proof))}}};
    if (address)
        what.addresses.push_back(*address);
    else
        what.dns_names.push_back(name);
    return sign(what);
}

net::TlsIdentity self_signed(const std::vector<std::string>& dns_names) {
    return sign({.dns_names = dns_names});
}

} // namespace chancery::testca
