// SPDX-License-Identifier: Apache-2.0
#pragma once

// CAA at issuance (RFC 8659): what the DNS said when a name was proven holds for 8 hours
// (CA/Browser Forum Baseline Requirements §4.2.2.1), then it is asked again. Who asks is
// workflow/validation/validator.

#include "model/endpoint.hpp"
#include "model/order.hpp"
#include "store/jobs.hpp"
#include "store/registry/clients.hpp"
#include "store/store.hpp"

#include <optional>
#include <vector>

namespace chancery::workflow {

/// The order's authorizations whose names must be asked about before it is issued; none where its
/// endpoint asks for no CAA.
std::vector<Authorization> stale_caa(const store::Reader& reader, const Order& order, Time now);

/// A recorded order that waits for the DNS.
struct CaaCheck {
    Order order;
    store::ClientStanding client;
    Endpoint endpoint;
    std::vector<Authorization> stale;
};

/// None when there is nothing to wait for any more.
std::optional<CaaCheck> find_caa_check(const store::Reader& reader, OrderId id, Time now);

/// The DNS lets us issue for all of them: the order's job goes on at once. Throws conflict when
/// another process has taken the job over, as `refuse` does.
void allow(store::Store& store, const CaaCheck& check, const store::JobLease& lease, Time now);

/// It does not, or cannot be asked: the order ends invalid, its serial recorded as never signed,
/// and its job is complete.
void refuse(
    store::Store& store,
    const CaaCheck& check,
    const Problem& problem,
    const store::JobLease& lease,
    Time now
);

} // namespace chancery::workflow
