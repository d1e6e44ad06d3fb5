// SPDX-License-Identifier: Apache-2.0
#pragma once

// Public keys as programs write them that are less strict than a SubjectPublicKeyInfo is.

#include "base/bytes.hpp"
#include "crypto/key.hpp"

namespace chancery::crypto {

/// The key of a SubjectPublicKeyInfo whose point may be compressed (RFC 5480 §2.2), or whose
/// rsaEncryption may lack its NULL. Its spki() is the strict one, which is what is certified.
/// Throws bad_public_key.
PublicKey parse_foreign_spki(BytesView der);

} // namespace chancery::crypto
