// SPDX-License-Identifier: Apache-2.0
#include "main/signals.hpp"

namespace chancery::daemon {

Signals::Signals(std::initializer_list<int> taken) {
    sigemptyset(&set_);
    for (const int signal : taken)
        sigaddset(&set_, signal);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
}

int Signals::wait() const {
    int signal = 0;
    sigwait(&set_, &signal);
    return signal;
}

std::optional<int> Signals::wait_for(std::chrono::seconds time) const {
    const timespec timeout{.tv_sec = time.count(), .tv_nsec = 0};
    const int signal = sigtimedwait(&set_, nullptr, &timeout);
    return signal > 0 ? std::optional(signal) : std::nullopt;
}

} // namespace chancery::daemon
