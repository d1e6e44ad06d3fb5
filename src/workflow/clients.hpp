// SPDX-License-Identifier: Apache-2.0
#pragma once

// Use cases: what the office does to clients. What they do themselves is registration's.

#include "model/client.hpp"
#include "store/store.hpp"
#include "workflow/context.hpp"
#include "workflow/input.hpp"

namespace chancery::workflow {

/// A client's version counts its statuses: 1 while it is valid, 2 afterwards.
int version_of(const Client& client);

/// Its key is refused from now on (RFC 8555 §7.3.6). Throws not_found, stale, conflict (it is not
/// valid).
Client deactivate_client(store::Store& store, const Request& request, const Seen<ClientId>& seen);

/// The names that are paused for it may be ordered again. Throws not_found, stale, conflict (none
/// is).
Client resume_client(store::Store& store, const Request& request, const Seen<ClientId>& seen);

} // namespace chancery::workflow
