// SPDX-License-Identifier: Apache-2.0
#pragma once

// X.509's names for signature algorithms (RFC 3279, 4055, 5758, 8410).

#include "crypto/key.hpp"

namespace chancery::crypto {

/// DER of the AlgorithmIdentifier that a key of this type signs with.
BytesView algorithm_identifier(KeyAlgorithm type);

/// X.509's SIGNED (RFC 5280 §4.1, §5.1): what is to be signed, the key's algorithm, the signature.
/// `named` is the algorithm that `to_be_signed` names; throws internal when it is another.
Bytes to_signed(BytesView to_be_signed, BytesView named, const PrivateKey& key);

/// Whether the key made this signature with the algorithm; none for an algorithm that is not taken
/// or does not go with the key.
std::optional<bool> find_verdict(
    const PublicKey& key, BytesView algorithm_identifier, BytesView message, BytesView signature
);

} // namespace chancery::crypto
