// SPDX-License-Identifier: Apache-2.0
#include "crypto/jwk.hpp"

#include "base/encoding.hpp"
#include "crypto/key_implementation.hpp"

#include <openssl/core_names.h>

namespace chancery::crypto {

namespace {

[[noreturn]] void refuse(const std::string& why) {
    throw Error(Fault::bad_public_key, why);
}

/// Reading a key means the same for all its members, whichever half is read.
const std::string& text(const json::Reader& jwk, const char* name) {
    if (!jwk.is_object()) refuse("the JWK is not a JSON object");
    const auto member = jwk.find(name);
    if (!member || !member->is_string())
        refuse("the JWK must have the member \"" + std::string(name) + "\", a string");
    return member->string();
}

Bytes octets_of(const json::Reader& jwk, const char* name) {
    auto octets = parse_base64url(text(jwk, name));
    if (!octets)
        refuse("the JWK's member \"" + std::string(name) + "\" is not base64url without padding");
    return std::move(*octets);
}

/// RFC 7518 §2, Base64urlUInt: no leading zero octet.
Bytes number(const json::Reader& jwk, const char* name) {
    auto octets = octets_of(jwk, name);
    if (octets.empty() || octets.front() == '\0')
        refuse(
            "the JWK's number \"" + std::string(name) +
            "\" is empty or begins with a zero octet (RFC 7518 §2)"
        );
    return octets;
}

Secret secret(const json::Reader& jwk, const char* name) {
    return Secret(octets_of(jwk, name));
}

KeyType type_of(const json::Reader& jwk) {
    const auto& kty = text(jwk, "kty");
    if (kty == "RSA") return KeyType::rsa;
    if (kty != "EC" && kty != "OKP") refuse("the JWK's \"kty\" must be \"EC\", \"OKP\" or \"RSA\"");
    const auto& crv = text(jwk, "crv");
    if (kty == "OKP") {
        if (crv != "Ed25519") refuse("an OKP key's \"crv\" must be \"Ed25519\"");
        return KeyType::ed25519;
    }
    if (crv == "P-256") return KeyType::ec_p256;
    if (crv == "P-384") return KeyType::ec_p384;
    if (crv == "P-521") return KeyType::ec_p521;
    refuse("an EC key's \"crv\" must be \"P-256\", \"P-384\" or \"P-521\"");
}

struct Coordinates {
    std::string x;
    std::string y;
};

Coordinates coordinates(const PublicKey& key) {
    const auto point = subject_public_key(key).substr(1);
    const auto size = coordinate_size(key.type());
    return {to_base64url(point.substr(0, size)), to_base64url(point.substr(size))};
}

/// The required members in the order of RFC 7638 §3.2, which is that of their names.
json::Object members(const PublicKey& key) {
    switch (key.type()) {
    case KeyType::ec_p256:
    case KeyType::ec_p384:
    case KeyType::ec_p521: {
        const auto [x, y] = coordinates(key);
        return {{"crv", curve_name(key.type())}, {"kty", "EC"}, {"x", x}, {"y", y}};
    }
    case KeyType::ed25519:
        return {{"crv", "Ed25519"}, {"kty", "OKP"}, {"x", to_base64url(subject_public_key(key))}};
    case KeyType::rsa: {
        const auto [modulus, exponent] = rsa_numbers(key);
        return {{"e", to_base64url(exponent)}, {"kty", "RSA"}, {"n", to_base64url(modulus)}};
    }
    }
    throw Error(Fault::internal, "no such type of key");
}

Number private_number(EVP_PKEY* key, const char* name) {
    BIGNUM* number = nullptr;
    require(EVP_PKEY_get_bn_param(key, name, &number) == 1, "EVP_PKEY_get_bn_param");
    return Number(number);
}

/// `"name":"value"`, after a comma. `size` is 0 for as many octets as the number needs.
void append_number(std::string& to, const char* name, const BIGNUM* number, std::size_t size = 0) {
    if (size == 0) size = static_cast<std::size_t>(BN_num_bytes(number));
    Bytes octets(size, '\0');
    require(
        BN_bn2binpad(number, crypto::octets(octets), static_cast<int>(size)) >= 0, "BN_bn2binpad"
    );
    const Secret value(std::move(octets));
    const Secret text(to_base64url(value.reveal()));
    to.append(",\"").append(name).append("\":\"").append(text.reveal()).append("\"");
}

void append_ed25519(std::string& to, EVP_PKEY* key) {
    Bytes octets(32, '\0');
    std::size_t size = octets.size();
    require(
        EVP_PKEY_get_raw_private_key(key, crypto::octets(octets), &size) == 1,
        "EVP_PKEY_get_raw_private_key"
    );
    const Secret value(std::move(octets));
    const Secret text(to_base64url(value.reveal()));
    to.append(",\"d\":\"").append(text.reveal()).append("\"");
}

void append_rsa(std::string& to, EVP_PKEY* key) {
    for (const auto& [name, parameter] : {
             std::pair{"d", OSSL_PKEY_PARAM_RSA_D},
             std::pair{"p", OSSL_PKEY_PARAM_RSA_FACTOR1},
             std::pair{"q", OSSL_PKEY_PARAM_RSA_FACTOR2},
             std::pair{"dp", OSSL_PKEY_PARAM_RSA_EXPONENT1},
             std::pair{"dq", OSSL_PKEY_PARAM_RSA_EXPONENT2},
             std::pair{"qi", OSSL_PKEY_PARAM_RSA_COEFFICIENT1},
         })
        append_number(to, name, private_number(key, parameter).get());
}

PrivateKey private_key(const json::Reader& jwk) {
    const auto type = type_of(jwk);
    switch (type) {
    case KeyType::ec_p256:
    case KeyType::ec_p384:
    case KeyType::ec_p521:
        return PrivateKey::from_ec_jwk_parts(
            type, octets_of(jwk, "x"), octets_of(jwk, "y"), secret(jwk, "d")
        );
    case KeyType::ed25519: {
        auto key = PrivateKey::from_ed25519_jwk_parts(secret(jwk, "d"));
        if (parse_jwk(jwk) != key.public_key())
            refuse("the private key does not belong to the public key that it comes with");
        return key;
    }
    case KeyType::rsa:
        return PrivateKey::from_rsa_jwk_parts(
            number(jwk, "n"),
            number(jwk, "e"),
            secret(jwk, "d"),
            secret(jwk, "p"),
            secret(jwk, "q"),
            secret(jwk, "dp"),
            secret(jwk, "dq"),
            secret(jwk, "qi")
        );
    }
    throw Error(Fault::internal, "no such type of key");
}

} // namespace

PublicKey parse_jwk(const json::Reader& jwk) {
    const auto type = type_of(jwk);
    switch (type) {
    case KeyType::ec_p256:
    case KeyType::ec_p384:
    case KeyType::ec_p521:
        return PublicKey::from_ec_point(type, octets_of(jwk, "x"), octets_of(jwk, "y"));
    case KeyType::ed25519: return PublicKey::from_ed25519(octets_of(jwk, "x"));
    case KeyType::rsa: return PublicKey::from_rsa(number(jwk, "n"), number(jwk, "e"));
    }
    throw Error(Fault::internal, "no such type of key");
}

json::Value to_jwk(const PublicKey& key) {
    return members(key);
}

std::string thumbprint(const PublicKey& key) {
    return to_base64url(sha256(json::to_text(members(key))));
}

PrivateKey parse_private_jwk(const json::Reader& jwk) {
    try {
        return private_key(jwk);
    } catch (const Error& error) {
        if (error.fault() != Fault::bad_public_key) throw;
        throw Error(Fault::malformed, error.problem().detail);
    }
}

Secret to_private_jwk(const PrivateKey& key) {
    EVP_PKEY* const handle = implementation(key).key.get();
    const auto type = key.public_key().type();
    std::string text = json::to_text(members(key.public_key()));
    text.reserve(8192); // No move afterwards, which would leave a copy of the secret behind.
    text.pop_back();
    if (is_elliptic(type))
        append_number(
            text, "d", private_number(handle, OSSL_PKEY_PARAM_PRIV_KEY).get(), coordinate_size(type)
        );
    else if (type == KeyType::ed25519)
        append_ed25519(text, handle);
    else
        append_rsa(text, handle);
    text += "}";
    return Secret(std::move(text));
}

} // namespace chancery::crypto
