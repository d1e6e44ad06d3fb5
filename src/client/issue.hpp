// SPDX-License-Identifier: Apache-2.0
#pragma once

// One certificate, from the key to PEM that is ready to be stored. Nothing is written here.

#include "base/error.hpp"
#include "client/console.hpp"
#include "client/enroll.hpp"
#include "client/lineage_write.hpp"
#include "client/settings.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chancery::client {

struct Issued {
    NewVersion version;
    Time expires;
};

/// `reused` is the key to keep; without it a new one is made. Throws also when what the server sent
/// is not for this key or not for these names.
Issued issue(
    Enrolled& enrolled,
    const Options& options,
    const Settings& settings,
    const std::vector<std::string>& names,
    const std::optional<Secret>& reused,
    Console& console
);

/// "a.example", "a.example and b.example", "a.example and 2 more domains".
std::string summary(const std::vector<std::string>& names);

/// Throws invalid where key options contradict the key that is to be kept.
void require_same_key_kind(
    const Options& options, const Settings& settings, const Lineage& lineage
);

/// "rsa" or "ecdsa", as certbot tells keys apart.
std::string key_type_of(const crypto::PublicKey& key);

} // namespace chancery::client
