// SPDX-License-Identifier: Apache-2.0
#pragma once

// The server's TLS certificate and key: one's own from two files, or the built-in CA's, which is
// kept as tls.pem and tls-key.sealed in the data directory and renewed.

#include "crypto/seal.hpp"
#include "main/config.hpp"
#include "net/tls.hpp"
#include "workflow/context.hpp"
#include "workflow/issuance/issuer_registry.hpp"

#include <memory>
#include <mutex>
#include <string>

namespace chancery::daemon {

/// The clock, which is read here and by the HTTP server alone.
Time clock_now();

/// Orders a new certificate from the built-in CA and writes it down.
void renew_identity(
    workflow::Issuing& issuing,
    const crypto::Sealer& sealer,
    const Config& config,
    const workflow::Request& request
);

/// Throws what Identity would, as far as that shows without the database.
void check_identity(const crypto::Sealer& sealer, const Config& config);

/// The one that is served with. Whatever goes wrong while it runs is logged, and what was served
/// stays: a server with an old certificate is of more use than none.
class Identity {
public:
    /// Renewed first when it is due, or when it lacks a host name of the configuration. Throws
    /// invalid or unavailable for files that cannot be used. Where none of the built-in CA's is
    /// there and none can be issued, it is one that is signed by itself.
    Identity(workflow::Issuing& issuing, const crypto::Sealer& sealer, const Config& config);

    std::shared_ptr<net::TlsServer> tls() const { return tls_; }

    /// Looks again: renews it when it is due, takes up files that have changed.
    void refresh();

    /// As `config` says from now on. Throws for what cannot be used, and nothing changes then.
    void reload(const Config& config);

private:
    void renew_or_log();
    void take_up(const Config& config);

    workflow::Issuing& issuing_;
    const crypto::Sealer& sealer_;
    std::mutex mutex_; ///< Of what follows: one thread refreshes, another reloads.
    Config config_;
    Time renewed_at_{};     ///< When that was tried for the last time.
    std::string looked_at_; ///< A digest of the files, or why they cannot be read.
    std::shared_ptr<net::TlsServer> tls_;
};

} // namespace chancery::daemon
