// SPDX-License-Identifier: Apache-2.0
#include "crypto/key.hpp"

#include <array>

namespace chancery::crypto {

namespace {

struct KindRow {
    KeyType kind;
    KeyAlgorithm type;
    int bits;
};

constexpr std::array kinds{
    KindRow{KeyType::rsa2048, KeyAlgorithm::rsa, 2048},
    KindRow{KeyType::rsa3072, KeyAlgorithm::rsa, 3072},
    KindRow{KeyType::rsa4096, KeyAlgorithm::rsa, 4096},
    KindRow{KeyType::ecdsaP256, KeyAlgorithm::ec_p256, 256},
    KindRow{KeyType::ecdsaP384, KeyAlgorithm::ec_p384, 384},
    KindRow{KeyType::ecdsaP521, KeyAlgorithm::ec_p521, 521},
    KindRow{KeyType::ed25519, KeyAlgorithm::ed25519, 256},
};

constexpr int least_rsa_bits = 2048;
constexpr int most_rsa_bits = 4096;

} // namespace

std::optional<KeyType> PublicKey::type() const {
    for (const auto& row : kinds)
        if (row.type == algorithm() && row.bits == bits()) return row.kind;
    return std::nullopt;
}

std::string PublicKey::description() const {
    switch (algorithm()) {
    case KeyAlgorithm::ec_p256: return "ECDSA P-256";
    case KeyAlgorithm::ec_p384: return "ECDSA P-384";
    case KeyAlgorithm::ec_p521: return "ECDSA P-521";
    case KeyAlgorithm::ed25519: return "Ed25519";
    case KeyAlgorithm::rsa: return "RSA " + std::to_string(bits());
    }
    return "";
}

std::optional<std::string> unfit_for_use(const PublicKey& key) {
    const bool fits = key.algorithm() != KeyAlgorithm::rsa ||
                      (key.bits() >= least_rsa_bits && key.bits() <= most_rsa_bits);
    if (fits) return std::nullopt;
    return "an RSA key must have 2048 to 4096 bits, this one has " + std::to_string(key.bits());
}

} // namespace chancery::crypto
