// SPDX-License-Identifier: Apache-2.0
#pragma once

// How long a flow may wait for the server in all, and the only place where it does.

#include <chrono>
#include <optional>

namespace chancery::acme_client {

class Patience {
public:
    explicit Patience(std::chrono::seconds in_all);

    /// Sleeps until it is worth asking again: as long as the server asked for, else a quarter of a
    /// second at first and five seconds at last, and never past the end. Throws unavailable when
    /// the time is over.
    void wait(std::optional<std::chrono::seconds> retry_after);

private:
    std::chrono::seconds in_all_;
    std::chrono::steady_clock::time_point end_;
    std::chrono::milliseconds pause_{250};
};

} // namespace chancery::acme_client
