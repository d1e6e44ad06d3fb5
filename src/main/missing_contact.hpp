// SPDX-License-Identifier: Apache-2.0
#pragma once

// Refusals send people to the office: without an address of it they are sent nowhere.

#include "store/store.hpp"

#include <string>
#include <vector>

namespace chancery::daemon {

/// A warning for each organization that has no contact.
std::vector<std::string> warnings_of_missing_contacts(const store::Reader& reader);

} // namespace chancery::daemon
