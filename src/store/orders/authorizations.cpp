// SPDX-License-Identifier: Apache-2.0
#include "store/orders/authorizations.hpp"

#include "store/problems.hpp"
#include "store/rows.hpp"

#include <algorithm>

namespace chancery::store {

namespace {

/// NULL is not a value that the column may have: the first schema had an order for every
/// authorization.
constexpr OrderId no_order{};

constexpr db::Fragment authorization_columns =
    "id, order_id, client_id, name, status, expires, method, validated_at, caa_checked_at";

Authorization authorization_at(const db::Row& row) {
    constexpr auto& at = authorization_columns;
    const auto order = id_at<OrderId>(row, at["order_id"]);
    return {
        .id = id_at<AuthorizationId>(row, at["id"]),
        .order = order == no_order ? std::nullopt : std::optional(order),
        .client = id_at<ClientId>(row, at["client_id"]),
        .name = {text_at(row, at["name"])},
        .status = known_at<AuthorizationStatus>(row, at["status"]),
        .expires = time_at(row, at["expires"]),
        .method = text_at(row, at["method"]),
        .validated_at = optional_time_at(row, at["validated_at"]),
        .caa_checked_at = optional_time_at(row, at["caa_checked_at"]),
    };
}

constexpr db::Fragment challenge_columns =
    "authorization_id, type, token, status, problem, validated_at";

acme::Challenge challenge_at(const db::Row& row) {
    constexpr auto& at = challenge_columns;
    return {
        .authorization = id_at<AuthorizationId>(row, at["authorization_id"]),
        .type = known_at<acme::ChallengeType>(row, at["type"]),
        .token = text_at(row, at["token"]),
        .status = known_at<acme::ChallengeStatus>(row, at["status"]),
        .problem = problem_at(row, at["problem"]),
        .validated_at = optional_time_at(row, at["validated_at"]),
    };
}

} // namespace

std::optional<Authorization> find_authorization(const Reader& reader, AuthorizationId id) {
    return find_one(
        reader,
        db::sql<"SELECT " + authorization_columns + " FROM authorizations WHERE id = $1">,
        authorization_at,
        id
    );
}

Authorization authorization(const Reader& reader, AuthorizationId id, ClientId client) {
    auto found = find_authorization(reader, id);
    if (!found || found->client != client)
        throw Error(Fault::not_found, "there is no such authorization");
    return *std::move(found);
}

std::vector<Authorization> list_authorizations(const Reader& reader, const Order& order) {
    std::vector<Authorization> authorizations;
    for (const auto& id : order.authorizations)
        if (auto found = find_authorization(reader, id))
            authorizations.push_back(*std::move(found));
    return authorizations;
}

std::optional<Authorization>
find_proven(const Reader& reader, ClientId client, const Name& name, Time until) {
    return find_one(
        reader,
        db::sql<
            "SELECT " + authorization_columns +
            " FROM authorizations WHERE client_id = $1 AND name = $2 "
            "AND method <> '' AND status = 'valid' AND expires > $3 ORDER BY expires DESC LIMIT 1">,
        authorization_at,
        client,
        name.value,
        until
    );
}

void insert(Transaction& tx, const Authorization& authorization) {
    execute(
        tx,
        "INSERT INTO authorizations (id, order_id, client_id, name, status, expires) "
        "VALUES ($1, $2, $3, $4, $5, $6)",
        authorization.id,
        authorization.order.value_or(no_order),
        authorization.client,
        authorization.name.value,
        to_string(authorization.status),
        authorization.expires
    );
}

void update(Transaction& tx, const Authorization& authorization) {
    execute(
        tx,
        "UPDATE authorizations SET status = $1, expires = $2, method = $3, validated_at = $4, "
        "caa_checked_at = $5 WHERE id = $6",
        to_string(authorization.status),
        authorization.expires,
        authorization.method,
        authorization.validated_at,
        authorization.caa_checked_at,
        authorization.id
    );
}

void add_use(Transaction& tx, AuthorizationId authorization, OrderId order) {
    execute(
        tx,
        "INSERT INTO authorization_uses (authorization_id, order_id) VALUES ($1, $2) "
        "ON CONFLICT DO NOTHING",
        authorization,
        order
    );
}

std::vector<OrderId> list_uses(const Reader& reader, AuthorizationId authorization, Time since) {
    std::vector<OrderId> orders;
    for_each(
        reader,
        "SELECT order_id FROM authorization_uses WHERE authorization_id = $1 AND order_id >= $2 "
        "ORDER BY order_id",
        [&](const db::Row& row) { orders.push_back(id_at<OrderId>(row, 0)); },
        authorization,
        first_id_at<OrderId>(since)
    );
    return orders;
}

std::vector<acme::Challenge> list_challenges(const Reader& reader, AuthorizationId authorization) {
    std::vector<acme::Challenge> challenges;
    for_each(
        reader,
        db::sql<"SELECT " + challenge_columns + " FROM challenges WHERE authorization_id = $1">,
        [&](const db::Row& row) { challenges.push_back(challenge_at(row)); },
        authorization
    );
    std::ranges::sort(challenges, {}, &acme::Challenge::type);
    return challenges;
}

std::optional<acme::Challenge>
find_challenge(const Reader& reader, AuthorizationId authorization, acme::ChallengeType type) {
    return find_one(
        reader,
        db::sql<
            "SELECT " + challenge_columns +
            " FROM challenges WHERE authorization_id = $1 AND type = $2">,
        challenge_at,
        authorization,
        acme::to_string(type)
    );
}

void insert(Transaction& tx, const acme::Challenge& challenge) {
    execute(
        tx,
        "INSERT INTO challenges (authorization_id, type, token, status) VALUES ($1, $2, $3, $4)",
        challenge.authorization,
        acme::to_string(challenge.type),
        challenge.token,
        acme::to_string(challenge.status)
    );
}

void update(Transaction& tx, const acme::Challenge& challenge) {
    const auto problem = to_text(challenge.problem);
    execute(
        tx,
        "UPDATE challenges SET status = $1, problem = $2, validated_at = $3 "
        "WHERE authorization_id = $4 AND type = $5",
        acme::to_string(challenge.status),
        param_or_null(problem),
        challenge.validated_at,
        challenge.authorization,
        acme::to_string(challenge.type)
    );
}

std::vector<acme::Challenge> list_left_challenges(const Reader& reader, Time now, int limit) {
    std::vector<acme::Challenge> left;
    for_each(
        reader,
        db::sql<
            "SELECT " + challenge_columns +
            " FROM challenges "
            "WHERE status = 'processing' AND leased_until <= $1 ORDER BY leased_until LIMIT $2">,
        [&](const db::Row& row) { left.push_back(challenge_at(row)); },
        now,
        limit
    );
    return left;
}

void set_handed_over(Transaction& tx, AuthorizationId authorization, acme::ChallengeType type) {
    execute(
        tx,
        "UPDATE challenges SET leased_until = NULL WHERE authorization_id = $1 AND type = $2",
        authorization,
        acme::to_string(type)
    );
}

void drop_authorization(Transaction& tx, AuthorizationId id, OrderId order, Time now) {
    execute(
        tx,
        "DELETE FROM authorization_uses WHERE authorization_id = $1 AND order_id = $2",
        id,
        order
    );
    const auto dropped = execute(
        tx, "DELETE FROM authorizations WHERE id = $1 AND (method = '' OR expires <= $2)", id, now
    );
    if (dropped != 0) execute(tx, "DELETE FROM challenges WHERE authorization_id = $1", id);
}

bool has_expired_authorizations(const Reader& reader, Time made_before, Time now) {
    return any(
        reader,
        "SELECT id FROM authorizations WHERE id < $1 AND expires <= $2 ORDER BY id LIMIT 1",
        first_id_at<AuthorizationId>(made_before),
        now
    );
}

int drop_expired_authorizations(Transaction& tx, Time made_before, Time now, int limit) {
    std::vector<AuthorizationId> ids;
    for_each(
        tx,
        "SELECT id FROM authorizations WHERE id < $1 AND expires <= $2 ORDER BY id LIMIT $3",
        [&](const db::Row& row) { ids.push_back(id_at<AuthorizationId>(row, 0)); },
        first_id_at<AuthorizationId>(made_before),
        now,
        limit
    );
    for (const auto& id : ids) {
        execute(tx, "DELETE FROM authorization_uses WHERE authorization_id = $1", id);
        execute(tx, "DELETE FROM challenges WHERE authorization_id = $1", id);
        execute(tx, "DELETE FROM authorizations WHERE id = $1", id);
    }
    return static_cast<int>(ids.size());
}

} // namespace chancery::store
