// SPDX-License-Identifier: Apache-2.0
#pragma once

// How a server is told to stop, or to read its settings again.

#include <chrono>
#include <csignal>
#include <initializer_list>
#include <optional>

namespace chancery::daemon {

class Signals {
public:
    /// These are waited for. They are blocked for every thread that is started from now on.
    explicit Signals(std::initializer_list<int> taken);

    /// The next one.
    int wait() const;

    /// The next one, or none within this time.
    std::optional<int> wait_for(std::chrono::seconds time) const;

private:
    sigset_t set_{};
};

} // namespace chancery::daemon
