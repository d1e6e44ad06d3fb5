// SPDX-License-Identifier: Apache-2.0
#pragma once

// Keys that are compromised: nobody may have them certified again, or register with them. A key is
// known by the SHA-256 of its SubjectPublicKeyInfo.

#include "base/bytes.hpp"
#include "base/id.hpp"
#include "base/time.hpp"
#include "store/store.hpp"

#include <optional>
#include <vector>

namespace chancery::store {

bool is_blocked(const Reader& reader, BytesView key_digest);

/// From now on no certificate with this key is recorded. `shown_by` is the certificate that was
/// revoked for it; none of a key that was disclosed in a request. Returns false when it was blocked
/// already.
bool block_key(
    Transaction& tx, BytesView key_digest, std::optional<CertificateId> shown_by, Time now
);

/// Whether some of its certificates may still be without the consequences.
bool is_unfinished(const Reader& reader, BytesView key_digest);

/// None of its certificates is left.
void set_finished(Transaction& tx, BytesView key_digest, Time now);

struct BlockedKey {
    Bytes digest;
    std::optional<CertificateId> shown_by;
};

std::optional<BlockedKey> find_blocked_key(const Reader& reader, BytesView key_digest);

/// Those that are unfinished.
std::vector<BlockedKey> list_unfinished(const Reader& reader, int limit);

} // namespace chancery::store
