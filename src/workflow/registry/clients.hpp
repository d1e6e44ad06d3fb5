// SPDX-License-Identifier: Apache-2.0
#pragma once

// Use cases: what the office does to clients. What they do themselves is registration's.

#include "model/client.hpp"
#include "store/store.hpp"
#include "workflow/context.hpp"
#include "workflow/registry/changes.hpp"

#include <vector>

namespace chancery::workflow {

/// A client's version counts its statuses: 1 while it is valid, 2 afterwards.
int version_of(const Client& client);

/// Inside a transaction: what is under way for a client that has ended ends with it (RFC 8555
/// §7.3.6), which is its orders and what was recorded for them. Returns the changes for its event.
std::vector<Change> end_orders(store::Transaction& tx, ClientId client);

/// Inside a transaction: a valid client becomes deactivated, and its orders end.
void deactivate_client(store::Transaction& tx, const Request& request, Client& client);

/// Its key is refused from now on (RFC 8555 §7.3.6). Throws not_found, stale, conflict (it is not
/// valid).
Client deactivate_client(store::Store& store, const Request& request, const Seen<ClientId>& seen);

/// The names that are paused for it may be ordered again. Throws not_found, stale, conflict (none
/// is).
Client resume_client(store::Store& store, const Request& request, const Seen<ClientId>& seen);

} // namespace chancery::workflow
