// SPDX-License-Identifier: Apache-2.0
#pragma once

// JSON Web Signatures in the flattened serialisation (RFC 7515 §7.2.2), as ACME uses them. What the
// header must hold is ACME's rule, in acme/.

#include "base/bytes.hpp"
#include "base/json.hpp"
#include "base/secret.hpp"
#include "base/words.hpp"
#include "crypto/key.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace chancery::crypto {

using chancery::to_string;

/// ES512 is for certificates' keys alone.
enum class SignatureAlgorithm { es256, es384, es512, eddsa, rs256 };

constexpr auto words_of(SignatureAlgorithm) {
    using enum SignatureAlgorithm;
    return words<SignatureAlgorithm>(
        {
            {es256, "ES256"},
            {es384, "ES384"},
            {es512, "ES512"},
            {eddsa, "EdDSA"},
            {rs256, "RS256"},
        },
        Registry::jose_algorithms
    );
}

/// Those that clients may sign with.
std::span<const SignatureAlgorithm> signature_algorithms();

/// The one algorithm that fits a key.
SignatureAlgorithm algorithm_for(const PublicKey& key);

struct Jws {
    json::Value header; ///< The protected header, an object.
    Bytes payload;
    Bytes signature;
    std::string signing_input; ///< What was signed: BASE64URL(header) || '.' || BASE64URL(payload).
};

/// Form only; nothing is verified. Throws malformed: no JSON, duplicate members, several
/// signatures, an unprotected header, not base64url.
Jws parse_jws(std::string_view body);
Jws parse_jws(const json::Reader& object);

/// RFC 7518 §3.1, HS256, HS384 and HS512: what an external account binding is signed with.
/// None for another word.
std::optional<Hash> find_hmac_algorithm(std::string_view word);
/// "HS256", ...
std::string_view hmac_algorithm(Hash hash);

/// The whole JWS as JSON text; `header` gets "alg" first.
std::string sign_jws(const PrivateKey& key, json::Object header, std::string_view payload);

/// The same with a MAC. As a value, since it stands inside another payload.
json::Value mac_jws(Hash hash, const Secret& key, json::Object header, std::string_view payload);

} // namespace chancery::crypto
