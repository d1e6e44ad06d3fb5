// SPDX-License-Identifier: Apache-2.0
#pragma once

// The CRL of an issuing CA: one list of all that it has revoked, written from what the store knows
// and signed by its Issuer.

#include "crypto/crl.hpp"
#include "issuance/registry.hpp"
#include "model/revocation.hpp"

#include <cstdint>
#include <vector>

namespace chancery::issuance {

struct RevocationList {
    std::int64_t number;
    Time this_update;
    Time next_update;
    std::vector<crypto::RevokedEntry> entries;
};

crypto::RevokedEntry crl_entry(Bytes serial, Time revoked_at, RevocationReason reason);

/// DER of the TBSCertList, for `Issuer::sign_crl`.
Bytes draft_crl(const IssuerFacts& issuer, RevocationList list);

} // namespace chancery::issuance
