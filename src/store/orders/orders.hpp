// SPDX-License-Identifier: Apache-2.0
#pragma once

// Orders.

#include "model/order.hpp"
#include "store/store.hpp"

#include <optional>
#include <vector>

namespace chancery::store {

std::optional<Order> find_order(const Reader& reader, OrderId id);
/// Throws not_found, also for an order of another client: nobody learns which ids exist.
Order order(const Reader& reader, OrderId id, ClientId client);
Order order(const Reader& reader, OrderId id);

void insert(Transaction& tx, const Order& order);
/// Status, expiry, certificate and problem. A `processing` order is dated, so that it is found when
/// nobody goes on with it.
void update(Transaction& tx, const Order& order, Time now);

/// The client's orders that do not read invalid `at` a time, newest first (RFC 8555 §7.1.2.1).
struct OrderPage {
    Time at;
    std::optional<OrderId> before = std::nullopt;
    int limit = 50;
};

std::vector<OrderId> list_orders(const Reader& reader, ClientId client, const OrderPage& page);

/// Up to `limit` orders that have been `processing` since before `since` without a job, those first
/// that are so for longest.
std::vector<OrderId> list_left_orders(const Reader& reader, Time since, int limit);
/// It has a job from now on, and is not looked at any more.
void set_handed_over(Transaction& tx, OrderId order);

/// Of the latest 50 orders of the same client the newest that is open beyond `until` and asks for
/// the same: names, in whatever order, profile and validity.
std::optional<Order> find_open_order(const Reader& reader, const Order& like, Time until);

/// Each order of the client that has not ended becomes invalid for this reason; what was recorded
/// for it is never signed. Returns how many.
std::int64_t end_orders(Transaction& tx, ClientId client, const Problem& problem);

/// What waits for its client.
struct OpenOrders {
    AccountId account;
    std::optional<ClientId> client = std::nullopt; ///< None: of all clients of the account.
    Time at;
};

/// Counted up to `most`, with when the first of them ends.
struct OpenCount {
    int count = 0;
    Time earliest_end = {};
};

OpenCount count_open_orders(const Reader& reader, const OpenOrders& of, int most);

/// Drops up to `limit` orders without a certificate that expired before `before`, with their
/// authorizations, unless these are relied on beyond `now`. Returns how many.
int drop_orders_without_certificate(Transaction& tx, Time before, Time now, int limit);
bool has_orders_without_certificate(const Reader& reader, Time before);

/// Drops up to `limit` orders that were created before `before` and have ended or expired, with
/// their authorizations, unless these are relied on beyond `now`. Returns how many.
int drop_ended_orders(Transaction& tx, Time before, Time now, int limit);
bool has_ended_orders(const Reader& reader, Time before);

} // namespace chancery::store
