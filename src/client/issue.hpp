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
    std::vector<std::string> names; ///< Fewer than wanted with --allow-subset-of-names.
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

/// certbot's summary: "a.example", "a.example and b.example", "a.example and 2 more domains".
std::string summary(const std::vector<std::string>& names);

} // namespace chancery::client
