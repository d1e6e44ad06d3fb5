// SPDX-License-Identifier: Apache-2.0
#include "store/orders/failures.hpp"

#include "store/rows.hpp"

namespace chancery::store {

namespace {

constexpr db::Fragment paused_columns = "name, count, paused_at";

PausedName paused_at(const db::Row& row) {
    constexpr auto& at = paused_columns;
    return {
        .name = {text_at(row, at["name"])},
        .failures = static_cast<int>(row.integer(at["count"])),
        .paused_at = time_at(row, at["paused_at"]),
    };
}

} // namespace

int count_failure(Transaction& tx, ClientId client, const Name& name, Time now) {
    const auto count = find_one(
        tx,
        "INSERT INTO failures (client_id, name, count, last_at) VALUES ($1, $2, 1, $3) "
        "ON CONFLICT (client_id, name) DO UPDATE SET count = failures.count + 1, "
        "last_at = excluded.last_at RETURNING count",
        [](const db::Row& row) { return static_cast<int>(row.integer(0)); },
        client,
        name.value,
        now
    );
    return count.value();
}

void forget_failures(Transaction& tx, ClientId client, const Name& name) {
    execute(tx, "DELETE FROM failures WHERE client_id = $1 AND name = $2", client, name.value);
}

void pause(Transaction& tx, ClientId client, const Name& name, Time now) {
    execute(
        tx,
        "UPDATE failures SET paused_at = $1 WHERE client_id = $2 AND name = $3",
        now,
        client,
        name.value
    );
}

bool is_paused(const Reader& reader, ClientId client, const Name& name) {
    return any(
        reader,
        "SELECT 1 FROM failures WHERE client_id = $1 AND name = $2 AND paused_at IS NOT NULL",
        client,
        name.value
    );
}

std::vector<PausedName> list_paused(const Reader& reader, ClientId client) {
    std::vector<PausedName> paused;
    for_each(
        reader,
        db::sql<
            "SELECT " + paused_columns +
            " FROM failures "
            "WHERE client_id = $1 AND paused_at IS NOT NULL ORDER BY name">,
        [&](const db::Row& row) { paused.push_back(paused_at(row)); },
        client
    );
    return paused;
}

int resume(Transaction& tx, ClientId client) {
    return static_cast<int>(
        execute(tx, "DELETE FROM failures WHERE client_id = $1 AND paused_at IS NOT NULL", client)
    );
}

bool has_old_failures(const Reader& reader, Time since) {
    return any(
        reader,
        "SELECT last_at FROM failures WHERE paused_at IS NULL AND last_at < $1 "
        "ORDER BY last_at LIMIT 1",
        since
    );
}

int drop_failures(Transaction& tx, Time since, int limit) {
    return static_cast<int>(execute(
        tx,
        "DELETE FROM failures WHERE (client_id, name) IN (SELECT client_id, name FROM failures "
        "WHERE paused_at IS NULL AND last_at < $1 ORDER BY last_at LIMIT $2)",
        since,
        limit
    ));
}

} // namespace chancery::store
