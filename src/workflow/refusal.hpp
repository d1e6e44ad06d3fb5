// SPDX-License-Identifier: Apache-2.0
#pragma once

// How an order ends that may not be issued: shared by finalize and the sweep, inside their
// transactions.

#include "model/event.hpp"
#include "model/order.hpp"
#include "store/store.hpp"

#include <optional>

namespace chancery::workflow {

/// Who is told no, and whose names these are.
struct Refused {
    Actor actor;
    DepartmentId department;
    Outcome outcome = Outcome::refused;
};

/// "order.refused", about this order; the caller says how it ended.
Event order_event(const Order& order, const Actor& actor, DepartmentId department);

/// A client may have been deactivated since it was authenticated. Throws deactivated.
void require_valid(const store::Reader& reader, ClientId client);

/// What policy says against this order now; none when it may go on.
std::optional<Problem> refusal_now(store::Transaction& tx, const Order& order, Time now);

/// Moves the order to `invalid` with its problem, and records it.
void end_invalid(
    store::Transaction& tx, Order& order, const Problem& problem, const Refused& refused, Time now
);

} // namespace chancery::workflow
