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
    BytesView der;
    Family family;
    Hash hash; ///< Not for Ed25519.
};

constexpr auto ecdsa_sha256 = "\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x02"sv;
constexpr auto ecdsa_sha384 = "\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x03"sv;
constexpr auto ecdsa_sha512 = "\x30\x0a\x06\x08\x2a\x86\x48\xce\x3d\x04\x03\x04"sv;
constexpr auto rsa_sha256 = "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b\x05\x00"sv;
constexpr auto rsa_sha384 = "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c\x05\x00"sv;
constexpr auto rsa_sha512 = "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d\x05\x00"sv;
constexpr auto ed25519 = "\x30\x05\x06\x03\x2b\x65\x70"sv;

constexpr std::array algorithms{
    AlgorithmRow{ecdsa_sha256, Family::ecdsa, Hash::sha256},
    AlgorithmRow{ecdsa_sha384, Family::ecdsa, Hash::sha384},
    AlgorithmRow{ecdsa_sha512, Family::ecdsa, Hash::sha512},
    AlgorithmRow{rsa_sha256, Family::rsa, Hash::sha256},
    AlgorithmRow{rsa_sha384, Family::rsa, Hash::sha384},
    AlgorithmRow{rsa_sha512, Family::rsa, Hash::sha512},
    // RFC 4055 §5: the parameters must be NULL, and their absence must be accepted.
    AlgorithmRow{
        "\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0b"sv, Family::rsa, Hash::sha256},
    AlgorithmRow{
        "\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0c"sv, Family::rsa, Hash::sha384},
    AlgorithmRow{
        "\x30\x0b\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x0d"sv, Family::rsa, Hash::sha512},
    AlgorithmRow{ed25519, Family::ed25519, Hash::sha512},
};

Family family_of(KeyType type) {
    if (is_elliptic(type)) return Family::ecdsa;
    return type == KeyType::rsa ? Family::rsa : Family::ed25519;
}

} // namespace

BytesView algorithm_identifier(KeyType type) {
    switch (type) {
    case KeyType::ec_p256: return ecdsa_sha256;
    case KeyType::ec_p384: return ecdsa_sha384;
    case KeyType::ec_p521: return ecdsa_sha512;
    case KeyType::ed25519: return ed25519;
    case KeyType::rsa: return rsa_sha256;
    }
    throw Error(Fault::internal, "no such type of key");
}

Bytes to_signed(BytesView to_be_signed, BytesView named, const PrivateKey& key) {
    const auto algorithm = algorithm_identifier(key.public_key().type());
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
        if (row.der != algorithm_identifier || row.family != family_of(key.type())) continue;
        if (row.family == Family::ed25519)
            return key.verify(message, signature, SignatureForm::x509);
        return key.verify(row.hash, message, signature);
    }
    return std::nullopt;
}

} // namespace chancery::crypto
