// SPDX-License-Identifier: Apache-2.0
#pragma once

// Is there room under a limit? The generic cell rate algorithm (GCRA, ITU-T I.371). Pure.

#include "base/error.hpp"
#include "base/time.hpp"
#include "model/limits.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace chancery::policy {

struct [[nodiscard]] Decision {
    ArrivalTime arrival; ///< To be kept; what was, when it is refused.
    /// Of a refusal: when one more will fit. Never more than what one costs.
    std::optional<std::chrono::seconds> retry_after = std::nullopt;

    bool granted() const noexcept { return !retry_after; }
};

/// One more, after what was kept of the subject; none of one that is new. A time that this rate
/// cannot have left behind, but another limit or a clock that was set back, counts as none.
Decision take(const Rate& rate, std::optional<ArrivalTime> arrival, Time now);

/// One more that happened, whether there was room or not. Returns what is to be kept.
ArrivalTime count(const Rate& rate, std::optional<ArrivalTime> arrival, Time now);

/// "300 in 3 hours", "300 in 3 hours, 20 at once".
std::string spelled(const Rate& rate);

/// What was too much, for the requester's sentence.
struct Excess {
    LimitKind kind;
    Rate rate;
    std::string subject; ///< As a person reads it: an address, a domain, an ACME account's name.
    std::string ask;     ///< Whom to ask.
};

// Each of these refusals has its kind of limit as cause.

/// rateLimited, with the time and with Retry-After (RFC 8555 §6.6).
Problem refusal(const Excess& excess, std::chrono::seconds retry_after, Time now);

/// Of a client that only ever fails: no time makes that better.
Problem paused(const Excess& excess);

/// Of what is counted while it is there: room comes when the first of them ends.
Problem crowded(const Excess& excess, Time earliest_end, Time now);

} // namespace chancery::policy
