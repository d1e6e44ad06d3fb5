// SPDX-License-Identifier: Apache-2.0
#pragma once

// How much of each limit is used up. Rows only for what is limited, and while they say something.

#include "base/id.hpp"
#include "base/time.hpp"
#include "model/limits.hpp"
#include "store/store.hpp"

#include <optional>
#include <string>

namespace chancery::store {

struct LimitKey {
    LimitKind kind;
    EndpointId endpoint;
    std::string subject; ///< An address, a client's id, a domain, a digest of names.
};

/// None of a subject that is new, or was dropped since it had used up nothing any more.
std::optional<ArrivalTime> find_arrival(const Reader& reader, const LimitKey& key);
void keep_arrival(Transaction& tx, const LimitKey& key, ArrivalTime arrival);

/// Those that have come, up to so many. Returns how many.
int drop_arrivals(Transaction& tx, Time now, int limit);
bool has_past_arrivals(const Reader& reader, Time now);

} // namespace chancery::store
