// SPDX-License-Identifier: Apache-2.0
#include "store/orders/renewals.hpp"

#include "store/rows.hpp"

namespace chancery::store {

namespace {

constexpr db::Fragment renewal_columns = "order_id, replaced_by, asked_at, explanation_url";

Renewal renewal_at(const db::Row& row) {
    constexpr auto& at = renewal_columns;
    return {
        .order = optional_id_at<OrderId>(row, at["order_id"]),
        .replaced_by = optional_id_at<CertificateId>(row, at["replaced_by"]),
        .asked_at = optional_time_at(row, at["asked_at"]),
        .explanation_url = text_at(row, at["explanation_url"]),
    };
}

} // namespace

Renewal find_renewal(const Reader& reader, CertificateId id) {
    const auto found = find_one(
        reader,
        db::sql<"SELECT " + renewal_columns + " FROM renewals WHERE certificate_id = $1">,
        renewal_at,
        id
    );
    return found.value_or(Renewal{});
}

std::optional<CertificateId> find_replaced(const Reader& reader, CertificateId by) {
    return find_one(
        reader,
        "SELECT certificate_id FROM renewals WHERE replaced_by = $1",
        [](const db::Row& row) { return id_at<CertificateId>(row, 0); },
        by
    );
}

std::optional<CertificateId> find_to_replace(const Reader& reader, OrderId order) {
    return find_one(
        reader,
        "SELECT certificate_id FROM renewals WHERE order_id = $1",
        [](const db::Row& row) { return id_at<CertificateId>(row, 0); },
        order
    );
}

void set_replacing(Transaction& tx, CertificateId id, OrderId order) {
    execute(
        tx,
        "INSERT INTO renewals (certificate_id, order_id, explanation_url) VALUES ($1, $2, '') "
        "ON CONFLICT (certificate_id) DO UPDATE SET order_id = excluded.order_id",
        id,
        order
    );
}

void forget_replaces(Transaction& tx, OrderId order) {
    execute(tx, "UPDATE orders SET replaces = '' WHERE id = $1", order);
}

void set_replaced(Transaction& tx, OrderId order, CertificateId by) {
    execute(
        tx,
        "UPDATE renewals SET replaced_by = $1 WHERE order_id = $2 AND replaced_by IS NULL",
        by,
        order
    );
}

void ask_for_renewal(
    Transaction& tx, CertificateId id, const std::string& explanation_url, Time now
) {
    execute(
        tx,
        "INSERT INTO renewals (certificate_id, asked_at, explanation_url) VALUES ($1, $2, $3) "
        "ON CONFLICT (certificate_id) DO UPDATE SET asked_at = excluded.asked_at, "
        "explanation_url = excluded.explanation_url",
        id,
        now,
        explanation_url
    );
}

} // namespace chancery::store
