// SPDX-License-Identifier: Apache-2.0
#pragma once

// What refused: one value of an enumeration of rules. Those stand in higher layers; this keeps
// which enumeration it was, so that a value comes out only as what it went in.

#include "base/words.hpp"

#include <optional>
#include <string_view>

namespace chancery {

class Cause {
public:
    constexpr Cause() = default;

    /// Not explicit: `.cause = Rule::not_delegated`.
    template <Worded E>
    constexpr Cause(E value)
        : enumeration_(&word_table<E>),
          value_(static_cast<int>(value)),
          word_(to_string(value)) {}

    /// None where nothing of this enumeration refused.
    template <Worded E>
    constexpr std::optional<E> find() const {
        if (enumeration_ != &word_table<E>) return std::nullopt;
        return static_cast<E>(value_);
    }

    /// For documents; empty without a cause.
    constexpr std::string_view word() const noexcept { return word_; }

    friend constexpr bool operator==(const Cause&, const Cause&) = default;

private:
    const void* enumeration_ = nullptr; ///< Its table, of which there is one.
    int value_ = 0;
    std::string_view word_ = {};
};

} // namespace chancery
