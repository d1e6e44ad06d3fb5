// SPDX-License-Identifier: Apache-2.0
#pragma once

// Account key roll-over (RFC 8555 §7.3.5): a request of the old key, around one that the new key
// has signed.

#include "crypto/key.hpp"

#include <string>
#include <string_view>

namespace chancery::acme {

struct KeyChange {
    crypto::PublicKey new_key;
    std::string account; ///< The URL of the account that it is for.
    crypto::PublicKey old_key;
};

/// `payload` of the outer request, sent to `url`. What is inside is signed by the new key, or this
/// throws: malformed, unauthorized, bad_signature_algorithm, bad_public_key.
KeyChange parse_key_change(std::string_view payload, std::string_view url);

} // namespace chancery::acme
