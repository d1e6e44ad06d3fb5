// SPDX-License-Identifier: Apache-2.0
#pragma once

// Names of which a client has only failed to show control, and those that are paused for it. Kept
// only at an endpoint that pauses.

#include "base/id.hpp"
#include "base/time.hpp"
#include "model/client.hpp"
#include "model/name.hpp"
#include "store/store.hpp"

#include <vector>

namespace chancery::store {

/// One more. Returns how many there are in a row.
int count_failure(Transaction& tx, ClientId client, const Name& name, Time now);
/// Control was shown after all: what was counted is forgotten.
void forget_failures(Transaction& tx, ClientId client, const Name& name);

void pause(Transaction& tx, ClientId client, const Name& name, Time now);
bool is_paused(const Reader& reader, ClientId client, const Name& name);
/// By name.
std::vector<PausedName> list_paused(const Reader& reader, ClientId client);
/// All that are paused for it begin anew. Returns how many.
int resume(Transaction& tx, ClientId client);

/// Those that are not paused and have not failed since, up to so many. Returns how many.
int drop_failures(Transaction& tx, Time since, int limit);
bool has_old_failures(const Reader& reader, Time since);

} // namespace chancery::store
