// SPDX-License-Identifier: Apache-2.0
#pragma once

// How a server is told to stop.

#include <csignal>

namespace chancery::daemon {

/// SIGTERM and SIGINT, blocked for every thread that comes after.
class StopSignals {
public:
    StopSignals();

    void wait() const;

private:
    sigset_t set_{};
};

} // namespace chancery::daemon
