// SPDX-License-Identifier: Apache-2.0
#pragma once

// Use cases: a key is compromised, by what the office or its holder said, or since its private half
// came in a request. From then on it serves nobody, at whatever endpoint.

#include "base/error.hpp"
#include "crypto/key.hpp"
#include "model/certificate.hpp"
#include "store/store.hpp"
#include "workflow/context.hpp"

#include <optional>

namespace chancery::workflow {

/// Why nobody may register with this key, if so.
std::optional<Problem> find_block(const store::Reader& reader, const crypto::PublicKey& key);

/// Inside a transaction: the row of a revocation, and its event. The list is signed afterwards.
void set_revoked(
    store::Transaction& tx,
    const Request& request,
    Certificate& certificate,
    RevocationReason reason
);

/// Inside a transaction: nobody has the key certified any more, or registers with it. All its
/// certificates that have not expired are revoked, of whatever issuer and client; what is recorded
/// is not signed; clients whose account key it is are deactivated. One event lists them.
/// `shown_by` is the certificate that was revoked for it; null where none was.
void block_key(
    store::Transaction& tx,
    const Request& request,
    const crypto::PublicKey& key,
    const Certificate* shown_by
);

/// The key's private half came in a request. Anybody can make keys and disclose them, so those that
/// no certificate and no client has are blocked in a bounded number.
void block_disclosed_key(store::Store& store, const Request& request, const crypto::PublicKey& key);

} // namespace chancery::workflow
