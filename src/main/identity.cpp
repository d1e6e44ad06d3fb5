// SPDX-License-Identifier: Apache-2.0
#include "main/identity.hpp"

#include "base/address.hpp"
#include "base/encoding.hpp"
#include "base/error.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "crypto/certificate.hpp"
#include "crypto/digest.hpp"
#include "main/data_directory.hpp"
#include "workflow/issuance/server_certificate.hpp"

#include <algorithm>
#include <chrono>
#include <fmt/format.h>

namespace chancery::daemon {

namespace {

using namespace std::chrono_literals;

constexpr std::string_view seal_purpose = "server tls key";
constexpr auto renewal_tried_every = 1h;

struct KeyAndChain {
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

/// Whether the built-in CA's are there.
bool has_files(const Config& config) {
    return std::filesystem::exists(chain_file(config)) && std::filesystem::exists(key_file(config));
}

/// Whether the built-in CA's certificate should be replaced: due, of other names, or not there.
bool should_renew(const Config& config, Time now) {
    if (!has_files(config)) return true;
    const auto blocks = parse_pem(read_file(chain_file(config)), "CERTIFICATE");
    if (blocks.empty()) return true;
    const auto certificate = crypto::read_certificate(blocks.front());
    return workflow::is_due(certificate.not_before, certificate.not_after, now) ||
           !names_all(certificate, config);
}

/// Throws invalid with what to do.
crypto::PrivateKey read_key(const crypto::Sealer& sealer, const Config& config) {
    const auto file = key_file(config);
    const auto sealed = parse_base64(trim(read_file(file))).value_or(Bytes());
    switch (sealer.inspect(seal_purpose, sealed)) {
    case crypto::Condition::whole:
        return crypto::PrivateKey::from_pkcs8(sealer.open(seal_purpose, sealed));
    case crypto::Condition::of_another_key:
        throw Error(
            Fault::invalid,
            fmt::format(
                "the master key {} does not open {}: it is not the master key of this data "
                "directory. Restore the right one and remove nothing. (If it is certainly the "
                "right one, the other file is damaged: move that away, and the server makes a new "
                "one.)",
                config.master_key.string(),
                file.string()
            )
        );
    case crypto::Condition::damaged: break;
    }
    throw Error(
        Fault::invalid,
        file.string() + " is damaged: move it away, and the server makes a new one when it starts"
    );
}

KeyAndChain read_identity(const crypto::Sealer& sealer, const Config& config) {
    if (!config.certificate.empty())
        return {read_file(config.certificate), Secret(read_file(config.certificate_key))};
    return {read_file(chain_file(config)), read_key(sealer, config).to_pem()};
}

void renew_where_due(
    workflow::Issuing& issuing, const crypto::Sealer& sealer, const Config& config
) {
    const auto now = clock_now();
    if (!config.certificate.empty() || !should_renew(config, now)) return;
    renew_identity(
        issuing, sealer, config, {.actor = {.name = "chanceryd"}, .now = now, .scope = Scope::all()}
    );
    log::info("the server's TLS certificate was renewed from the built-in CA");
}

std::filesystem::path chain_in_use(const Config& config) {
    return config.certificate.empty() ? chain_file(config) : config.certificate;
}

/// Of both files, as they are.
std::string digest_of_files(const Config& config) {
    const auto& key = config.certificate.empty() ? key_file(config) : config.certificate_key;
    const Secret content(read_file(chain_in_use(config)) + read_file(key));
    return to_hex(crypto::sha256(content.reveal()));
}

} // namespace

Time clock_now() {
    return std::chrono::time_point_cast<std::chrono::seconds>(std::chrono::system_clock::now());
}

void renew_identity(
    workflow::Issuing& issuing,
    const crypto::Sealer& sealer,
    const Config& config,
    const workflow::Request& request
) {
    const auto identity =
        workflow::issue_server_certificate(issuing, request, config.hostnames, "ov");
    write_file(
        key_file(config),
        to_base64(sealer.seal(seal_purpose, identity.key.to_pkcs8())) + "\n",
        Privacy::private_to_owner
    );
    write_file(chain_file(config), identity.chain, Privacy::readable);
}

void check_identity(const crypto::Sealer& sealer, const Config& config) {
    // The built-in CA's is made anew where it is not good any more.
    if (config.certificate.empty() && should_renew(config, clock_now())) return;
    const auto identity = read_identity(sealer, config);
    const net::TlsServer tls(identity.chain, identity.key);
}

Identity::Identity(workflow::Issuing& issuing, const crypto::Sealer& sealer, const Config& config)
    : issuing_(issuing),
      sealer_(sealer),
      config_(config) {
    renew_or_log();
    if (config_.certificate.empty() && !has_files(config_)) {
        const auto own = workflow::self_signed_certificate(config_.hostnames, renewed_at_);
        tls_ = std::make_shared<net::TlsServer>(own.chain, own.key.to_pem());
        return;
    }
    const auto identity = read_identity(sealer_, config_);
    tls_ = std::make_shared<net::TlsServer>(identity.chain, identity.key);
    looked_at_ = digest_of_files(config_);
}

void Identity::renew_or_log() {
    renewed_at_ = clock_now();
    try {
        renew_where_due(issuing_, sealer_, config_);
    } catch (const Error& error) {
        log::error(
            "the server's TLS certificate could not be renewed; it will be retried within an hour",
            {{"reason", error.what()}}
        );
    }
}

void Identity::take_up(const Config& config) {
    const auto identity = read_identity(sealer_, config);
    tls_->replace(identity.chain, identity.key);
    log::info("serving with another TLS certificate", {{"file", chain_in_use(config).string()}});
}

void Identity::refresh() {
    const std::lock_guard lock(mutex_);
    if (clock_now() >= renewed_at_ + renewal_tried_every) renew_or_log();
    auto found = std::string();
    try {
        found = digest_of_files(config_);
        if (found != std::exchange(looked_at_, found)) take_up(config_);
    } catch (const Error& error) {
        // Once for each state of the files: the next look may be at a half that is written.
        if (found.empty() && std::exchange(looked_at_, error.what()) == error.what()) return;
        log::error(
            "the TLS certificate or its key has changed and cannot be used; the server keeps the "
            "previous "
            "one",
            {{"reason", error.what()}}
        );
    }
}

void Identity::reload(const Config& config) {
    const std::lock_guard lock(mutex_);
    renew_where_due(issuing_, sealer_, config);
    auto found = digest_of_files(config);
    if (found != looked_at_) take_up(config);
    looked_at_ = std::move(found);
    config_ = config;
}

} // namespace chancery::daemon
