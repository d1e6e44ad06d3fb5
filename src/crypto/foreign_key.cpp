// SPDX-License-Identifier: Apache-2.0
#include "crypto/foreign_key.hpp"

#include "base/error.hpp"
#include "crypto/der.hpp"
#include "crypto/key_implementation.hpp"
#include "crypto/key_parameters.hpp"

#include <openssl/core_names.h>

#include <optional>

namespace chancery::crypto {

namespace {

/// Algorithm and key of a SubjectPublicKeyInfo.
struct Parts {
    BytesView algorithm;
    BytesView key;
};

/// None for what is not written so.
std::optional<Parts> find_parts(BytesView spki) {
    try {
        der::Reader outer(spki);
        auto inner = outer.open(der::sequence);
        outer.finish();
        const auto algorithm = inner.whole(der::sequence);
        const auto bits = inner.content(der::bit_string);
        inner.finish();
        if (!bits.starts_with('\0')) return std::nullopt;
        return Parts{algorithm, bits.substr(1)};
    } catch (const Error& error) {
        if (error.fault() != Fault::malformed) throw;
        return std::nullopt;
    }
}

Bytes spki_of(BytesView algorithm, BytesView key) {
    return der::element(der::sequence, {algorithm, der::bits(key)});
}

Bytes curve_algorithm(const char* curve) {
    return der::element(der::sequence, {der::oid("1.2.840.10045.2.1"), der::oid(curve)});
}

std::optional<KeyAlgorithm> curve_of(BytesView algorithm) {
    if (algorithm == curve_algorithm("1.2.840.10045.3.1.7")) return KeyAlgorithm::ec_p256;
    if (algorithm == curve_algorithm("1.3.132.0.34")) return KeyAlgorithm::ec_p384;
    if (algorithm == curve_algorithm("1.3.132.0.35")) return KeyAlgorithm::ec_p521;
    return std::nullopt;
}

bool is_compressed(BytesView point, KeyAlgorithm curve) {
    return point.size() == 1 + coordinate_size(curve) && (point[0] == '\x02' || point[0] == '\x03');
}

Bytes coordinate(EVP_PKEY* key, const char* name, KeyAlgorithm curve) {
    BIGNUM* number = nullptr;
    require(EVP_PKEY_get_bn_param(key, name, &number) == 1, "EVP_PKEY_get_bn_param");
    const Number held(number);
    Bytes result(coordinate_size(curve), '\0');
    require(
        BN_bn2binpad(number, octets(result), static_cast<int>(result.size())) >= 0, "BN_bn2binpad"
    );
    return result;
}

PublicKey decompress(KeyAlgorithm curve, BytesView point) {
    KeyParameters parameters;
    parameters.add_text(OSSL_PKEY_PARAM_GROUP_NAME, curve_name(curve));
    const auto key = parameters.make("EC", EVP_PKEY_KEY_PARAMETERS);
    if (EVP_PKEY_set1_encoded_public_key(key.get(), octets(point), point.size()) != 1) {
        forget_errors();
        throw Error(Fault::bad_public_key, "the key's compressed point is not on its curve");
    }
    return PublicKey::from_ec_point(
        curve,
        coordinate(key.get(), OSSL_PKEY_PARAM_EC_PUB_X, curve),
        coordinate(key.get(), OSSL_PKEY_PARAM_EC_PUB_Y, curve)
    );
}

} // namespace

PublicKey parse_foreign_spki(BytesView der) {
    const auto parts = find_parts(der);
    if (!parts) return PublicKey::from_spki(der);
    const auto curve = curve_of(parts->algorithm);
    if (curve && is_compressed(parts->key, *curve)) return decompress(*curve, parts->key);
    const auto rsa = der::oid("1.2.840.113549.1.1.1");
    if (parts->algorithm != der::element(der::sequence, rsa)) return PublicKey::from_spki(der);
    const auto null = der::element(der::null, "");
    return PublicKey::from_spki(spki_of(der::element(der::sequence, {rsa, null}), parts->key));
}

} // namespace chancery::crypto
