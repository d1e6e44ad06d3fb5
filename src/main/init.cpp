// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.hpp"
#include "base/error.hpp"
#include "base/shell_word.hpp"
#include "base/text.hpp"
#include "crypto/digest.hpp"
#include "issuance/authority.hpp"
#include "main/addresses.hpp"
#include "main/commands.hpp"
#include "main/config.hpp"
#include "main/data_directory.hpp"
#include "main/identity.hpp"
#include "main/missing_contact.hpp"
#include "store/store.hpp"
#include "workflow/registry/fields.hpp"
#include "workflow/registry/tokens.hpp"
#include "workflow/setup.hpp"

#include <algorithm>
#include <climits>
#include <cstdio>
#include <fmt/format.h>
#include <iostream>
#include <netdb.h>
#include <sys/stat.h>
#include <unistd.h>

namespace chancery::daemon {

namespace {

using std::filesystem::path;

constexpr std::size_t max_socket_path = 107; ///< sockaddr_un, without its final zero.

/// What `hostname -f` prints.
std::string full_hostname() {
    char name[HOST_NAME_MAX + 1] = {};
    if (gethostname(name, sizeof name - 1) != 0) return "localhost";
    addrinfo hints{};
    hints.ai_flags = AI_CANONNAME;
    addrinfo* found = nullptr;
    if (getaddrinfo(name, nullptr, &hints, &found) != 0 || !found) return name;
    const std::string full = found->ai_canonname ? found->ai_canonname : name;
    freeaddrinfo(found);
    return full;
}

void require_hostname(const std::string& hostname) {
    if (const auto objection = objection_to_host(hostname))
        throw Error(Fault::invalid, "--hostname \"" + printable(hostname) + "\" " + *objection);
}

void require_country(const std::string& country) {
    const auto is_capital = [](char c) { return c >= 'A' && c <= 'Z'; };
    if (country.empty() || (country.size() == 2 && std::ranges::all_of(country, is_capital)))
        return;
    throw Error(Fault::invalid, "--country must be two capital letters (ISO 3166-1), such as DE");
}

/// Makes the directory, mode 0700. Refuses one that holds anything.
void make_empty_directory(const path& data) {
    std::error_code error;
    std::filesystem::create_directories(data, error);
    if (error)
        throw Error(
            Fault::unavailable,
            "cannot make the directory " + data.string() + ": " + error.message()
        );
    const bool empty = std::filesystem::is_empty(data, error);
    if (error || !empty)
        throw Error(
            Fault::conflict,
            data.string() + " is not empty; `init` creates a new office only in an empty "
                            "directory"
        );
    if (chmod(data.c_str(), 0700) != 0)
        throw Error(Fault::unavailable, "cannot make " + data.string() + " private (mode 0700)");
}

/// Takes away what was made when `init` does not come to its end: the directory was empty.
class Unfinished {
public:
    explicit Unfinished(path data) : data_(std::move(data)) {}

    ~Unfinished() {
        if (finished) return;
        std::error_code ignored;
        for (const auto& entry : std::filesystem::directory_iterator(data_, ignored))
            std::filesystem::remove_all(entry.path(), ignored);
    }

    Unfinished(const Unfinished&) = delete;
    Unfinished& operator=(const Unfinished&) = delete;

