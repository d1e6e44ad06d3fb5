// SPDX-License-Identifier: Apache-2.0
#pragma once

// The form of a signed ACME request (RFC 8555 §6.2): a JWS whose protected header holds alg, nonce,
// url and either jwk or kid. Nothing is verified here but the form.

#include "base/json.hpp"
#include "crypto/jws.hpp"
#include "crypto/key.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace chancery::acme {

struct SignedRequest {
    crypto::Jws jws;
    crypto::SignatureAlgorithm algorithm;
    std::string nonce;
    std::string url;
    std::optional<crypto::PublicKey> jwk; ///< Either this
    std::optional<std::string> kid;       ///< or this.

    /// RFC 8555 §6.3: an empty payload asks to read.
    bool is_post_as_get() const { return jws.payload.empty(); }

    /// False also when the algorithm is not the key's own.
    bool is_signed_by(const crypto::PublicKey& key) const;
};

/// Whose key a jwk may be. A certificate's may be on P-521 and sign with ES512, if its profile lets
/// it; it revokes, and nothing else (RFC 8555 §7.6).
enum class KeyOf { account, account_or_certificate };

/// Throws malformed, bad_signature_algorithm or bad_public_key, each with a sentence.
SignedRequest parse_signed_request(std::string_view body, KeyOf jwk = KeyOf::account);

/// The "alg" of a protected header, with which clients may sign. Throws malformed,
/// bad_signature_algorithm.
crypto::SignatureAlgorithm require_algorithm(const json::Reader& header);

/// RFC 7515 §4.1.11: what "crit" lists must be understood, and we know no extension. RFC 7797's
/// "b64" would change what is signed. Throws malformed.
void refuse_extensions(const json::Reader& header);

/// Why a client may not use this key, if so: RSA outside 2048 to 4096 bits, P-521, or a weak key.
/// Throws bad_public_key.
void require_fit_account_key(const crypto::PublicKey& key);

} // namespace chancery::acme
