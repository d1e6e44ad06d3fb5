// SPDX-License-Identifier: Apache-2.0
#pragma once

// Digests and message authentication codes.

#include "base/bytes.hpp"
#include "base/secret.hpp"

namespace chancery::crypto {

enum class Hash { sha256, sha384, sha512 };

Bytes digest(Hash hash, BytesView data);

inline Bytes sha256(BytesView data) {
    return digest(Hash::sha256, data);
}

Bytes hmac(Hash hash, const Secret& key, BytesView data);

/// For certbot's account directories only.
Bytes md5(BytesView data);

/// In a time that depends on the sizes alone.
bool equal_in_constant_time(BytesView a, BytesView b) noexcept;

} // namespace chancery::crypto
