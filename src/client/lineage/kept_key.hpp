// SPDX-License-Identifier: Apache-2.0
#pragma once

// The key of a lineage, where it may stay the same (--reuse-key).

#include "client/lineage/lineage.hpp"
#include "client/settings/options.hpp"
#include "crypto/key.hpp"

#include <string>

namespace chancery::client {

/// "rsa" or "ecdsa", as certbot tells keys apart.
std::string key_type_of(const crypto::PublicKey& key);

/// Throws invalid where the settings want another key than the one that is to be kept, or that the
/// lineage has been set to keep (certbot's rule).
void require_same_key_kind(
    const Options& options, const Settings& settings, const Lineage& lineage
);

} // namespace chancery::client
