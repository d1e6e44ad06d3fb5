// SPDX-License-Identifier: Apache-2.0
#include "client/interruption.hpp"

namespace chancery::client {

namespace {

// A handler can reach nothing else.
volatile std::sig_atomic_t first_signal = 0;

extern "C" void note_signal(int signal) {
    if (first_signal == 0) first_signal = signal;
}

} // namespace

Interruption::Interruption() {
    first_signal = 0;

    struct sigaction action {};

    sigemptyset(&action.sa_mask);
    action.sa_flags = SA_RESTART;
    for (std::size_t i = 0; i < signals_.size(); ++i) {
        action.sa_handler = signals_[i] == SIGPIPE ? SIG_IGN : note_signal;
        sigaction(signals_[i], nullptr, &before_[i]);
        if (before_[i].sa_handler != SIG_IGN) sigaction(signals_[i], &action, nullptr);
    }
}

Interruption::~Interruption() {
    for (std::size_t i = 0; i < signals_.size(); ++i)
        sigaction(signals_[i], &before_[i], nullptr);
}

int Interruption::signal() const noexcept {
    return first_signal;
}

} // namespace chancery::client
