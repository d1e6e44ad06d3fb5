// SPDX-License-Identifier: Apache-2.0
#pragma once

// What making an ACME account and rotating its credential share. For the files of `workflow/`
// alone.

#include "base/bytes.hpp"
#include "base/secret.hpp"
#include "crypto/seal.hpp"
#include "model/event.hpp"
#include "model/register.hpp"
#include "workflow/registry/credentials.hpp"

#include <string>
#include <vector>

namespace chancery::workflow {

struct NewCredential {
    std::string key_id;
    Secret hmac_key; ///< base64url of 32 octets.
    Bytes sealed;
};

NewCredential new_credential(const crypto::Sealer& sealer);

/// What the HMAC key of this key id is sealed under, so that no other's opens in its place.
std::string seal_label(std::string_view key_id);

/// Sets the terms that are asked for, and notes the changes. Throws invalid.
void set_terms(
    std::vector<Change>& changes, CredentialTerms& terms, const TermsChange& wanted, Time now
);

} // namespace chancery::workflow
