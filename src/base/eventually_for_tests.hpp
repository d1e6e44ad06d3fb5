// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: what another thread or process brings about in its own time.

#include <chrono>
#include <thread>

namespace chancery {

/// A deadline for what takes milliseconds, so that a test that waits in vain ends.
inline constexpr std::chrono::seconds longest_wait{30};

/// Whether it comes to be so before that.
template <class Condition>
bool eventually(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + longest_wait;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::yield();
    }
    return true;
}

} // namespace chancery
