// SPDX-License-Identifier: Apache-2.0
#pragma once

// The certbot-compatible command line, whole: what main calls.

#include "base/time.hpp"

#include <span>
#include <string>

namespace chancery::client {

/// `arguments` are those behind the program's name. Prints, and returns the exit code: 0, 1 for
/// what went wrong, 2 for a command line that means nothing.
int run(std::span<const std::string> arguments, Time now);

/// Now.
int run(std::span<const std::string> arguments);

} // namespace chancery::client
