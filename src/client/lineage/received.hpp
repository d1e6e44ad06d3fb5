// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a server sent, held against what was ordered.

#include "acme_client/obtain.hpp"
#include "client/console.hpp"
#include "client/issue.hpp"
#include "client/settings/settings.hpp"
#include "crypto/key.hpp"

#include <string>
#include <vector>

namespace chancery::client {

struct Ordered {
    const std::vector<std::string>& names;
    const crypto::PrivateKey& key;
    const Settings& settings;
};

/// Ready to be stored. Throws malformed where it is for another key or for other names: a mistake
/// of the server's must not replace a good certificate. Warns where a lesser wish was not
/// fulfilled.
Issued checked(const acme_client::Chain& chain, const Ordered& ordered, Console& console);

} // namespace chancery::client
