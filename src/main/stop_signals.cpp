// SPDX-License-Identifier: Apache-2.0
#include "main/stop_signals.hpp"

namespace chancery::daemon {

StopSignals::StopSignals() {
    sigemptyset(&set_);
    sigaddset(&set_, SIGTERM);
    sigaddset(&set_, SIGINT);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
}

void StopSignals::wait() const {
    int signal = 0;
    sigwait(&set_, &signal);
}

} // namespace chancery::daemon
