// SPDX-License-Identifier: Apache-2.0
#pragma once

// RFC 8555 §7.1.4, §7.4.1, §7.5: how a name becomes an authorization, valid by the register or with
// challenges, and what its client may do to it.

#include "acme/challenge.hpp"
#include "model/endpoint.hpp"
#include "model/order.hpp"
#include "policy/decide.hpp"
#include "store/registry/clients.hpp"
#include "store/store.hpp"

#include <chrono>
#include <optional>
#include <vector>

namespace chancery::workflow {

/// How long an order may take, and an authorization that is pending or pre-validated.
inline constexpr std::chrono::hours open_for{7 * 24};
/// A proof must hold for so long to be worth relying on again.
inline constexpr std::chrono::hours relied_on{1};

/// An authorization and what may be done for it; no challenges where it is pre-validated.
struct Authorized {
    Authorization authorization;
    std::vector<acme::Challenge> challenges = {};
    bool is_new = true;
};

/// Inside a transaction: of a name that is granted. `order` is none for newAuthz.
Authorized add_authorization(
    store::Transaction& tx,
    const Endpoint& endpoint,
    ClientId client,
    const policy::Verdict& verdict,
    std::optional<OrderId> order,
    Time now
);

/// The names that policy grants once control is shown, and that no challenge of the endpoint can
/// show; none when there are none.
std::optional<Problem>
unprovable(const Endpoint& endpoint, const std::vector<policy::Verdict>& verdicts);

/// RFC 8555 §7.4.1: before any order. One that is valid already is given again. Throws
/// rejected_identifier when policy refuses the name, deactivated, rate_limited.
Authorized create_authorization(
    store::Store& store,
    const Endpoint& endpoint,
    const store::ClientStanding& client,
    const Name& name,
    Time now
);

/// RFC 8555 §7.5.2. Each order that relies on it and is not finalized yet becomes invalid with it
/// (§7.1.6). One that has ended already stays as it is.
Authorization deactivate_authorization(
    store::Store& store, const store::ClientStanding& client, AuthorizationId id, Time now
);

/// The orders that an authorization takes with it when it ends, inside its transaction.
void end_orders(
    store::Transaction& tx, const Authorization& authorization, const Problem& problem, Time now
);

} // namespace chancery::workflow
