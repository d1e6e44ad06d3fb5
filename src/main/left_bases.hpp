// SPDX-License-Identifier: Apache-2.0
#pragma once

// Whether public_url still lists every URL by which clients know this office.

#include "main/config.hpp"
#include "store/store.hpp"

#include <string>
#include <vector>

namespace chancery::daemon {

/// A sentence for each base that clients may know and public_url does not list.
std::vector<std::string>
warnings_of_left_bases(const store::Reader& reader, const Config& config, Time now);

/// At a start: warns of them in the log, and records under which bases the office is served.
void note_served_bases(store::Store& store, const Config& config, Time now);

} // namespace chancery::daemon
