// SPDX-License-Identifier: Apache-2.0
#pragma once

// The one ACME account of an endpoint without EAB: the office's, which lists nothing. Its clients
// may have any name of which they show control, outside of disabled domains.

#include "base/secret.hpp"
#include "crypto/seal.hpp"
#include "model/endpoint.hpp"
#include "store/store.hpp"
#include "workflow/context.hpp"
#include "workflow/registry/account_credentials.hpp"

#include <string>

namespace chancery::workflow {

struct OpenAccount {
    Account account;
    Bytes sealed; ///< An HMAC key that nobody is shown.
};

/// A credential that was agreed on elsewhere.
struct ExternalKey {
    std::string key_id;
    Secret hmac_key; ///< Its octets.
};

/// Named after the endpoint: "dv (open)". Sealing is too slow for a transaction.
OpenAccount new_open_account(
    const crypto::Sealer& sealer, const Endpoint& endpoint, DepartmentId department, Time now
);

/// Makes it, unless it is there, in the department "Office", which is made where it is missing.
/// Throws conflict when another ACME account has its name.
void require_open_account(
    store::Transaction& tx,
    const Request& request,
    const Endpoint& endpoint,
    const NewCredential& credential
);

/// An open account, for those who register with this credential (RFC 8555 §7.3.4), as at a public
/// CA: it says who they are, and not which names they may have.
OpenAccount new_open_account(
    const crypto::Sealer& sealer,
    const Endpoint& endpoint,
    DepartmentId department,
    const ExternalKey& key,
    Time now
);

} // namespace chancery::workflow
