// SPDX-License-Identifier: Apache-2.0
#pragma once

// The two servers that the one program is, by the name that it is called by.

#include <string>
#include <vector>

namespace chancery::testca {

/// In Pebble's place. Returns the exit code; throws what keeps it from starting.
int run_pebble(const std::vector<std::string>& words);

/// In that of pebble-challtestsrv.
int run_challtestsrv(const std::vector<std::string>& words);

} // namespace chancery::testca
