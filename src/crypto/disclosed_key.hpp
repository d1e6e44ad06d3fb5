// SPDX-License-Identifier: Apache-2.0
#pragma once

// Public keys that come with their private half, which has then been disclosed: to the server, to
// its log, to whatever stands before it. Nobody can tell their owner from others any more.

#include "base/error.hpp"
#include "base/json.hpp"
#include "crypto/key.hpp"

namespace chancery::crypto {

/// Both halves came and belong together: the key is compromised. Its fault is bad_public_key.
class DisclosedKey : public Error {
public:
    explicit DisclosedKey(PublicKey key);

    const PublicKey& key() const noexcept { return key_; }

private:
    PublicKey key_;
};

/// Throws bad_public_key for a JWK with a member of a private key (RFC 7518 §6.2.2, §6.3.2, RFC
/// 8037 §2): DisclosedKey where it is this key's own, so that nobody can get the key of somebody
/// else blocked.
void refuse_private_members(const json::Reader& jwk, const PublicKey& key);

} // namespace chancery::crypto
