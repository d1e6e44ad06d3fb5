// SPDX-License-Identifier: Apache-2.0
#pragma once

// A value that must not leak: wiped when it goes, and impossible to print or copy by accident.

#include "base/bytes.hpp"

#include <utility>

namespace chancery {

class Secret {
public:
    Secret() = default;

    explicit Secret(Bytes value) : value_(std::move(value)) {}

    Secret(Secret&& other) noexcept { swap(other); }

    Secret& operator=(Secret&& other) noexcept {
        Secret moved(std::move(other));
        swap(moved);
        return *this;
    }

    Secret(const Secret&) = delete;
    Secret& operator=(const Secret&) = delete;

    ~Secret() { wipe(); }

    /// The value, for the one call that needs it. Valid as long as this Secret.
    BytesView reveal() const noexcept { return value_; }

    /// A second holder of the same value, on purpose.
    Secret copy() const { return Secret(value_); }

    bool empty() const noexcept { return value_.empty(); }

private:
    void swap(Secret& other) noexcept;
    void wipe() noexcept;

    Bytes value_;
};

} // namespace chancery
