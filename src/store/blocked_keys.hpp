// SPDX-License-Identifier: Apache-2.0
#pragma once

// Keys that are compromised: nobody may have them certified again, or register with them. A key is
// known by the SHA-256 of its SubjectPublicKeyInfo.

#include "base/bytes.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "store/store.hpp"

#include <optional>

namespace chancery::store {

bool is_blocked(const Reader& reader, BytesView key_digest);

/// From now on no certificate with this key is recorded. `shown_by` is the certificate that was
/// revoked for it; none of a key that was disclosed in a request. Returns false when it was blocked
/// already.
bool block_key(
    Transaction& tx, BytesView key_digest, std::optional<CertificateId> shown_by, Time now
);

/// How many disclosed keys were blocked since then.
int count_disclosed(const Reader& reader, Time since);

} // namespace chancery::store
