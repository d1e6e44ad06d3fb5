// SPDX-License-Identifier: Apache-2.0
#pragma once

// The audit log: append-only. The same refusal again within an hour is one row with a counter,
// which is kept apart from the log.

#include "model/event.hpp"
#include "model/scope.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace chancery::store {

void record(Transaction& tx, const Event& event, Time now);

/// As `record`, unless the same actor, action, object and sentence was recorded within the hour
/// before: then that row's counter goes up. So does one for all when an actor was refused in a
/// hundred different ways within the hour.
void record_refusal(Transaction& tx, const Event& event, Time now);

struct EventFilter {
    std::optional<std::int64_t> before = std::nullopt; ///< Events with a smaller number.
    std::string actor = {};                            ///< Its name.
    std::string action = {};
    std::optional<Outcome> outcome = std::nullopt;
    std::string object_type = {};
    std::string object_id = {};
    std::optional<DepartmentId> department = std::nullopt;
    int limit = 50;
};

/// Newest first.
std::vector<RecordedEvent>
list_events(const Reader& reader, const Scope& scope, const EventFilter& filter);

} // namespace chancery::store
