// SPDX-License-Identifier: Apache-2.0
#include "crypto/jwk.hpp"

#include "base/encoding.hpp"
#include "crypto/disclosed_key.hpp"
#include "crypto/jws.hpp"
#include "crypto/key_implementation.hpp"

#include <openssl/core_names.h>

#include <algorithm>

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

/// RFC 7518 §2 has no zero octet before a number, and some libraries write the one that ASN.1 has
/// there. RFC 8555 §8.1: it is stripped.
Bytes number(const json::Reader& jwk, const char* name) {
    auto octets = octets_of(jwk, name);
    octets.erase(0, std::min(octets.find_first_not_of('\0'), octets.size()));
    if (octets.empty()) refuse("the JWK's number \"" + std::string(name) + "\" is zero or empty");
    return octets;
}

/// RFC 7518 §6.2.1.2: of the curve's size, here too without more zero octets before that.
Bytes coordinate(const json::Reader& jwk, const char* name, KeyAlgorithm curve) {
    auto octets = octets_of(jwk, name);
    while (octets.size() > coordinate_size(curve) && octets.front() == '\0')
        octets.erase(0, 1);
    return octets;
}

Secret secret(const json::Reader& jwk, const char* name) {
    return Secret(octets_of(jwk, name));
}

/// RFC 7518 §6.2.2.1: of the curve's size. Some libraries write it as the number that it is.
Secret private_scalar(const json::Reader& jwk, KeyAlgorithm curve) {
    const auto held = secret(jwk, "d");
    auto digits = held.reveal();
    digits.remove_prefix(std::min(digits.find_first_not_of('\0'), digits.size()));
    const auto size = coordinate_size(curve);
    Bytes scalar;
    scalar.reserve(size + digits.size()); // No move afterwards, which would leave a copy behind.
    scalar.append(size - std::min(size, digits.size()), '\0').append(digits);
    return Secret(std::move(scalar));
}

KeyAlgorithm type_of(const json::Reader& jwk) {
    const auto& kty = text(jwk, "kty");
    if (kty == "RSA") return KeyAlgorithm::rsa;
    if (kty != "EC" && kty != "OKP") refuse("the JWK's \"kty\" must be \"EC\", \"OKP\" or \"RSA\"");
    const auto& crv = text(jwk, "crv");
    if (kty == "OKP") {
        if (crv != "Ed25519") refuse("an OKP key's \"crv\" must be \"Ed25519\"");
        return KeyAlgorithm::ed25519;
    }
    if (crv == "P-256") return KeyAlgorithm::ec_p256;
    if (crv == "P-384") return KeyAlgorithm::ec_p384;
    if (crv == "P-521") return KeyAlgorithm::ec_p521;
    refuse("an EC key's \"crv\" must be \"P-256\", \"P-384\" or \"P-521\"");
}

struct Coordinates {
    std::string x;
    std::string y;
};

Coordinates coordinates(const PublicKey& key) {
    const auto point = subject_public_key(key).substr(1);
    const auto size = coordinate_size(key.algorithm());
    return {to_base64url(point.substr(0, size)), to_base64url(point.substr(size))};
}

/// The required members in the order of RFC 7638 §3.2, which is that of their names.
json::Object members(const PublicKey& key) {
    switch (key.algorithm()) {
    case KeyAlgorithm::ec_p256:
    case KeyAlgorithm::ec_p384:
    case KeyAlgorithm::ec_p521: {
        const auto [x, y] = coordinates(key);
        return {{"crv", curve_name(key.algorithm())}, {"kty", "EC"}, {"x", x}, {"y", y}};
    }
    case KeyAlgorithm::ed25519:
        return {{"crv", "Ed25519"}, {"kty", "OKP"}, {"x", to_base64url(subject_public_key(key))}};
    case KeyAlgorithm::rsa: {
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

bool is_text(const json::Reader& value, std::string_view text) {
    return value.is_string() && value.string() == text;
}

bool contains(const json::Reader& list, std::string_view text) {
    const auto* items = std::get_if<json::Array>(&list.value().variant());
    return items && std::ranges::any_of(*items, [&](const json::Value& item) {
               return is_text(json::Reader(item), text);
           });
}

/// RFC 7517 §4.2 to §4.4.
void require_for_signatures(const json::Reader& jwk, const PublicKey& key) {
    const auto algorithm = to_string(algorithm_for(key));
    if (const auto use = jwk.find("use"); use && !is_text(*use, "sig"))
        refuse("the JWK's \"use\" must be \"sig\", since the key is used for signatures");
    if (const auto operations = jwk.find("key_ops"); operations && !contains(*operations, "verify"))
        refuse("the JWK's \"key_ops\" must contain \"verify\", which the key is used for");
    if (const auto alg = jwk.find("alg"); alg && !is_text(*alg, algorithm))
        refuse(
            "the JWK's \"alg\" must be \"" + std::string(algorithm) +
            "\", with which this key signs"
        );
}

PrivateKey private_key(const json::Reader& jwk) {
    const auto type = type_of(jwk);
    switch (type) {
    case KeyAlgorithm::ec_p256:
    case KeyAlgorithm::ec_p384:
    case KeyAlgorithm::ec_p521:
        return PrivateKey::from_ec_jwk_parts(
            type, coordinate(jwk, "x", type), coordinate(jwk, "y", type), private_scalar(jwk, type)
        );
    case KeyAlgorithm::ed25519: {
        auto key = PrivateKey::from_ed25519_jwk_parts(secret(jwk, "d"));
        if (parse_public_half(jwk) != key.public_key())
            refuse("the private key does not belong to the public key that it comes with");
        return key;
    }
    case KeyAlgorithm::rsa:
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

PublicKey parse_public_half(const json::Reader& jwk) {
    const auto type = type_of(jwk);
    switch (type) {
    case KeyAlgorithm::ec_p256:
    case KeyAlgorithm::ec_p384:
    case KeyAlgorithm::ec_p521:
        return PublicKey::from_ec_point(
            type, coordinate(jwk, "x", type), coordinate(jwk, "y", type)
        );
    case KeyAlgorithm::ed25519: return PublicKey::from_ed25519(octets_of(jwk, "x"));
    case KeyAlgorithm::rsa: return PublicKey::from_rsa(number(jwk, "n"), number(jwk, "e"));
    }
    throw Error(Fault::internal, "no such type of key");
}

PublicKey parse_jwk(const json::Reader& jwk) {
    if (auto disclosed = find_disclosed_key(jwk.value())) throw DisclosedKey(*std::move(disclosed));
    auto key = parse_public_half(jwk);
    refuse_private_members(jwk.value());
    require_for_signatures(jwk, key);
    return key;
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
    const auto type = key.public_key().algorithm();
    std::string text = json::to_text(members(key.public_key()));
    text.reserve(8192); // No move afterwards, which would leave a copy of the secret behind.
    text.pop_back();
    if (is_elliptic(type))
        append_number(
            text, "d", private_number(handle, OSSL_PKEY_PARAM_PRIV_KEY).get(), coordinate_size(type)
        );
    else if (type == KeyAlgorithm::ed25519)
        append_ed25519(text, handle);
    else
        append_rsa(text, handle);
    text += "}";
    return Secret(std::move(text));
}

} // namespace chancery::crypto
