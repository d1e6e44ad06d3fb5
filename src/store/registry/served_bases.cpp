// SPDX-License-Identifier: Apache-2.0
#include "store/registry/served_bases.hpp"

#include "model/client.hpp"
#include "store/rows.hpp"

namespace chancery::store {

namespace {

constexpr db::Fragment base_columns = "url, since, until";

ServedBase base_at(const db::Row& row) {
    constexpr auto& at = base_columns;
    return {text_at(row, at["url"]), time_at(row, at["since"]), optional_time_at(row, at["until"])};
}

} // namespace

std::vector<ServedBase> list_served_bases(const Reader& reader) {
    std::vector<ServedBase> bases;
    for_each(
        reader,
        db::sql<"SELECT " + base_columns + " FROM served_bases ORDER BY url">,
        [&](const db::Row& row) { bases.push_back(base_at(row)); }
    );
    return bases;
}

void put(Transaction& tx, const ServedBase& base) {
    execute(
        tx,
        "INSERT INTO served_bases (url, since, until) VALUES ($1, $2, $3) "
        "ON CONFLICT (url) DO UPDATE SET since = excluded.since, until = excluded.until",
        base.url,
        base.since,
        base.until
    );
}

std::int64_t count_clients_registered(const Reader& reader, Time from, Time to) {
    return find_one(
               reader,
               "SELECT COUNT(*) FROM clients WHERE status = $1 AND created_at >= $2 "
               "AND created_at <= $3",
               [](const db::Row& row) { return row.integer(0); },
               to_string(ClientStatus::valid),
               from,
               to
    )
        .value_or(0);
}

} // namespace chancery::store
