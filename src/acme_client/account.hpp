// SPDX-License-Identifier: Apache-2.0
#pragma once

// An account at an ACME server (RFC 8555 §7.3), known by its URL once it exists.

#include "acme_client/session.hpp"
#include "base/secret.hpp"
#include "crypto/digest.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chancery::acme_client {

/// RFC 8555 §7.3.4: what the office gave to the host.
struct ExternalAccount {
    std::string key_id;
    Secret hmac_key; ///< The octets, not their base64url.
    crypto::Hash hash = crypto::Hash::sha256;
};

/// Reads an HMAC key as people paste it: base64url or base64, padded or not. Throws invalid,
/// without showing it.
Secret read_hmac_key(const Secret& text);

struct Registration {
    std::vector<std::string> contact = {}; ///< "mailto:...".
    bool terms_of_service_agreed = false;
    const ExternalAccount* external_account = nullptr;
};

struct Registered {
    std::string url;
    bool created = false; ///< False where this key had an account already.
};

/// The session uses the account from here on. Throws external_account_required before anything is
/// sent where the server wants a binding and there is none.
Registered register_account(Session& session, const Registration& registration);

/// The account of the session's key, without making one. The session uses it from here on.
std::optional<std::string> find_account(Session& session);

} // namespace chancery::acme_client
