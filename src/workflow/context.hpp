// SPDX-License-Identifier: Apache-2.0
#pragma once

// Who asks for a change, and when: what every use case that writes is told.

#include "base/time.hpp"
#include "model/event.hpp"

namespace chancery::workflow {

struct Request {
    Actor actor;
    Time now;
};

} // namespace chancery::workflow
