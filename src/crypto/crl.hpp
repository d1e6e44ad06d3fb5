// SPDX-License-Identifier: Apache-2.0
#pragma once

// Certificate revocation lists (RFC 5280 §5, version 2): written as DER and signed. One list holds
// all that its issuer has revoked; there are no deltas and no indirect lists.

#include "base/bytes.hpp"
#include "base/time.hpp"
#include "crypto/key.hpp"

#include <cstdint>
#include <vector>

namespace chancery::crypto {

struct RevokedEntry {
    Bytes serial; ///< As in the certificate.
    Time revoked_at;
    int reason = 0; ///< CRLReason; 0 (unspecified) is left out, as RFC 5280 §5.3.1 wants it.
};

/// What a CRL says.
struct CrlFields {
    KeyAlgorithm issuer_key_algorithm; ///< For the signature's AlgorithmIdentifier.
    Bytes issuer;                      ///< DER of the issuer's Name.
    Bytes issuer_key_identifier;       ///< Its subjectKeyIdentifier.
    std::int64_t number;               ///< Positive, and larger than that of any list before.
    Time this_update;
    Time next_update;
    std::vector<RevokedEntry> entries = {};
};

/// DER of the TBSCertList.
Bytes to_be_signed(const CrlFields& fields);

/// Signs with the key's own algorithm. `to_be_signed` must name it.
Bytes sign_crl(BytesView to_be_signed, const PrivateKey& key);

} // namespace chancery::crypto
