// SPDX-License-Identifier: Apache-2.0
#pragma once

// Use cases: what the credential of an ACME account is good for, another one in its place, and the
// end of it.

#include "base/secret.hpp"
#include "crypto/seal.hpp"
#include "model/register.hpp"
#include "store/store.hpp"
#include "workflow/context.hpp"
#include "workflow/registry/changes.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace chancery::workflow {

/// What is not given stays.
struct TermsChange {
    std::optional<std::string> algorithm = std::nullopt;             ///< Empty: any.
    std::optional<std::optional<int>> max_uses = std::nullopt;       ///< None: any number.
    std::optional<std::optional<Time>> expires_at = std::nullopt;    ///< None: never.
    std::optional<std::vector<std::string>> networks = std::nullopt; ///< CIDR; none: everywhere.
};

struct Rotated {
    Account account;
    Secret hmac_key; ///< base64url of 32 octets; shown now and never again.
};

/// The new credential registers at once, the old one for the overlap: 7 days unless another is
/// given, at most 90, and none where it was revoked. One that was cut off takes its clients with
/// it for good. Throws not_found, stale, invalid, conflict (the account has none, it would have
/// expired, an overlap for a revoked one).
Rotated rotate_credential(
    store::Store& store,
    const crypto::Sealer& sealer,
    const Request& request,
    const Seen<AccountId>& seen,
    std::optional<std::chrono::seconds> overlap = std::nullopt
);

struct CredentialRevocation {
    CredentialState to = CredentialState::cut_off; ///< Or `blocked`.
    std::string reason = {};                       ///< For the audit log; up to 500 characters.
};

/// Works at once, on the previous credential too. Only a rotation gives the account a new one.
/// Throws not_found, stale, invalid, conflict (it is revoked that far already).
Account revoke_credential(
    store::Store& store,
    const Request& request,
    const Seen<AccountId>& seen,
    const CredentialRevocation& revocation
);

} // namespace chancery::workflow
