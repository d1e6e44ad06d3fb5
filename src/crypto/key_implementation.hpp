// SPDX-License-Identifier: Apache-2.0
#pragma once

// What is behind the keys of key.hpp, for this folder's sources.

#include "crypto/key.hpp"
#include "crypto/openssl.hpp"

#include <mutex>

namespace chancery::crypto {

struct PublicKey::Impl {
    KeyAlgorithm type;
    int bits;
    Bytes spki;
    KeyHandle key;

    /// Made at the first verification and used for all (OpenSSL looks its algorithms up again for
    /// each new one). For RSA it is set to SHA-256. None for Ed25519.
    mutable KeyContext verification = nullptr;
    mutable std::mutex mutex = {}; ///< Guards `verification`.
};

struct PrivateKey::Impl {
    KeyHandle key;
    PublicKey public_key;
    /// Ready to sign with the type's own digest; copied for each signature and never used itself,
    /// so that threads sign at the same time. None for Ed25519, which OpenSSL 3.0 cannot copy.
    DigestContext signing;
};

inline const PublicKey::Impl& implementation(const PublicKey& key) noexcept {
    return *key.impl_;
}

inline const PrivateKey::Impl& implementation(const PrivateKey& key) noexcept {
    return *key.impl_;
}

/// SHA-256, for P-384 SHA-384, for P-521 SHA-512. Not for Ed25519.
constexpr Hash own_hash(KeyAlgorithm type) {
    if (type == KeyAlgorithm::ec_p521) return Hash::sha512;
    return type == KeyAlgorithm::ec_p384 ? Hash::sha384 : Hash::sha256;
}

constexpr bool is_elliptic(KeyAlgorithm type) {
    return type == KeyAlgorithm::ec_p256 || type == KeyAlgorithm::ec_p384 ||
           type == KeyAlgorithm::ec_p521;
}

/// As OpenSSL and JWK have it.
constexpr const char* curve_name(KeyAlgorithm curve) {
    if (curve == KeyAlgorithm::ec_p521) return "P-521";
    return curve == KeyAlgorithm::ec_p384 ? "P-384" : "P-256";
}

/// Of a coordinate, and of r and s.
constexpr std::size_t coordinate_size(KeyAlgorithm curve) {
    if (curve == KeyAlgorithm::ec_p521) return 66;
    return curve == KeyAlgorithm::ec_p384 ? 48 : 32;
}

/// The content of the key's BIT STRING: the point, or the RSAPublicKey.
BytesView subject_public_key(const PublicKey& key);

/// Modulus and exponent, big-endian without leading zeros. Of an RSA key; they live in `key`.
struct RsaNumbers {
    BytesView modulus;
    BytesView exponent;
};

RsaNumbers rsa_numbers(const PublicKey& key);

} // namespace chancery::crypto
