// SPDX-License-Identifier: Apache-2.0
#include "main/identity.hpp"

#include "base/address.hpp"
#include "base/encoding.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "crypto/certificate.hpp"
#include "main/data_directory.hpp"
#include "store/issuers.hpp"
#include "workflow/server_certificate.hpp"

#include <algorithm>

namespace chancery::daemon {

namespace {

constexpr std::string_view seal_purpose = "server tls key";

struct Identity {
    std::string chain;
    Secret key; ///< PEM.
};

std::filesystem::path chain_file(const Config& config) {
    return config.data / "tls.pem";
}

std::filesystem::path key_file(const Config& config) {
    return config.data / "tls-key.sealed";
}

bool names_all(const crypto::CertificateInfo& certificate, const Config& config) {
    return std::ranges::all_of(config.hostnames, [&](const std::string& hostname) {
        if (const auto address = parse_address(hostname))
            return std::ranges::find(certificate.ip_addresses, *address) !=
                   certificate.ip_addresses.end();
        return std::ranges::find(certificate.dns_names, to_lower(hostname)) !=
               certificate.dns_names.end();
    });
}

/// Whether the built-in CA's certificate should be replaced: due, of other names, or not there.
bool should_renew(const Config& config, Time now) {
    if (!std::filesystem::exists(chain_file(config)) || !std::filesystem::exists(key_file(config)))
        return true;
    const auto blocks = parse_pem(read_file(chain_file(config)), "CERTIFICATE");
    if (blocks.empty()) return true;
    const auto certificate = crypto::read_certificate(blocks.front());
    return workflow::is_due(certificate.not_before, certificate.not_after, now) ||
           !names_all(certificate, config);
}

crypto::PrivateKey read_key(const crypto::Sealer& sealer, const std::filesystem::path& file) {
    const auto sealed = parse_base64(trim(read_file(file)));
    try {
        if (sealed) return crypto::PrivateKey::from_pkcs8(sealer.open(seal_purpose, *sealed));
    } catch (const Error&) {
        // Why it does not open tells nobody more.
    }
    throw Error(
        Fault::invalid,
        file.string() + " is damaged, or of another master key; remove it, and the server makes a "
                        "new one"
    );
}

Identity read_identity(const crypto::Sealer& sealer, const Config& config) {
    if (!config.certificate.empty())
        return {read_file(config.certificate), Secret(read_file(config.certificate_key))};
    return {read_file(chain_file(config)), read_key(sealer, key_file(config)).to_pem()};
}

void renew_where_due(store::Store& store, const crypto::Sealer& sealer, const Config& config) {
    const auto now = clock_now();
    if (!config.certificate.empty() || !should_renew(config, now)) return;
    renew_identity(store, sealer, config, {.actor = {.name = "chanceryd"}, .now = now});
    log::info("the server's TLS certificate was renewed from the built-in CA");
}

} // namespace

Time clock_now() {
    return std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
}

void renew_identity(
    store::Store& store,
    const crypto::Sealer& sealer,
    const Config& config,
    const workflow::Request& request
) {
    const auto records =
        store.read([](store::Reader& reader) { return store::list_issuers(reader); });
    const issuance::Registry issuers(records, sealer, config.public_http_url);
    const auto identity =
        workflow::issue_server_certificate(store, issuers, request, config.hostnames, "ov");
    write_file(
        key_file(config),
        to_base64(sealer.seal(seal_purpose, identity.key.to_pkcs8())) + "\n",
        Privacy::private_to_owner
    );
    write_file(chain_file(config), identity.chain, Privacy::readable);
}

std::shared_ptr<net::TlsServer>
open_identity(store::Store& store, const crypto::Sealer& sealer, const Config& config) {
    renew_where_due(store, sealer, config);
    const auto identity = read_identity(sealer, config);
    return std::make_shared<net::TlsServer>(identity.chain, identity.key);
}

void check_identity(const crypto::Sealer& sealer, const Config& config) {
    // The built-in CA's is made anew where it is not good any more.
    if (config.certificate.empty() && should_renew(config, clock_now())) return;
    const auto identity = read_identity(sealer, config);
    const net::TlsServer tls(identity.chain, identity.key);
}

void refresh_identity(
    store::Store& store, const crypto::Sealer& sealer, const Config& config, net::TlsServer& tls
) {
    renew_where_due(store, sealer, config);
    const auto identity = read_identity(sealer, config);
    tls.replace(identity.chain, identity.key);
}

} // namespace chancery::daemon
