// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a crash or a full disk left behind between the two transactions of an issuance: asked of
// policy again, then signed or given up. And the dropping of what has ended.

#include "base/time.hpp"
#include "store/store.hpp"
#include "workflow/issuer_registry.hpp"

#include <functional>

namespace chancery::workflow {

/// What asks the DNS about an order that waits for it.
using AskCaa = std::function<void(OrderId)>;

struct Swept {
    int taken = 0;
    int issued = 0; ///< Of those.
};

/// Settles up to a bounded number of orders that are `processing` for over 30 seconds. Each ends
/// valid or invalid, with its serial issued or recorded as never signed, or is handed to `ask_caa`.
Swept sweep(Issuing& issuing, const AskCaa& ask_caa, Time now);

/// One recorded order, asked of policy again: signed, given up, handed to `ask_caa`, or left as it
/// is while its account or its issuer is disabled or the clock is wrong. Whether it was signed.
bool go_on(Issuing& issuing, const AskCaa& ask_caa, OrderId id, Time now);

/// Drops up to 10,000 orders that ended 30 days ago, orders without a certificate a day after they
/// expired, and authorizations that none of them had, and
/// what is kept of limits that it says nothing of any more, in small steps. Returns how many.
int drop_ended(store::Store& store, Time now);

} // namespace chancery::workflow
