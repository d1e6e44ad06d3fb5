// SPDX-License-Identifier: Apache-2.0
#pragma once

// JSON Web Keys (RFC 7517, 7518 §6, 8037) and their thumbprints (RFC 7638).

#include "base/json.hpp"
#include "crypto/key.hpp"

namespace chancery::crypto {

/// A public key that verifies the signatures of JWSs. Members that are not known are ignored, and
/// so are zero octets before a number (RFC 8555 §8.1). Throws bad_public_key: also for private
/// members (as DisclosedKey where they are the key's own), and for an "alg", "use" or "key_ops"
/// that says that the key is for something else.
PublicKey parse_jwk(const json::Reader& jwk);

/// The public key of a JWK, whatever else that holds and says. Throws bad_public_key.
PublicKey parse_public_half(const json::Reader& jwk);

json::Value to_jwk(const PublicKey& key);

/// base64url of the SHA-256 of the canonical JWK.
std::string thumbprint(const PublicKey& key);

/// With its private members. Throws malformed.
PrivateKey parse_private_jwk(const json::Reader& jwk);

/// With its private members, as certbot keeps it in private_key.json.
Secret to_private_jwk(const PrivateKey& key);

} // namespace chancery::crypto
