// SPDX-License-Identifier: Apache-2.0
#include "store/orders/orders.hpp"

#include "store/orders/authorizations.hpp"
#include "store/problems.hpp"
#include "store/rows.hpp"

#include <set>

namespace chancery::store {

namespace {

std::string to_lines(const std::vector<Name>& names) {
    std::string lines;
    for (const auto& name : names) {
        if (!lines.empty()) lines += '\n';
        lines += name.value;
    }
    return lines;
}

std::vector<Name> names_at(const db::Row& row, int column) {
    std::vector<Name> names;
    for (const auto name : split(row.text(column), '\n'))
        names.push_back({std::string(name)});
    return names;
}

Bytes to_blob(const std::vector<AuthorizationId>& ids) {
    Bytes blob;
    blob.reserve(ids.size() * sizeof(IdBytes));
    for (const auto& id : ids)
        blob += view_of(id.bytes);
    return blob;
}

std::vector<AuthorizationId> ids_at(const db::Row& row, int column) {
    const auto blob = row.blob(column);
    std::vector<AuthorizationId> ids(blob.size() / sizeof(IdBytes));
    for (std::size_t i = 0; i < ids.size(); ++i)
        std::memcpy(ids[i].bytes.data(), blob.data() + i * sizeof(IdBytes), sizeof(IdBytes));
    return ids;
}

constexpr db::Fragment order_columns =
    "id, endpoint_id, client_id, account_id, names, authorizations, status, created_at, expires, "
    "certificate_id, problem, replaces, profile, not_before, not_after";

Order order_at(const db::Row& row) {
    constexpr auto& at = order_columns;
    return {
        .id = id_at<OrderId>(row, at["id"]),
        .endpoint = id_at<EndpointId>(row, at["endpoint_id"]),
        .client = id_at<ClientId>(row, at["client_id"]),
        .account = id_at<AccountId>(row, at["account_id"]),
        .names = names_at(row, at["names"]),
        .authorizations = ids_at(row, at["authorizations"]),
        .status = known_at<OrderStatus>(row, at["status"]),
        .created_at = time_at(row, at["created_at"]),
        .expires = time_at(row, at["expires"]),
        .certificate = optional_id_at<CertificateId>(row, at["certificate_id"]),
        .problem = problem_at(row, at["problem"]),
        .replaces = text_at(row, at["replaces"]),
        .profile = text_at(row, at["profile"]),
        .validity =
            {.not_before = optional_time_at(row, at["not_before"]),
             .not_after = optional_time_at(row, at["not_after"])},
    };
}

void drop(Transaction& tx, const std::vector<Order>& ended, Time now) {
    for (const auto& order : ended) {
        for (const auto& id : order.authorizations)
            drop_authorization(tx, id, order.id, now);
        execute(tx, "DELETE FROM orders WHERE id = $1", order.id);
    }
}

} // namespace

std::optional<Order> find_order(const Reader& reader, OrderId id) {
    return find_one(
        reader, db::sql<"SELECT " + order_columns + " FROM orders WHERE id = $1">, order_at, id
    );
}

Order order(const Reader& reader, OrderId id) {
    auto found = find_order(reader, id);
    if (!found) throw Error(Fault::not_found, "there is no such order");
    return *std::move(found);
}

Order order(const Reader& reader, OrderId id, ClientId client) {
    auto found = order(reader, id);
    if (found.client != client) throw Error(Fault::not_found, "there is no such order");
    return found;
}

void insert(Transaction& tx, const Order& order) {
    execute(
        tx,
        "INSERT INTO orders (id, endpoint_id, client_id, account_id, names, authorizations, "
        "status, created_at, expires, replaces, profile, not_before, not_after) "
        "VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        order.id,
        order.endpoint,
        order.client,
        order.account,
        to_lines(order.names),
        db::Blob{to_blob(order.authorizations)},
        to_string(order.status),
        order.created_at,
        order.expires,
        order.replaces,
        order.profile,
        order.validity.not_before,
        order.validity.not_after
    );
}

void update(Transaction& tx, const Order& order, Time now) {
    const bool processing = order.status == OrderStatus::processing;
    const auto problem = to_text(order.problem);
    execute(
        tx,
        "UPDATE orders SET status = $1, certificate_id = $2, problem = $3, processing_since = $4, "
        "expires = $5 WHERE id = $6",
        to_string(order.status),
        order.certificate,
        param_or_null(problem),
        processing ? param(now) : db::Param(nullptr),
        order.expires,
        order.id
    );
}

std::int64_t end_orders(Transaction& tx, ClientId client, const Problem& problem) {
    execute(
        tx,
        "UPDATE certificates SET status = 'neverSigned', to_be_signed = NULL "
        "WHERE status = 'recorded' AND id IN (SELECT certificate_id FROM orders "
        "WHERE client_id = $1 AND status = 'processing')",
        client
    );
    const auto text = to_text(std::optional(problem));
    return execute(
        tx,
        "UPDATE orders SET status = 'invalid', problem = $1, processing_since = NULL "
        "WHERE client_id = $2 AND status IN ('pending', 'ready', 'processing')",
        param_or_null(text),
        client
    );
}

std::vector<OrderId> list_orders(const Reader& reader, ClientId client, const OrderPage& page) {
    std::vector<OrderId> ids;
    for_each(
        reader,
        "SELECT id FROM orders WHERE client_id = $1 AND ($2 = 0 OR id < $3) "
        "AND status <> 'invalid' AND (status IN ('processing', 'valid') OR expires > $4) "
        "ORDER BY id DESC LIMIT $5",
        [&](const db::Row& row) { ids.push_back(id_at<OrderId>(row, 0)); },
        client,
        page.before.has_value(),
        page.before.value_or(OrderId{}),
        page.at,
        page.limit
    );
    return ids;
}

std::vector<OrderId> list_left_orders(const Reader& reader, Time since, int limit) {
    std::vector<OrderId> ids;
    for_each(
        reader,
        "SELECT id FROM orders WHERE status = 'processing' AND processing_since < $1 "
        "ORDER BY processing_since LIMIT $2",
        [&](const db::Row& row) { ids.push_back(id_at<OrderId>(row, 0)); },
        since,
        limit
    );
    return ids;
}

void set_handed_over(Transaction& tx, OrderId order) {
    execute(tx, "UPDATE orders SET processing_since = NULL WHERE id = $1", order);
}

std::optional<Order> find_open_order(const Reader& reader, const Order& like, Time until) {
    const auto asks_the_same = [&](const Order& order) {
        return std::set(order.names.begin(), order.names.end()) ==
                   std::set(like.names.begin(), like.names.end()) &&
               order.profile == like.profile && order.validity == like.validity &&
               order.replaces == like.replaces;
    };
    std::optional<Order> found;
    for_each(
        reader,
        db::sql<
            "SELECT " + order_columns +
            " FROM orders WHERE client_id = $1 ORDER BY id DESC LIMIT 50">,
        [&](const db::Row& row) {
            const auto status = row.text(order_columns["status"]);
            if (found || status == "valid" || status == "invalid") return;
            auto order = order_at(row);
            const bool is_open = order.status != OrderStatus::processing && order.expires > until;
            if (is_open && asks_the_same(order)) found = std::move(order);
        },
        like.client
    );
    return found;
}

OpenCount count_open_orders(const Reader& reader, const OpenOrders& of, int most) {
    const auto read = [](const db::Row& row) {
        return OpenCount{static_cast<int>(row.integer(0)), time_at(row, 1)};
    };
    const auto found =
        of.client
            ? find_one(
                  reader,
                  "SELECT COUNT(*), COALESCE(MIN(expires), 0) FROM (SELECT expires FROM orders "
                  "WHERE account_id = $1 AND client_id = $2 AND status IN ('pending', 'ready') "
                  "AND expires > $3 ORDER BY expires LIMIT $4) AS open",
                  read,
                  of.account,
                  *of.client,
                  of.at,
                  most
              )
            : find_one(
                  reader,
                  "SELECT COUNT(*), COALESCE(MIN(expires), 0) FROM (SELECT expires FROM orders "
                  "WHERE account_id = $1 AND status IN ('pending', 'ready') AND expires > $2 "
                  "LIMIT $3) AS open",
                  read,
                  of.account,
                  of.at,
                  most
              );
    return found.value_or(OpenCount{});
}

bool has_orders_without_certificate(const Reader& reader, Time before) {
    return any(
        reader,
        "SELECT id FROM orders WHERE expires < $1 AND status IN ('pending', 'ready', 'invalid') "
        "LIMIT 1",
        before
    );
}

int drop_orders_without_certificate(Transaction& tx, Time before, Time now, int limit) {
    std::vector<Order> ended;
    for_each(
        tx,
        db::sql<
            "SELECT " + order_columns +
            " FROM orders WHERE expires < $1 AND status IN ('pending', 'ready', 'invalid') "
            "ORDER BY expires LIMIT $2">,
        [&](const db::Row& row) { ended.push_back(order_at(row)); },
        before,
        limit
    );
    drop(tx, ended, now);
    return static_cast<int>(ended.size());
}

bool has_ended_orders(const Reader& reader, Time before) {
    return any(
        reader,
        "SELECT id FROM orders WHERE id < $1 AND status <> 'processing' ORDER BY id LIMIT 1",
        first_id_at<OrderId>(before)
    );
}

int drop_ended_orders(Transaction& tx, Time before, Time now, int limit) {
    std::vector<Order> ended;
    for_each(
        tx,
        db::sql<
            "SELECT " + order_columns +
            " FROM orders WHERE id < $1 AND status <> 'processing' ORDER BY id LIMIT $2">,
        [&](const db::Row& row) { ended.push_back(order_at(row)); },
        first_id_at<OrderId>(before),
        limit
    );
    drop(tx, ended, now);
    return static_cast<int>(ended.size());
}

} // namespace chancery::store
