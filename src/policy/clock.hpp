// SPDX-License-Identifier: Apache-2.0
#pragma once

// Can the server's clock be right? What was recorded is a second opinion. Pure.

#include "base/error.hpp"
#include "base/time.hpp"

#include <chrono>
#include <optional>

namespace chancery::policy {

/// How far records may be ahead: of a second server's clock, or of one that was just adjusted.
inline constexpr auto tolerated_lead = std::chrono::minutes(5);

/// Why nothing is issued by a clock that says `now` when the newest record is of this time; none
/// when both may be right. What to do about it is `chanceryd clock accept`'s to explain.
std::optional<Problem> check_clock(Time newest_record, Time now);

} // namespace chancery::policy
