// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: what another thread or process brings about in its own time.

#include <chrono>
#include <thread>

namespace chancery {

/// Whether it comes to be so within half a minute: a deadline for what takes milliseconds, so that
/// a test that waits in vain ends.
template <class Condition>
bool eventually(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(30);
    while (!condition()) {
        if (std::chrono::steady_clock::now() > deadline) return false;
        std::this_thread::yield();
    }
    return true;
}

} // namespace chancery
