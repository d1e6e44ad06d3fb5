// SPDX-License-Identifier: Apache-2.0
#pragma once

// The dropping of what has ended, so that the database does not grow with what nobody asks for.

#include "base/time.hpp"
#include "store/store.hpp"

namespace chancery::workflow {

/// Whether there is anything to drop: some looks at indexes.
bool has_ended(const store::Reader& reader, Time now);

/// Drops up to 10,000 orders that ended 30 days ago, orders without a certificate a day after they
/// expired, authorizations that none of them had, jobs that failed 30 days ago, and what is kept of
/// limits that it says nothing of any more, in small steps. Returns how many. Two processes may do
/// so at once: what is gone is dropped once.
int drop_ended(store::Store& store, Time now);

} // namespace chancery::workflow
