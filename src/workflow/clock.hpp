// SPDX-License-Identifier: Apache-2.0
#pragma once

// What nothing is issued without: a clock that can be right.

#include "base/error.hpp"
#include "store/store.hpp"
#include "workflow/context.hpp"

#include <optional>
#include <string>

namespace chancery::workflow {

/// Throws not_issuing while the clock is behind what was recorded. Whether it is within the CA's
/// own time is asked where a certificate is drafted (issuance/validity).
void require_right_clock(const store::Reader& reader, Time now);

/// The same as a value.
std::optional<Problem> objection_to_clock(const store::Reader& reader, Time now);

/// Throws not_issuing while the clock is behind what was recorded, or before the beginning of a CA
/// that an enabled endpoint issues from: whether the server is ready. The end of a CA does not make
/// it unready, since lists, revocations and the API go on.
void require_plausible_clock(const store::Store& store, Time now);

/// Takes the clock for right, whatever was recorded later than it says, and records which rows
/// these are. Returns that as a sentence; none where the clock was not behind, and nothing is done.
/// Throws not_issuing, and changes nothing, before the beginning of a CA that an enabled endpoint
/// issues from: that is not a record that could be accepted, since nothing that the CA signs before
/// it is worth anything.
std::optional<std::string> accept_clock(store::Store& store, const Request& request);

} // namespace chancery::workflow
