// SPDX-License-Identifier: Apache-2.0
#pragma once

// Public keys that come with their private half, which has then been disclosed: to the server, to
// its log, to whatever stands before it. Nobody can tell their owner from others any more.

#include "base/error.hpp"
#include "base/json.hpp"
#include "crypto/key.hpp"

#include <optional>

namespace chancery::crypto {

/// Both halves came and belong together: the key is compromised. Its fault is bad_public_key.
class DisclosedKey : public Error {
public:
    explicit DisclosedKey(PublicKey key);

    const PublicKey& key() const noexcept { return key_; }

private:
    PublicKey key_;
};

/// Whether it has a member of a private key (RFC 7518 §6.2.2, §6.3.2, RFC 8037 §2), whatever that
/// is.
bool has_private_members(const json::Value& jwk);

/// The key of a JWK that holds its private half, or enough of it; also in base64 with padding or of
/// the other alphabet. None where the private members are another key's, so that nobody can get the
/// key of somebody else blocked.
std::optional<PublicKey> find_disclosed_key(const json::Value& jwk);

/// Throws bad_public_key for a JWK with private members, whosever they are.
void refuse_private_members(const json::Value& jwk);

} // namespace chancery::crypto
