// SPDX-License-Identifier: Apache-2.0
#pragma once

// Who calls the API: the server's own user on the local socket, or the bearer of a token.

#include "model/event.hpp"
#include "model/permission.hpp"
#include "model/scope.hpp"
#include "model/token.hpp"
#include "net/http.hpp"
#include "store/store.hpp"

namespace chancery::server::api {

struct Caller {
    Actor actor;
    Role role;
    Scope own; ///< What belongs to the caller's departments.

    /// With whose things the caller may do this.
    Scope scope(Permission permission) const;
};

/// Throws unauthenticated.
Caller authenticate(const store::Store& store, const net::Request& request);

} // namespace chancery::server::api
