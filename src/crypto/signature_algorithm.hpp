// SPDX-License-Identifier: Apache-2.0
#pragma once

// X.509's names for signature algorithms (RFC 3279, 4055, 5758, 8410).

#include "crypto/key.hpp"

namespace chancery::crypto {

/// DER of the AlgorithmIdentifier that a key of this type signs with.
BytesView algorithm_identifier(KeyType type);

/// Whether the key made this signature with the algorithm; none for an algorithm that is not taken
/// or does not go with the key.
std::optional<bool> find_verdict(
    const PublicKey& key, BytesView algorithm_identifier, BytesView message, BytesView signature
);

} // namespace chancery::crypto
