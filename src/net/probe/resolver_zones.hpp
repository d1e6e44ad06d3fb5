// SPDX-License-Identifier: Apache-2.0
#pragma once

// Whom the resolver asks about which names, and which it knows itself, as libunbound's
// configuration.

#include "net/probe/prober.hpp"

#include <string>

namespace chancery::net {

/// Throws invalid for a server that is not an address, or a hosts file that cannot be read.
std::string zones_text(const ResolverOptions& options);

} // namespace chancery::net
