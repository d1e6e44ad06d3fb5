// SPDX-License-Identifier: Apache-2.0
#include "crypto/jws.hpp"

#include "base/encoding.hpp"
#include "base/error.hpp"

#include <array>

namespace chancery::crypto {

namespace {

constexpr std::array algorithms_of_clients{
    SignatureAlgorithm::es256,
    SignatureAlgorithm::es384,
    SignatureAlgorithm::eddsa,
    SignatureAlgorithm::rs256,
};

[[noreturn]] void refuse(const std::string& why) {
    throw Error(Fault::malformed, why);
}

Bytes decoded(const std::string& text, const char* name) {
    auto octets = parse_base64url(text);
    if (!octets) refuse("the JWS's \"" + std::string(name) + "\" is not base64url without padding");
    return std::move(*octets);
}

/// BASE64URL(header) and BASE64URL(payload), and with a dot between them what is signed.
struct Unsigned {
    Unsigned(std::string_view algorithm, json::Object header, std::string_view payload)
        : encoded_payload(to_base64url(payload)) {
        header.insert(header.begin(), {"alg", algorithm});
        encoded_header = to_base64url(json::to_text(std::move(header)));
    }

    std::string input() const { return encoded_header + '.' + encoded_payload; }

    json::Object with(const Bytes& signature) && {
        return {
            {"protected", std::move(encoded_header)},
            {"payload", std::move(encoded_payload)},
            {"signature", to_base64url(signature)}};
    }

    std::string encoded_header;
    std::string encoded_payload;
};

} // namespace

std::string_view hmac_algorithm(Hash hash) {
    switch (hash) {
    case Hash::sha256: return "HS256";
    case Hash::sha384: return "HS384";
    case Hash::sha512: return "HS512";
    }
    return "";
}

std::span<const SignatureAlgorithm> signature_algorithms() {
    return algorithms_of_clients;
}

SignatureAlgorithm algorithm_for(const PublicKey& key) {
    switch (key.algorithm()) {
    case KeyAlgorithm::ec_p256: return SignatureAlgorithm::es256;
    case KeyAlgorithm::ec_p384: return SignatureAlgorithm::es384;
    case KeyAlgorithm::ec_p521: return SignatureAlgorithm::es512;
    case KeyAlgorithm::ed25519: return SignatureAlgorithm::eddsa;
    case KeyAlgorithm::rsa: return SignatureAlgorithm::rs256;
    }
    throw Error(Fault::internal, "no such type of key");
}

Jws parse_jws(std::string_view body) {
    const auto value = json::parse(body);
    return parse_jws(json::Reader(value));
}

Jws parse_jws(const json::Reader& object) {
    if (!object.is_object()) refuse("a JWS must be a JSON object");
    // RFC 8555 §6.2: flattened, and everything in the protected header.
    if (object.value().find("signatures"))
        refuse("the JWS has \"signatures\"; it must be flattened, with one \"signature\"");
    if (object.value().find("header"))
        refuse("the JWS has an unprotected \"header\"; everything must stand in \"protected\"");
    const auto& header = object.at("protected").string();
    const auto& payload = object.at("payload").string();
    Jws jws{
        json::parse(decoded(header, "protected")),
        decoded(payload, "payload"),
        decoded(object.at("signature").string(), "signature"),
        {}};
    if (!json::Reader(jws.header).is_object())
        refuse("the JWS's protected header must be a JSON object");
    jws.signing_input.reserve(header.size() + 1 + payload.size());
    jws.signing_input.append(header).append(1, '.').append(payload);
    return jws;
}

std::optional<Hash> find_hmac_algorithm(std::string_view word) {
    for (const auto hash : {Hash::sha256, Hash::sha384, Hash::sha512})
        if (hmac_algorithm(hash) == word) return hash;
    return std::nullopt;
}

std::string sign_jws(const PrivateKey& key, json::Object header, std::string_view payload) {
    Unsigned jws(to_string(algorithm_for(key.public_key())), std::move(header), payload);
    const auto signature = key.sign(jws.input(), SignatureForm::jws);
    return json::to_text(std::move(jws).with(signature));
}

json::Value mac_jws(Hash hash, const Secret& key, json::Object header, std::string_view payload) {
    Unsigned jws(hmac_algorithm(hash), std::move(header), payload);
    const auto mac = hmac(hash, key, jws.input());
    return std::move(jws).with(mac);
}

} // namespace chancery::crypto
