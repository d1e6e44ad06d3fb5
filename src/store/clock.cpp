// SPDX-License-Identifier: Apache-2.0
#include "store/clock.hpp"

#include "store/rows.hpp"

#include <chrono>

namespace chancery::store {

namespace {

using namespace std::chrono_literals;

constexpr auto noted_every = 10s;

LaterRows::Of of(const db::Row& row) {
    return {row.integer(0), optional_time_at(row, 1)};
}

/// Of a table whose rows are known by ids that begin with their time. They never go back while a
/// process runs.
template <db::Fragment table, class SomeId>
LaterRows::Of count_later(const Reader& reader, Time than) {
    return *find_one(
        reader,
        db::sql<
            "SELECT COUNT(*), MAX(created_at) FROM " + table +
            " WHERE id >= $1 AND created_at > $2">,
        of,
        first_id_at<SomeId>(than + 1s),
        than
    );
}

} // namespace

Time find_newest_record(const Reader& reader) {
    return find_one(
               reader,
               "SELECT newest FROM clock WHERE id = 1",
               [](const db::Row& row) { return time_at(row, 0); }
    ).value_or(Time{});
}

void note_record(Transaction& tx, Time now) {
    execute(
        tx, "UPDATE clock SET newest = $1 WHERE id = 1 AND newest <= $2", now, now - noted_every
    );
}

void accept_clock(Transaction& tx, Time now) {
    execute(tx, "UPDATE clock SET newest = $1 WHERE id = 1", now);
}

LaterRows find_later_rows(const Reader& reader, Time than) {
    LaterRows rows;
    rows.certificates = count_later<"certificates", CertificateId>(reader, than);
    rows.orders = count_later<"orders", OrderId>(reader, than);
    for_each(
        reader,
        "SELECT COUNT(*), MAX(at), COALESCE(MIN(number), 0), COALESCE(MAX(number), 0) FROM events "
        "WHERE at > $1",
        [&](const db::Row& row) {
            rows.events = of(row);
            rows.first_event = row.integer(2);
            rows.last_event = row.integer(3);
        },
        than
    );
    for_each(
        reader,
        "SELECT id FROM certificates WHERE id >= $1 AND created_at > $2 ORDER BY id DESC LIMIT 10",
        [&](const db::Row& row) {
            rows.certificate_ids.push_back(to_string(id_at<CertificateId>(row, 0)));
        },
        first_id_at<CertificateId>(than + 1s),
        than
    );
    return rows;
}

} // namespace chancery::store
