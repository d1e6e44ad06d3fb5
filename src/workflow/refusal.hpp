// SPDX-License-Identifier: Apache-2.0
#pragma once

// How an order ends that may not be issued: shared by finalize and its job, inside their
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

/// Why an order ends whose client has ended (RFC 8555 §7.3.6).
Problem fault_of_ended_client();

/// What the register says against an order; nothing when it may go on.
struct Ruling {
    /// Its endpoint, account or department is disabled: it stays as it is, and goes on when they
    /// are enabled.
    std::optional<Problem> suspension = std::nullopt;
    std::optional<Problem> refusal = std::nullopt; ///< By policy, for good.
};

Ruling rule_on(const store::Reader& reader, const Order& order, Time now);

/// Moves the order to `invalid` with its problem, and records it.
void end_invalid(
    store::Transaction& tx, Order& order, const Problem& problem, const Refused& refused, Time now
);

} // namespace chancery::workflow
