// SPDX-License-Identifier: Apache-2.0
#pragma once

// The times that an order asked for, as its client wrote them. The store keeps whole seconds;
// Pebble gives back the text, and clients compare it.

#include "base/id.hpp"
#include "testca/remembered.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace chancery::testca {

struct AskedTimes {
    std::optional<std::string> not_before;
    std::optional<std::string> not_after;

    bool are_none() const { return !not_before && !not_after; }
};

using OrderTimes = Remembered<OrderId, AskedTimes>;

/// Of a newOrder request that was accepted.
AskedTimes asked_times(std::string_view payload);

/// An order as it is sent, with these times in place of its own.
std::string with_times(std::string_view order, const AskedTimes& times);

} // namespace chancery::testca
