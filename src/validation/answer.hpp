// SPDX-License-Identifier: Apache-2.0
#pragma once

// What every judge begins with: whether there is an answer at all.

#include "base/error.hpp"
#include "net/probe/probe.hpp"

#include <optional>

namespace chancery::validation {

/// Why nothing came back; none where something did.
inline std::optional<Problem> unanswered(const net::Answer& answer) {
    const auto* none = std::get_if<net::NoAnswer>(&answer);
    return none ? std::optional(Problem{none->fault, none->why}) : std::nullopt;
}

/// The answer. Throws internal where it is not of the kind of the probe.
template <class Kind>
const Kind& answer_of(const net::Answer& answer) {
    const auto* kind = std::get_if<Kind>(&answer);
    ensure(kind != nullptr, "an answer is of its probe's kind");
    return *kind;
}

} // namespace chancery::validation
