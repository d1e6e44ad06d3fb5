// SPDX-License-Identifier: Apache-2.0
#include "main/settings.hpp"

#include "acme/bases.hpp"
#include "base/error.hpp"
#include "base/json.hpp"
#include "base/text.hpp"
#include "main/addresses.hpp"

#include <algorithm>

namespace chancery::daemon {

namespace {

using std::chrono::seconds;
using Texts = std::vector<std::string>;

constexpr std::int64_t kibi = 1024;

[[noreturn]] void refuse(const std::string& why) {
    throw Error(Fault::invalid, why);
}

/// SCHEME://HOST or SCHEME://HOST:PORT, without the final slash; empty where it is not set.
std::string base_url(const std::string& scheme, std::string url) {
    while (url.ends_with('/'))
        url.pop_back();
    if (url.empty()) return url;
    const auto host = host_of(url, scheme);
    if (!host) refuse("must be " + scheme + "HOST or " + scheme + "HOST:PORT, without a path");
    if (const auto objection = objection_to_host(*host))
        refuse("the host \"" + printable(*host) + "\" " + *objection);
    return url;
}

void take_public_urls(Config& config, const Texts& texts) {
    auto& urls = config.public_urls;
    for (const auto& text : texts) {
        auto url = base_url("https://", text);
        if (std::ranges::find(urls, url) != urls.end()) refuse(url + " is listed twice");
        urls.push_back(std::move(url));
    }
    if (urls.empty() || urls.front().empty())
        refuse("must be the base of every URL that the server gives out, e.g. "
               "\"https://pki.campus.example:8443\"");
    if (std::ranges::find(urls, "") != urls.end()) refuse("must not list an empty URL");
    if (urls.size() > acme::Bases::most)
        refuse("must list at most " + std::to_string(acme::Bases::most) + " URLs");
}

void take_hostnames(Config& config, const Texts& texts) {
    for (const auto& hostname : texts)
        if (const auto objection = objection_to_host(hostname))
            refuse("\"" + printable(hostname) + "\" " + *objection);
    config.hostnames = texts;
}

void take_trusted_proxies(Config& config, const Texts& texts) {
    for (const auto& text : texts) {
        auto network = parse_network(text);
        if (!network)
            refuse(
                "\"" + printable(text) +
                "\" is not an address or a network, e.g. 192.0.2.7 or 10.1.0.0/16"
            );
        if (network->prefix == 0) refuse("\"" + text + "\" would trust everybody");
        config.limits.trusted_proxies.push_back(*std::move(network));
    }
}

void take_store(Config& config, const std::string& url) {
    config.store.url = url.empty() ? (config.data / "chancery.db").string() : url;
    if (!url.empty() && !config.store.is_postgres())
        refuse("must begin with postgresql://; leave it out for the SQLite file");
}

/// Relative paths are below the data directory.
std::filesystem::path file_at(const Config& config, const std::string& text) {
    return text.empty() ? std::filesystem::path() : config.data / text;
}

template <Worded E>
E word(const std::string& text) {
    if (const auto value = find_value<E>(text)) return *value;
    refuse("must be " + choices<E>());
}

// clang-format off
constexpr Setting settings[] = {
    {"", "public_url",
     "The base of every URL that the server gives out. Clients sign these URLs, so the base must be exactly what they "
     "use. When the office moves, make it a list: the new base first, then every base under which clients are registered.",
     TextsSetting{take_public_urls, true}},
    {"", "hostnames", "The names and addresses in the server's own TLS certificate.",
     TextsSetting{take_hostnames}},
    {"", "listen", "Where HTTPS is served.",
     TextSetting{"0.0.0.0:8443", [](Config& c, const std::string& text) { c.listen = net::parse_listen_address(text); }}},
    {"", "http_listen",
     "Where the revocation list and the certificate of each issuer are served without TLS, and nothing else: programs that "
     "check a certificate fetch them there (RFC 5280). Empty: they are on HTTPS only.",
     TextSetting{"", [](Config& c, const std::string& text) {
         if (!text.empty()) c.http_listen = net::parse_listen_address(text);
     }}},
    {"", "public_http_url",
     "The base of the URLs of revocation lists and issuers' certificates, which every certificate issued from then on "
     "contains: they must be reachable until the last of these certificates expires. Empty: certificates contain no such "
     "URL.",
     TextSetting{"", [](Config& c, const std::string& text) { c.public_http_url = base_url("http://", text); }}},
    {"", "status_listen",
     "Where /healthz, /readyz and /metrics (Prometheus) are served, without TLS: keep it on loopback.",
     TextSetting{"127.0.0.1:9402", [](Config& c, const std::string& text) { c.status_listen = net::parse_listen_address(text); }}},
    {"", "trusted_proxies",
     "Proxies and load balancers in front of this server, as addresses or networks. The client that they name (PROXY "
     "protocol, Forwarded, X-Forwarded-For) counts in the audit log, in networks of ACME accounts and in limits. List "
     "only those that name every client.",
     TextsSetting{take_trusted_proxies}},
    {"", "website", "URL of a page about this service that ACME clients may show (\"website\" in the directory).",
     TextSetting{"", [](Config& c, const std::string& text) { c.website = text; }}},
    {"", "master_key",
     "File of the key that seals all secrets in the database. Back it up separately from the data.",
     TextSetting{"master.key", [](Config& c, const std::string& text) { c.master_key = file_at(c, text); }}},

    {"store", "url",
     "URL of a PostgreSQL database, \"postgresql://USER:PASSWORD@HOST/DATABASE\". Empty: the SQLite file chancery.db in "
     "the data directory.",
     TextSetting{"", take_store}},

    {"tls", "certificate",
     "File of the server's certificate in PEM: the chain, leaf first. Empty: the built-in CA issues one, and the server "
     "renews it automatically.",
     TextSetting{"", [](Config& c, const std::string& text) { c.certificate = file_at(c, text); }}},
    {"tls", "key", "File of the certificate's private key, in PEM.",
     TextSetting{"", [](Config& c, const std::string& text) { c.certificate_key = file_at(c, text); }}},

    {"log", "level", "Lowest level that is logged: debug, info, warning or error.",
     TextSetting{"info", [](Config& c, const std::string& text) { c.log_level = word<log::Level>(text); }}},
    {"log", "form", "Form of the log: auto (text on a terminal, JSON otherwise), text or json.",
     TextSetting{"auto", [](Config& c, const std::string& text) { c.log_form = word<log::Form>(text); }}},

    {"limits", "threads",
     "Number of requests that are handled at a time; further requests wait in their sockets. At most three quarters of "
     "the threads wait to write to the database, so that the others can still read while it is locked.",
     NumberSetting{128, 1024, [](Config& c, std::int64_t n) { c.limits.threads = static_cast<unsigned>(n); }}},
    {"limits", "connections",
     "Number of open connections. When all are in use, the address with the most of them (an IPv6 address counts as its "
     "/64) loses its oldest idle one.",
     NumberSetting{10'000, 1'000'000, [](Config& c, std::int64_t n) { c.limits.connections = static_cast<std::size_t>(n); }}},
    {"limits", "head_kib", "Largest head of a request, in KiB.",
     NumberSetting{16, 1024, [](Config& c, std::int64_t n) { c.limits.head_bytes = static_cast<std::size_t>(n * kibi); }}},
    {"limits", "head_seconds", "Time within which the head must arrive, in seconds.",
     NumberSetting{10, 600, [](Config& c, std::int64_t n) { c.limits.head_time = seconds(n); }}},
    {"limits", "body_kib", "Largest body of a request, in KiB (on /api with a token: 1 MiB).",
     NumberSetting{64, 1024, [](Config& c, std::int64_t n) { c.limits.body_bytes = static_cast<std::size_t>(n * kibi); }}},
    {"limits", "body_seconds", "Time within which the body must arrive, in seconds.",
     NumberSetting{30, 600, [](Config& c, std::int64_t n) { c.limits.body_time = seconds(n); }}},
    {"limits", "idle_seconds", "Time that a connection may wait for its next request, in seconds.",
     NumberSetting{75, 3600, [](Config& c, std::int64_t n) { c.limits.idle_time = seconds(n); }}},
    {"limits", "requests_per_second",
     "Requests per second from one address (an IPv6 address counts as its /64), up to ten seconds' worth at once. A request "
     "signed by a registered client, or made with an API token, counts as a tenth. Beyond the limit: 429 with Retry-After.",
     NumberSetting{1000, 100'000, [](Config& c, std::int64_t n) { c.requests_per_second = static_cast<int>(n); }}},

    {"dns", "servers",
     "DNS servers for validation, e.g. \"192.0.2.53\" or \"192.0.2.53@5353\". Without any, Chancery resolves names itself, "
     "starting at the root servers.",
     TextsSetting{[](Config& c, const Texts& texts) { c.resolver.servers = texts; }}},
    {"dns", "dnssec",
     "Whether DNSSEC signatures are checked. Validation of a name with invalid signatures fails.",
     FlagSetting{true, [](Config& c, bool on) { c.resolver.validate = on; }}},
    {"dns", "trust_anchors",
     "DS or DNSKEY records that are trusted in addition to the root's, e.g. those of an internal zone.",
     TextsSetting{[](Config& c, const Texts& texts) { c.resolver.trust_anchors = texts; }}},
    {"dns", "unsigned_zones",
     "Private zones that need not be signed although the signed zone above them does not delegate them.",
     TextsSetting{[](Config& c, const Texts& texts) { c.resolver.unsigned_zones = texts; }}},
    {"dns", "cache_seconds", "Longest time that an answer is cached, in seconds; short, so that a late record is noticed.",
     NumberSetting{5, 60, [](Config& c, std::int64_t n) { c.resolver.longest_cached = seconds(n); }}},

    {"validation", "seconds",
     "Time for a host to show control of its name, including redirects, in seconds.",
     NumberSetting{10, 50, [](Config& c, std::int64_t n) { c.prober.time = seconds(n); }}},
    {"validation", "at_once", "Number of names that are validated at once.",
     NumberSetting{16'384, 100'000, [](Config& c, std::int64_t n) { c.prober.running = static_cast<std::size_t>(n); }}},
    {"validation", "at_once_for_an_account",
     "Number of names validated at once for one ACME account, or for one client at an endpoint without credentials.",
     NumberSetting{256, 100'000, [](Config& c, std::int64_t n) { c.prober.for_an_account = static_cast<std::size_t>(n); }}},
    {"validation", "at_once_for_an_address", "Number of names validated at once at one address (an IPv6 address counts as its /64) and port.",
     NumberSetting{32, 10'000, [](Config& c, std::int64_t n) { c.prober.for_a_destination = static_cast<std::size_t>(n); }}},
};

// clang-format on

/// A TOML basic string is a JSON string, but for what neither a path nor a URL holds.
struct Default {
    std::string operator()(const TextSetting& text) const {
        return json::to_text(std::string(text.otherwise));
    }

    std::string operator()(const NumberSetting& number) const {
        return std::to_string(number.otherwise);
    }

    std::string operator()(const FlagSetting& flag) const {
        return flag.otherwise ? "true" : "false";
    }

    std::string operator()(const TextsSetting&) const { return "[]"; }
};

} // namespace

std::span<const Setting> every_setting() {
    return settings;
}

std::string default_of(const Setting& setting) {
    return std::visit(Default(), setting.kind);
}

} // namespace chancery::daemon
