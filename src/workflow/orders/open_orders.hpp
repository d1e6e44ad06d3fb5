// SPDX-License-Identifier: Apache-2.0
#pragma once

// Orders that wait for their client: what they cost is bounded by how many there may be at a time.

#include "base/error.hpp"
#include "model/limits.hpp"
#include "store/registry/clients.hpp"
#include "store/store.hpp"

#include <optional>

namespace chancery::workflow {

/// Why the client, or its ACME account, may have no more of them now, if so.
std::optional<Problem> crowded_by(
    const store::Reader& reader, const Limits& limits, const store::ClientStanding& client, Time now
);

} // namespace chancery::workflow
