// SPDX-License-Identifier: Apache-2.0
#pragma once

// TERM, INT and HUP while certificates are got: what is under way is finished and post-hooks run,
// so that no web server stays stopped. Nothing new is begun.

#include <array>
#include <csignal>

namespace chancery::client {

/// While it lives these signals are noted. One that whoever called us has ignored (nohup) stays so.
/// A reader of our output that went away ends nothing half-way, either. One at a time.
class Interruption {
public:
    Interruption();
    Interruption(const Interruption&) = delete;
    Interruption& operator=(const Interruption&) = delete;
    ~Interruption();

    /// The first one that came; 0 for none.
    int signal() const noexcept;

private:
    static constexpr std::array signals_{SIGTERM, SIGINT, SIGHUP, SIGPIPE};

    std::array<struct sigaction, signals_.size()> before_{};
};

} // namespace chancery::client
