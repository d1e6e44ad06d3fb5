// SPDX-License-Identifier: Apache-2.0
#pragma once

// The one ACME account of an endpoint without EAB: the office's, which lists nothing. Its clients
// may have any name of which they show control, outside of disabled domains.

#include "crypto/seal.hpp"
#include "model/endpoint.hpp"
#include "model/register.hpp"

namespace chancery::workflow {

struct OpenAccount {
    Account account;
    Bytes sealed; ///< An HMAC key that nobody is shown.
};

/// Named after the endpoint: "dv (open)". Sealing is too slow for a transaction.
OpenAccount new_open_account(
    const crypto::Sealer& sealer, const Endpoint& endpoint, DepartmentId department, Time now
);

} // namespace chancery::workflow
