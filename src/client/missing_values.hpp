// SPDX-License-Identifier: Apache-2.0
#pragma once

// argparse takes no word that begins with '-' for the value of an option; CLI11 does. For
// options.cpp alone.

#include <string>
#include <vector>

namespace CLI {
class App;
}

namespace chancery::client {

/// Throws invalid for "--domain --standalone"; "--domain=--standalone" is meant so.
void refuse_missing_values(const CLI::App& app, const std::vector<std::string>& words);

} // namespace chancery::client
