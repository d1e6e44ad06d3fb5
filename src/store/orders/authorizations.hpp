// SPDX-License-Identifier: Apache-2.0
#pragma once

// Authorizations and their challenges.

#include "acme/challenge.hpp"
#include "model/order.hpp"
#include "store/store.hpp"

#include <optional>
#include <vector>

namespace chancery::store {

std::optional<Authorization> find_authorization(const Reader& reader, AuthorizationId id);
/// Throws not_found, also for another client's.
Authorization authorization(const Reader& reader, AuthorizationId id, ClientId client);

/// The order's, in its order; without those that were dropped.
std::vector<Authorization> list_authorizations(const Reader& reader, const Order& order);

/// The client's that was proven by a challenge for exactly this name and is valid for longest, if
/// it is so beyond `until`.
std::optional<Authorization>
find_proven(const Reader& reader, ClientId client, const Name& name, Time until);

void insert(Transaction& tx, const Authorization& authorization);
/// Its status, until when, and how it was proven.
void update(Transaction& tx, const Authorization& authorization);

/// That an order made later relies on it too.
void add_use(Transaction& tx, AuthorizationId authorization, OrderId order);
/// Those orders that were made since then.
std::vector<OrderId> list_uses(const Reader& reader, AuthorizationId authorization, Time since);

/// In the order of the enumeration, where those come first that every client knows: some
/// (uacme 1.7) give up at the first that has no token.
std::vector<acme::Challenge> list_challenges(const Reader& reader, AuthorizationId authorization);
std::optional<acme::Challenge>
find_challenge(const Reader& reader, AuthorizationId authorization, acme::ChallengeType type);

void insert(Transaction& tx, const acme::Challenge& challenge);
/// Its status and what came of it. Who asks for one that is `processing` has a job.
void update(Transaction& tx, const acme::Challenge& challenge);

/// Up to `limit` that are `processing` without a job: a version from before there were jobs had
/// leased them until some time before `now`.
std::vector<acme::Challenge> list_left_challenges(const Reader& reader, Time now, int limit);
/// It has a job from now on.
void set_handed_over(Transaction& tx, AuthorizationId authorization, acme::ChallengeType type);

/// Drops an order's authorization with its challenges, unless it is relied on beyond `now`.
void drop_authorization(Transaction& tx, AuthorizationId id, OrderId order, Time now);
/// Drops up to `limit` of those that no order took with it: made before that time, by which all
/// but a few must have expired, or each call looks through the others. Returns how many.
int drop_expired_authorizations(Transaction& tx, Time made_before, Time now, int limit);
bool has_expired_authorizations(const Reader& reader, Time made_before, Time now);

} // namespace chancery::store
