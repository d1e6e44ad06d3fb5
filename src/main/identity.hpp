// SPDX-License-Identifier: Apache-2.0
#pragma once

// The server's TLS certificate and key: one's own from two files, or the built-in CA's, which is
// kept as tls.pem and tls-key.sealed in the data directory and renewed.

#include "crypto/seal.hpp"
#include "main/config.hpp"
#include "net/tls.hpp"
#include "store/store.hpp"
#include "workflow/context.hpp"

#include <memory>

namespace chancery::daemon {

/// The clock, which is read here and by the HTTP server alone.
Time clock_now();

/// Orders a new certificate from the built-in CA and writes it down.
void renew_identity(
    store::Store& store,
    const crypto::Sealer& sealer,
    const Config& config,
    const workflow::Request& request
);

/// Renewed first when it is due, or when it lacks a host name of the configuration.
std::shared_ptr<net::TlsServer>
open_identity(store::Store& store, const crypto::Sealer& sealer, const Config& config);

/// Throws what open_identity() would, as far as that shows without the database.
void check_identity(const crypto::Sealer& sealer, const Config& config);

/// Looks again: renews it when it is due, takes up a certificate of one's own that has changed.
void refresh_identity(
    store::Store& store, const crypto::Sealer& sealer, const Config& config, net::TlsServer& tls
);

} // namespace chancery::daemon
