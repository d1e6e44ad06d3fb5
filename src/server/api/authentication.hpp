// SPDX-License-Identifier: Apache-2.0
#pragma once

// Who calls the API: the server's own user on the local socket, or the bearer of a token.

#include "model/event.hpp"
#include "model/permission.hpp"
#include "model/scope.hpp"
#include "model/token.hpp"
#include "net/http.hpp"
#include "store/store.hpp"

#include <sys/types.h>

namespace chancery::server::api {

struct Caller {
    Actor actor;
    Role role;
    Scope own; ///< What belongs to the caller's departments.

    /// With whose things the caller may do this.
    Scope scope(Permission permission) const;
};

/// A user of this host, as the audit log has it.
Actor local_actor(uid_t user);

/// Throws unauthenticated.
Caller authenticate(const store::Store& store, const net::Request& request);

} // namespace chancery::server::api
