// SPDX-License-Identifier: Apache-2.0
#pragma once

// Which office: the options that every command takes, and how they become a connection.

#include "admin/admin.hpp"
#include "admin/api_client.hpp"

#include <optional>
#include <string>

namespace chancery::admin {

struct Globals {
    std::optional<std::string> data = std::nullopt;
    std::optional<std::string> server = std::nullopt;
    std::optional<std::string> token_file = std::nullopt;
    std::optional<std::string> ca_file = std::nullopt;
    bool json = false;
};

/// Why these options do not go together, as a sentence; none where they do. A data directory that
/// CHANCERY_DATA names is taken over into `globals` when nothing else was said.
std::optional<std::string> complete(Globals& globals, const Surroundings& surroundings);

/// Of complete globals. Throws invalid for a token file that is none.
Office office_of(const Globals& globals, const Surroundings& surroundings);

/// From the data directory, or from the server whose name TLS has checked.
std::optional<std::string> find_root(const Globals& globals, Api& api);

} // namespace chancery::admin
