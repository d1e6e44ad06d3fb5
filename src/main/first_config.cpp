// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"
#include "main/config.hpp"

namespace chancery::daemon {

namespace {

/// A TOML basic string is a JSON string, but for what neither a path nor a URL holds.
std::string quoted(const std::string& text) {
    return json::to_text(text);
}

/// The setting, or its empty default as a comment.
std::string setting(const std::string& key, const std::string& value) {
    return (value.empty() ? "#" : "") + key + " = " + quoted(value);
}

} // namespace

std::string first_config_text(const FirstConfig& first) {
    std::string hostnames;
    for (const auto& hostname : first.hostnames)
        hostnames.append(hostnames.empty() ? "" : ", ").append(quoted(hostname));

    return R"(# chancery.toml: what this process needs to start. Endpoints, profiles, accounts and all the register
# are in the database and change through `chancery admin`. A setting that is commented out shows its
# default. `chanceryd check-config --data DIR` says whether this file is right.

# The base of every URL that is handed out. Clients sign it, so it must be exactly what they use. When
# the office moves, make it a list: the new base first, then every base that clients are registered
# under, e.g. ["https://pki.campus.example", "https://pki.campus.example:8443"].
public_url = )" +
           quoted(first.public_url) + R"(

# The names and addresses in the server's own TLS certificate.
hostnames = [)" +
           hostnames + R"(]

# Where HTTPS is served.
listen = )" +
           quoted(first.listen) +
           R"(

# Where the revocation list and the certificate of each issuer are served, without TLS: what checks a
# certificate reads them there (RFC 5280). Nothing else is. Without it, they are on HTTPS only.
)" + setting("http_listen", first.http_listen) +
           R"(

# The base of their URLs, which stand in every certificate that is issued from then on: they must be
# reachable as long as the last of these is valid. Without it, certificates name no such URL.
)" + setting("public_http_url", first.public_http_url) +
           R"(

# Where /healthz, /readyz and /metrics (Prometheus) are served, without TLS: keep it on loopback.
#status_listen = "127.0.0.1:9402"

# Proxies and load balancers before this server, as addresses or networks. Whom they ask for is believed
# (PROXY protocol, Forwarded, X-Forwarded-For) in the audit log, networks of ACME accounts and limits;
# what anybody else says of that is not. List only those that say it for each of their clients.
#trusted_proxies = []

# The page about this service that ACME clients may show ("website" in the directory).
#website = ""

# The key under which all secrets in the database are sealed. Back it up apart from the data.
#master_key = "master.key"

[store]
# The database: the file chancery.db here, or "postgresql://USER:PASSWORD@HOST/DATABASE".
)" + (first.store.empty() ? "#url = \"\"" : "url = " + quoted(first.store)) +
           R"(

[tls]
# A certificate of one's own (PEM, the chain with the leaf first) and its key. Without them the
# server has one from the built-in CA, which it renews by itself.
#certificate = "/etc/ssl/pki.pem"
#key = "/etc/ssl/pki.key"

[log]
# debug, info, warning or error.
#level = "info"
# auto (readable on a terminal, JSON otherwise), text or json.
#form = "auto"

[limits]
# How many requests are worked on at a time; more wait in their sockets. At most three quarters of them
# wait for the database to write: where it is locked, the others still read.
#threads = 128
# Open connections. When all are taken, the address with the most of them (an IPv6 address counts as its
# /64) loses its oldest idle one.
#connections = 10000
# A request's head, and its body (1 MiB on /api, with a token): size, and how long it may take to arrive.
#head_kib = 16
#head_seconds = 10
#body_kib = 64
#body_seconds = 30
# How long a connection may wait for its next request.
#idle_seconds = 75
# Requests from one address (an IPv6 address counts as its /64), up to ten seconds' worth at once. What a
# registered client signed, or the bearer of an API token asked, counts a tenth. Beyond it: 429 with
# Retry-After.
#requests_per_second = 1000

[dns]
# Whom validation asks: addresses such as "192.0.2.53" or "192.0.2.53@5353". Without any, the servers
# of each zone are asked from the root on.
#servers = []
# Whether signatures are checked (DNSSEC). A name whose signatures do not hold is not proven.
#dnssec = true
# DS or DNSKEY records that are trusted beside the root's, such as those of an internal zone.
#trust_anchors = []
# Private zones below a signed one that knows nothing of them: they need not be signed.
#unsigned_zones = []
# How long any answer is kept, so that a record that comes late is seen.
#cache_seconds = 5

[validation]
# How long a host has to show control of its name, redirects included.
#seconds = 10
# How many names are validated at once: in all, for one ACME account (or one client where there are no
# credentials), and at one address (an IPv6 address counts as its /64) and port.
#at_once = 16384
#at_once_for_an_account = 256
#at_once_for_an_address = 32
)";
}

} // namespace chancery::daemon
