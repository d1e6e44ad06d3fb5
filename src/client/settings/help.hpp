// SPDX-License-Identifier: Apache-2.0
#pragma once

// The help text of the client, from the tables of verbs and settings.

#include <string>

namespace chancery::client {

std::string help_text();

} // namespace chancery::client
