// SPDX-License-Identifier: Apache-2.0
#pragma once

// One certificate, from the account to PEM that is ready to be stored. Of the lineage nothing is
// written here.

#include "base/error.hpp"
#include "client/console.hpp"
#include "client/hooks/hooks.hpp"
#include "client/lineage/lineage_write.hpp"
#include "client/settings/settings.hpp"

#include <optional>
#include <string>
#include <vector>

namespace chancery::client {

/// Whether a certificate for trying things out would do.
enum class Staging {
    allowed,
    not_by_issuer, ///< Only what its issuer's name calls one is refused.
    refused,       ///< Also a server that calls itself one.
};

struct Wanted {
    std::vector<std::string> names;
    Settings settings;
    std::string announcement = {};                      ///< Printed when the server was reached.
    std::optional<Secret> reused_key = std::nullopt;    ///< None: a new one is made.
    std::optional<std::string> replaces = std::nullopt; ///< RFC 9773 §5.
    Staging staging = Staging::allowed;
};

struct Issued {
    NewVersion version;
    Time expires;
    std::vector<std::string> names; ///< Fewer than wanted with --allow-subset-of-names.
    std::string account = {};       ///< Its directory's name.
};

/// From the account to PEM. Pre-hooks run when all is ready for an order and the server was
/// reached, and not before. Throws also when what the server sent is not for this key or not for
/// these names.
Issued
issue(const Wanted& wanted, const Options& options, Hooks& hooks, Console& console, Time now);

/// certbot's summary: "a.example", "a.example and b.example", "a.example and 2 more".
std::string summary(const std::vector<std::string>& names);

} // namespace chancery::client