    bool finished = false;

private:
    path data_;
};

std::string url_of(const std::string& scheme, const std::string& hostname, unsigned short port) {
    const bool is_ipv6 = hostname.find(':') != hostname.npos;
    auto url = scheme + "://" + (is_ipv6 ? "[" + hostname + "]" : hostname);
    const bool is_usual = port == (scheme == "https" ? 443 : 80);
    return is_usual ? url : url + ":" + std::to_string(port);
}

/// Port 0 is resolved once, and written down.
net::ListenAddress resolve_port(net::ListenAddress endpoint) {
    if (endpoint.port != 0) return endpoint;
    Metrics metrics;
    net::HttpServer probe({}, metrics);
    endpoint.port =
        probe.listen_plain(endpoint, [](const net::Request&) { return net::Response(); });
    return endpoint;
}

/// Beside HTTPS on 443: 80; else 8080, or 8081 where HTTPS has that.
unsigned short http_port_beside(unsigned short https) {
    if (https == 443) return 80;
    return https == 8080 ? 8081 : 8080;
}

/// A free port where one was asked for.
std::optional<net::ListenAddress> http_endpoint(const InitOptions& options) {
    if (options.http_listen == "none") return std::nullopt;
    if (!options.http_listen.empty()) return net::parse_listen_address(options.http_listen);
    auto endpoint = net::parse_listen_address(options.listen);
    if (endpoint.port != 0) endpoint.port = http_port_beside(endpoint.port);
    return endpoint;
}

FirstConfig first_config(const InitOptions& options) {
    const auto hostname = to_lower(options.hostnames.front());
    const auto listen = resolve_port(net::parse_listen_address(options.listen));
    FirstConfig first{
        .public_url = url_of("https", hostname, listen.port),
        .hostnames = options.hostnames,
        .listen = net::to_string(listen),
        .http_listen = {},
        .public_http_url = {},
        .store = options.store};
    if (auto wanted = http_endpoint(options)) {
        auto http = resolve_port(*wanted);
        while (wanted->port == 0 && http.port == listen.port)
            http = resolve_port(*wanted);
        first.http_listen = net::to_string(http);
        first.public_http_url = url_of("http", hostname, http.port);
    }
    return first;
}

void write_config(const InitOptions& options) {
    write_file(
        options.data / "chancery.toml",
        first_config_text(first_config(options)),
        Privacy::private_to_owner // a database URL may hold a password
    );
}

/// The root's key goes into a file of its own, to be taken away: `serve`
/// never opens it.
void write_keys(const path& data, const Secret& master_key, const issuance::Authority& authority) {
    write_file(
        data / "master.key", to_base64(master_key.reveal()) + "\n", Privacy::private_to_owner
    );
    write_file(data / "root.pem", authority.root_pem, Privacy::readable);
    const crypto::Sealer sealer(master_key.copy());
    write_file(
        data / "root-key.sealed",
        to_base64(sealer.seal("root", authority.root_key.to_pkcs8())) + "\n",
        Privacy::private_to_owner
    );
}

std::string grouped_digest(const std::string& root_pem) {
    const auto hex = to_hex(crypto::sha256(parse_pem(root_pem, "CERTIFICATE").front()));
    std::string grouped;
    for (std::size_t i = 0; i < hex.size(); i += 2)
        grouped.append(i ? ":" : "").append(hex, i, 2);
    std::ranges::transform(grouped, grouped.begin(), [](char c) {
        return c >= 'a' && c <= 'f' ? static_cast<char>(c - 32) : c;
    });
    return grouped;
}

void print_next_steps(const Config& config, const std::string& root_pem) {
    const auto dir = shell_word(config.data.string());
    const auto& lists = config.public_http_url;
    fmt::print(
        R"(The office is ready in {dir}.

Root certificate, SHA-256:
  {digest}

Next
  1. Start it:
       chanceryd serve --data {dir}
  2. Move the root's key off this machine; the server never opens it:
       {dir}/root-key.sealed
     Copy the master key to another place; the original stays here, since the server needs it:
       {dir}/master.key
     Without it all secrets in the database are lost. Keep the two apart, and both apart from backups.
  3. Let each host trust the root, before its first certbot command:
       curl -k -o root.pem {url}/ca/root.pem
       openssl x509 -noout -fingerprint -sha256 -in root.pem
       (it must print the SHA-256 above; only then)
       install -m 644 root.pem /usr/local/share/ca-certificates/chancery-root.crt
       update-ca-certificates
     certbot from pip or snap looks at that only with this, in its timer too:
       export REQUESTS_CA_BUNDLE=/etc/ssl/certs/ca-certificates.crt
  4. Delegate a name and make an ACME account; it prints the certbot command:
       chancery admin --data {dir} department add Physics --contact it@physics.example
       chancery admin --data {dir} domain add physics.example --department Physics --evidence "contract"
       chancery admin --data {dir} account add physics-web --department Physics --endpoint ov --domain www.physics.example

  ACME directory:  {url}/acme/ov/directory
  To practise:     {url}/acme/staging/directory (untrusted certificates)
  CRLs:            {lists}
  API token:       {dir}/admin-token (an administrator's, for `chancery admin --server {url} --token-file ...`)
)",
        fmt::arg("dir", dir),
        fmt::arg("url", config.public_urls.front()),
        fmt::arg(
            "lists",
            lists.empty()
                ? "named in no certificate"
                : lists +
                      "/ca/ (named in every certificate: whoever checks certificates must reach it)"
        ),
        fmt::arg("digest", grouped_digest(root_pem))
    );
}

InitOptions checked(InitOptions options) {
    options.data = absolute_data(options.data);
    if (options.hostnames.empty()) options.hostnames.push_back(full_hostname());
    for (const auto& hostname : options.hostnames)
        require_hostname(hostname);
    workflow::require_text("--organization", options.organization, {.least = 1, .most = 64});
    require_country(options.country);
    workflow::require_text("--state", options.state, {.most = 128});
    workflow::require_text("--locality", options.locality, {.most = 128});
    if (!options.contact.empty()) workflow::require_contact("--contact", options.contact);
    if (!options.store.empty() && !db::Location{options.store}.is_postgres())
        throw Error(
            Fault::invalid,
            "--store must begin with postgresql://; without it the database is a file in --data"
        );
    if ((options.data / "api.sock").string().size() > max_socket_path)
        throw Error(
            Fault::invalid,
            "the path of the administrator's socket, " + (options.data / "api.sock").string() +
                ", would be longer than 107 bytes, the limit for a socket; choose a "
                "shorter --data"
        );
    return options;
}

} // namespace

int init(const InitOptions& given) {
    const auto options = checked(given);
    const auto& data = options.data;
    const workflow::Request request{
        .actor = {.name = "chanceryd init"}, .now = clock_now(), .scope = Scope::all()};
    make_empty_directory(data);
    Unfinished unfinished(data);
    const DataLock lock(data);

    const auto authority = issuance::create_authority(options.organization, "", request.now);
    const auto staging =
        issuance::create_authority(options.organization, "STAGING untrusted ", request.now);
    const auto master_key = crypto::Sealer::new_master_key();
    write_keys(data, master_key, authority);
    write_config(options);

    const auto config = read_config(data);
    const auto sealer = read_master_key(config.master_key);
    auto store = store::open(config.store);
    const Organization organization{
        .id = {},
        .name = options.organization,
        .country = options.country,
        .state = options.state,
        .locality = options.locality,
        .contact_email = options.contact,
    };
    workflow::set_up(
        store,
        sealer,
        request,
        {.organization = organization, .authority = authority, .staging_authority = staging}
    );
    Metrics unread;
    const workflow::IssuerRegistry issuers(store, sealer, config.public_http_url);
    auto issuing = workflow::make_issuing(store, issuers, unread);
    renew_identity(issuing, sealer, config, request);
    const auto token =
        workflow::create_token(store, request, {.name = "first", .role = Role::administrator});
    write_file(
        data / "admin-token", std::string(token.text.reveal()) + "\n", Privacy::private_to_owner
    );
    unfinished.finished = true;

    print_next_steps(config, authority.root_pem);
    store.read([](const store::Reader& reader) {
        for (const auto& warning : warnings_of_missing_contacts(reader))
            fmt::print(stderr, "chanceryd: {}\n", warning);
    });
    return 0;
}

} // namespace chancery::daemon
