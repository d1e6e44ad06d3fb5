// SPDX-License-Identifier: Apache-2.0
#pragma once

// Orders between the two transactions of an issuance: what a crash or a full disk left behind, what
// waits for the DNS, for its account or for an issuer that takes its time. Each goes on as a job:
// asked of policy again, then signed or given up.

#include "base/time.hpp"
#include "store/store.hpp"
#include "workflow/issuance/issuer_registry.hpp"
#include "workflow/jobs/job.hpp"

#include <chrono>
#include <functional>

namespace chancery::workflow {

/// Makes the job that goes on with a recorded order at that time. Only for orders that did not end
/// at once: those that do cost no job.
void enqueue_order(store::Transaction& tx, OrderId order, Time at);

/// For how long an order is `processing` without a job before it counts as left behind.
inline constexpr std::chrono::seconds left_after{30};

/// What asks the DNS about an order that waits for it, and moves its job on.
using AskCaa = std::function<void(OrderId, const store::JobLease&)>;

/// The order that is the job's subject, asked of policy again: signed, given up with its serial
/// recorded as never signed, handed to `ask_caa`, or left as it is while its account or its issuer
/// is disabled or the clock is wrong.
JobResult go_on(Issuing& issuing, const AskCaa& ask_caa, const Job& job);

} // namespace chancery::workflow
