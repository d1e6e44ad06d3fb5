// SPDX-License-Identifier: Apache-2.0
#pragma once

// Under which URLs the office was served, so that one that clients know is not forgotten.

#include "base/time.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace chancery::store {

struct ServedBase {
    std::string url;
    Time since;
    std::optional<Time> until = std::nullopt; ///< None while it is listed.

    friend bool operator==(const ServedBase&, const ServedBase&) = default;
};

/// By URL.
std::vector<ServedBase> list_served_bases(const Reader& reader);

/// In place of the one with this URL.
void put(Transaction& tx, const ServedBase& base);

/// Valid clients that registered then, both times included.
std::int64_t count_clients_registered(const Reader& reader, Time from, Time to);

} // namespace chancery::store
