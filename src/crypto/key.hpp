// SPDX-License-Identifier: Apache-2.0
#pragma once

// Public and private keys of the kinds that the program takes: P-256, P-384, P-521, Ed25519,
// RSA.

#include "base/bytes.hpp"
#include "base/secret.hpp"
#include "base/words.hpp"
#include "crypto/digest.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace chancery::crypto {

using chancery::to_string;

enum class KeyAlgorithm { ec_p256, ec_p384, ec_p521, ed25519, rsa };

/// The words of the API: rsa2048, rsa3072, rsa4096, ecdsaP256, ecdsaP384, ecdsaP521, ed25519.
enum class KeyType { rsa2048, rsa3072, rsa4096, ecdsaP256, ecdsaP384, ecdsaP521, ed25519 };

constexpr auto words_of(KeyType) {
    using enum KeyType;
    return words<KeyType>({
        {rsa2048, "rsa2048"},
        {rsa3072, "rsa3072"},
        {rsa4096, "rsa4096"},
        {ecdsaP256, "ecdsaP256"},
        {ecdsaP384, "ecdsaP384"},
        {ecdsaP521, "ecdsaP521"},
        {ed25519, "ed25519"},
    });
}

/// How an ECDSA signature is written: r and s side by side (JWS, RFC 7518 §3.4), or DER (X.509).
/// No difference for the other types.
enum class SignatureForm { jws, x509 };

/// Copies share the key. Safe to use from several threads.
class PublicKey {
public:
    /// A SubjectPublicKeyInfo, strictly: one of the types above, the point on its curve and
    /// uncompressed, RSA of 1024 to 8192 bits with an odd exponent from 3 to 2^32 - 1, nothing left
    /// over. Bounds of use are `unfit_for_use`. Throws bad_public_key.
    static PublicKey from_spki(BytesView der);

    /// Throws bad_public_key for a point that is not on the curve, or of another size.
    static PublicKey from_ec_point(KeyAlgorithm curve, BytesView x, BytesView y);
    static PublicKey from_ed25519(BytesView point);
    static PublicKey from_rsa(BytesView modulus, BytesView exponent);

    KeyAlgorithm algorithm() const noexcept;
    /// Of the modulus or of the curve.
    int bits() const noexcept;
    /// "ECDSA P-256", "RSA 2048", "Ed25519".
    std::string description() const;
    /// The word of the API; none for an RSA key of another size.
    std::optional<KeyType> type() const;
    /// DER of the SubjectPublicKeyInfo.
    const Bytes& spki() const noexcept;

    /// The digest is the type's own: SHA-256, for P-384 SHA-384, for P-521 SHA-512. False for any
    /// signature that is not exactly right, of whatever size or form.
    bool verify(BytesView message, BytesView signature, SignatureForm form) const;

    /// As X.509 has it, with a digest named apart (not for Ed25519, which has none).
    bool verify(Hash hash, BytesView message, BytesView signature) const;

    bool operator==(const PublicKey& other) const noexcept { return spki() == other.spki(); }

    struct Impl;

private:
    explicit PublicKey(std::shared_ptr<const Impl> impl);
    std::shared_ptr<const Impl> impl_;
    friend class PrivateKey;
    friend const Impl& implementation(const PublicKey& key) noexcept;
};

/// ROCA, small and close primes, keys that were published: why nobody should use this key, as one
/// sentence; none for a good one. For an elliptic curve it costs one digest and one search.
std::optional<std::string> weakness(const PublicKey& key);

/// Account and certificate keys must have 2048 to 4096 bits when they are RSA: the sentence that
/// says so; none for a key of a fit size. Larger ones would cost the server more than they give.
std::optional<std::string> unfit_for_use(const PublicKey& key);

/// Copies share the key. Safe to use from several threads.
class PrivateKey {
public:
    static PrivateKey generate(KeyType kind);
    /// PKCS#8 in DER. Throws malformed.
    static PrivateKey from_pkcs8(const Secret& der);
    /// PEM as PKCS#8, SEC 1 or PKCS#1, not encrypted. Throws malformed.
    static PrivateKey from_pem(const Secret& pem);
    static PrivateKey from_rsa_jwk_parts(
        BytesView n,
        BytesView e,
        const Secret& d,
        const Secret& p,
        const Secret& q,
        const Secret& dp,
        const Secret& dq,
        const Secret& qi
    );
    /// Of a curve.
    static PrivateKey
    from_ec_jwk_parts(KeyAlgorithm curve, BytesView x, BytesView y, const Secret& d);
    static PrivateKey from_ed25519_jwk_parts(const Secret& d);

    const PublicKey& public_key() const noexcept;
    Secret to_pkcs8() const;
    Secret to_pem() const;

    /// With the type's own digest; see PublicKey::verify.
    Bytes sign(BytesView message, SignatureForm form) const;

    struct Impl;

private:
    explicit PrivateKey(std::shared_ptr<const Impl> impl);
    std::shared_ptr<const Impl> impl_;
    friend const Impl& implementation(const PrivateKey& key) noexcept;
};

} // namespace chancery::crypto
