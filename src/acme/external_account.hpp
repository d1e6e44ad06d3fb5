// SPDX-License-Identifier: Apache-2.0
#pragma once

// External account binding (RFC 8555 §7.3.4): a new client's proof that it holds an ACME account's
// credential.

#include "base/json.hpp"
#include "base/secret.hpp"
#include "crypto/digest.hpp"
#include "crypto/jws.hpp"
#include "crypto/key.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace chancery::acme {

struct ExternalAccountBinding {
    std::string key_id;
    crypto::Hash hash;
    crypto::Jws jws;

    /// In the same time whether it fits or not.
    bool is_made_with(const Secret& hmac_key) const;
};

/// The form, the MAC's algorithm, that the url is the outer request's and the payload the account
/// key's JWK. The MAC is not verified. Throws malformed or bad_public_key (see parse_jwk).
ExternalAccountBinding parse_external_account(
    const json::Reader& binding, std::string_view url, const crypto::PublicKey& account_key
);

/// That of a newAccount payload; none where it has none, or one that is broken in whatever way:
/// a key that is known needs none (RFC 8555 §7.3.1). Throws malformed for what is no object, and
/// DisclosedKey.
std::optional<ExternalAccountBinding> find_external_account(
    const json::Reader& new_account, std::string_view url, const crypto::PublicKey& account_key
);

} // namespace chancery::acme
