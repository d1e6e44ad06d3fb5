// SPDX-License-Identifier: Apache-2.0
#pragma once

// Who asks for a change, and when: what every use case that writes is told.

#include "base/time.hpp"
#include "model/event.hpp"
#include "model/scope.hpp"

namespace chancery::workflow {

struct Request {
    Actor actor;
    Time now;
    Scope scope; ///< Whose things may be changed.
};

/// The same for what follows from a change and concerns everybody: that a key is compromised is so
/// whoever's certificates have it.
inline Request beyond_scope(const Request& request) {
    return {request.actor, request.now, Scope::all()};
}

} // namespace chancery::workflow
