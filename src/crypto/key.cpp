// SPDX-License-Identifier: Apache-2.0
#include "crypto/key.hpp"

#include <array>

namespace chancery::crypto {

namespace {

struct KindRow {
    KeyKind kind;
    KeyType type;
    int bits;
};

constexpr std::array kinds{
    KindRow{KeyKind::rsa2048, KeyType::rsa, 2048},
    KindRow{KeyKind::rsa3072, KeyType::rsa, 3072},
    KindRow{KeyKind::rsa4096, KeyType::rsa, 4096},
    KindRow{KeyKind::ecdsaP256, KeyType::ec_p256, 256},
    KindRow{KeyKind::ecdsaP384, KeyType::ec_p384, 384},
    KindRow{KeyKind::ecdsaP521, KeyType::ec_p521, 521},
    KindRow{KeyKind::ed25519, KeyType::ed25519, 256},
};

constexpr int least_rsa_bits = 2048;
constexpr int most_rsa_bits = 4096;

} // namespace

std::optional<KeyKind> PublicKey::kind() const {
    for (const auto& row : kinds)
        if (row.type == type() && row.bits == bits()) return row.kind;
    return std::nullopt;
}

std::string PublicKey::description() const {
    switch (type()) {
    case KeyType::ec_p256: return "ECDSA P-256";
    case KeyType::ec_p384: return "ECDSA P-384";
    case KeyType::ec_p521: return "ECDSA P-521";
    case KeyType::ed25519: return "Ed25519";
    case KeyType::rsa: return "RSA " + std::to_string(bits());
    }
    return "";
}

std::optional<std::string> unfit_for_use(const PublicKey& key) {
    const bool fits =
        key.type() != KeyType::rsa || (key.bits() >= least_rsa_bits && key.bits() <= most_rsa_bits);
    if (fits) return std::nullopt;
    return "an RSA key must have 2048 to 4096 bits, this one has " + std::to_string(key.bits());
}

} // namespace chancery::crypto
