// SPDX-License-Identifier: Apache-2.0
#pragma once

// Use cases: a key is compromised, by what the office or its holder said, or since its private half
// came in a request. From then on it serves nobody, at whatever endpoint.

#include "base/error.hpp"
#include "crypto/key.hpp"
#include "model/certificate.hpp"
#include "store/store.hpp"
#include "workflow/context.hpp"
#include "workflow/jobs/job.hpp"

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

/// Inside a transaction: the reason of one that is revoked becomes keyCompromise. It stays revoked
/// since when it was.
void set_key_compromised(store::Transaction& tx, const Request& request, Certificate& certificate);

/// Inside a transaction, of a key that is proven to be compromised: by the office, by who signs
/// with it, or since its private half is known. What a client says of a certificate that it got is
/// no proof, for the request for it may have been another's. Nobody has the key certified any more,
/// or registers with it. All its certificates that have not expired are revoked for it, of whatever
/// issuer and client; what is recorded is not signed; clients whose account key it is are
/// deactivated. An event lists them. `shown_by` is the certificate that was revoked for it; null
/// where none was. Ends a bounded number of certificates: finish_block() follows the commit.
void block_key(
    store::Transaction& tx,
    const Request& request,
    const crypto::PublicKey& key,
    const Certificate* shown_by
);

/// The certificates that block_key() left, some in each transaction. Two processes may do so at
/// once: each step ends what is left by then.
void finish_block(store::Store& store, const Request& request, BytesView key_digest);

/// The same, of the key whose digest is the job's subject: what an interruption left.
JobResult finish_block(store::Store& store, const Job& job);

/// The key's private half came in a request. Anybody can make keys and disclose them: the rate of
/// requests by address bounds their rows.
void block_disclosed_key(store::Store& store, const Request& request, const crypto::PublicKey& key);

} // namespace chancery::workflow
