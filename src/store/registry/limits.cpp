// SPDX-License-Identifier: Apache-2.0
#include "store/registry/limits.hpp"

#include "store/rows.hpp"

namespace chancery::store {

std::optional<ArrivalTime> find_arrival(const Reader& reader, const LimitKey& key) {
    return find_one(
        reader,
        "SELECT arrival FROM rate_limits WHERE kind = $1 AND endpoint_id = $2 AND subject = $3",
        [](const db::Row& row) { return ArrivalTime(std::chrono::microseconds(row.integer(0))); },
        to_string(key.kind),
        key.endpoint,
        key.subject
    );
}

void keep_arrival(Transaction& tx, const LimitKey& key, ArrivalTime arrival) {
    execute(
        tx,
        "INSERT INTO rate_limits (kind, endpoint_id, subject, arrival) VALUES ($1, $2, $3, $4) "
        "ON CONFLICT (kind, endpoint_id, subject) DO UPDATE SET arrival = excluded.arrival",
        to_string(key.kind),
        key.endpoint,
        key.subject,
        std::int64_t{arrival.time_since_epoch().count()}
    );
}

bool has_past_arrivals(const Reader& reader, Time now) {
    return any(
        reader,
        "SELECT arrival FROM rate_limits WHERE arrival <= $1 ORDER BY arrival LIMIT 1",
        std::int64_t{ArrivalTime(now).time_since_epoch().count()}
    );
}

int drop_arrivals(Transaction& tx, Time now, int limit) {
    return static_cast<int>(execute(
        tx,
        "DELETE FROM rate_limits WHERE (kind, endpoint_id, subject) IN "
        "(SELECT kind, endpoint_id, subject FROM rate_limits WHERE arrival <= $1 "
        "ORDER BY arrival LIMIT $2)",
        std::int64_t{ArrivalTime(now).time_since_epoch().count()},
        limit
    ));
}

} // namespace chancery::store
