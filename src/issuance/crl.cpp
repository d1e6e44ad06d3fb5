// SPDX-License-Identifier: Apache-2.0
#include "issuance/crl.hpp"

namespace chancery::issuance {

crypto::RevokedEntry crl_entry(Bytes serial, Time revoked_at, RevocationReason reason) {
    return {.serial = std::move(serial), .revoked_at = revoked_at, .reason = code_of(reason)};
}

Bytes draft_crl(const IssuerFacts& issuer, RevocationList list) {
    return crypto::to_be_signed(crypto::CrlFields{
        .issuer_key_algorithm = issuer.key_algorithm,
        .issuer = issuer.name,
        .issuer_key_identifier = issuer.key_identifier,
        .number = list.number,
        .this_update = list.this_update,
        .next_update = list.next_update,
        .entries = std::move(list.entries),
    });
}

} // namespace chancery::issuance
