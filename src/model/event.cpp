// SPDX-License-Identifier: Apache-2.0
#include "model/event.hpp"

#include "base/error.hpp"

namespace chancery {} // namespace chancery
