// SPDX-License-Identifier: Apache-2.0
#pragma once

// The first transaction of an office: its organization, its CAs and its endpoints.

#include "crypto/seal.hpp"
#include "issuance/authority.hpp"
#include "model/register.hpp"
#include "store/store.hpp"
#include "workflow/context.hpp"

namespace chancery::workflow {

struct Setup {
    Organization organization; ///< Its id and revision are made here.
    const issuance::Authority& authority;
    const issuance::Authority& staging_authority;
};

/// Makes the endpoints `ov`; `staging`, which takes ov's credentials and gives untrusted
/// certificates; `dv`, for any name of which control is shown; and `internal`, for the register's
/// names of which control is shown. The department "Office" has the open account of `dv`. Throws
/// conflict when the database holds an office already.
void set_up(
    store::Store& store, const crypto::Sealer& sealer, const Request& request, const Setup& setup
);

} // namespace chancery::workflow
