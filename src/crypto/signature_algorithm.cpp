// SPDX-License-Identifier: Apache-2.0
#include "crypto/signature_algorithm.hpp"

#include "base/error.hpp"
#include "crypto/der.hpp"
#include "crypto/key_implementation.hpp"

#include <array>

namespace chancery::crypto {

namespace {

using namespace std::literals;

enum class Family { ecdsa, rsa, ed25519 };

struct AlgorithmRow {
    BytesView oid; ///< The element, with tag and length.
    Family family;
    Hash hash; ///< Not for Ed25519.
};

// What a key of ours signs with, as its document writes it: RSA's with NULL, the others without.
constexpr auto ecdsa_sha256 = "\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02"sv;
constexpr auto ecdsa_sha384 = "\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x03"sv;
constexpr auto ecdsa_sha512 = "\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x04"sv;
constexpr auto rsa_sha256 = "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b\x05\x00"sv;
constexpr auto rsa_sha384 = "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c\x05\x00"sv;
constexpr auto rsa_sha512 = "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d\x05\x00"sv;
constexpr auto ed25519 = "\x30\x05\x06\x03\x2b\x65\x70"sv;

constexpr auto no_parameters = "\x05\x00"sv; ///< NULL.
constexpr std::size_t head = 2;              ///< The SEQUENCE's tag and its short length.

constexpr BytesView oid_of(BytesView identifier) {
    identifier.remove_prefix(head);
    if (identifier.ends_with(no_parameters)) identifier.remove_suffix(no_parameters.size());
    return identifier;
}

constexpr std::array algorithms{
    AlgorithmRow{oid_of(ecdsa_sha256), Family::ecdsa, Hash::sha256},
    AlgorithmRow{oid_of(ecdsa_sha384), Family::ecdsa, Hash::sha384},
    AlgorithmRow{oid_of(ecdsa_sha512), Family::ecdsa, Hash::sha512},
    AlgorithmRow{oid_of(rsa_sha256), Family::rsa, Hash::sha256},
    AlgorithmRow{oid_of(rsa_sha384), Family::rsa, Hash::sha384},
    AlgorithmRow{oid_of(rsa_sha512), Family::rsa, Hash::sha512},
    AlgorithmRow{oid_of(ed25519), Family::ed25519, Hash::sha512},
};

/// RSA's identifiers end with NULL (RFC 4055 §5, which takes its absence too), the others must not
/// (RFC 5758 §3.2, RFC 8410 §3), and tools mix that up. It says nothing either way.
bool names(BytesView identifier, BytesView oid) {
    if (identifier.size() < head) return false;
    const auto content = identifier.substr(head);
    if (!content.starts_with(oid)) return false;
    const auto parameters = content.substr(oid.size());
    return parameters.empty() || parameters == no_parameters;
}

Family family_of(KeyAlgorithm type) {
    if (is_elliptic(type)) return Family::ecdsa;
    return type == KeyAlgorithm::rsa ? Family::rsa : Family::ed25519;
}

} // namespace

BytesView algorithm_identifier(KeyAlgorithm type) {
    switch (type) {
    case KeyAlgorithm::ec_p256: return ecdsa_sha256;
    case KeyAlgorithm::ec_p384: return ecdsa_sha384;
    case KeyAlgorithm::ec_p521: return ecdsa_sha512;
    case KeyAlgorithm::ed25519: return ed25519;
    case KeyAlgorithm::rsa: return rsa_sha256;
    }
    throw Error(Fault::internal, "no such type of key");
}

Bytes to_signed(BytesView to_be_signed, BytesView named, const PrivateKey& key) {
    const auto algorithm = algorithm_identifier(key.public_key().algorithm());
    ensure(named == algorithm, "what is to be signed names the algorithm of the key that signs it");
    return der::element(
        der::sequence,
        {to_be_signed, algorithm, der::bits(key.sign(to_be_signed, SignatureForm::x509))}
    );
}

std::optional<bool> find_verdict(
    const PublicKey& key, BytesView algorithm_identifier, BytesView message, BytesView signature
) {
    for (const auto& row : algorithms) {
        if (!names(algorithm_identifier, row.oid) || row.family != family_of(key.algorithm()))
            continue;
        if (row.family == Family::ed25519)
            return key.verify(message, signature, SignatureForm::x509);
        return key.verify(row.hash, message, signature);
    }
    return std::nullopt;
}

} // namespace chancery::crypto
