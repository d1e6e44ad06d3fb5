// SPDX-License-Identifier: Apache-2.0
#pragma once

// A phase of load: so many issuances by all clients, from one thread over epoll. Saturating (closed
// loop: a client begins the next issuance when one is complete) or paced (open loop: issuances
// arrive at random with a mean rate, whether the server keeps up or not).

#include "bench/client.hpp"
#include "bench/connection.hpp"

#include <array>
#include <optional>
#include <vector>

namespace chancery::bench {

/// A client on its connection.
struct Seat {
    Client client;
    Connection connection;
};

struct Plan {
    std::size_t issuances = 0;
    std::optional<double> rate = {}; ///< Arrivals a second; none saturates.
};

struct Figures {
    double seconds = 0;     ///< Of wall time.
    double cpu_seconds = 0; ///< The generator's own.
    /// By step, in microseconds, from the moment when a request was sent until its answer was read.
    /// When paced, an order's time begins when it arrived, also where no client was free.
    std::array<std::vector<float>, steps.size()> latencies = {};
};

/// Throws what the server answered to the first request that it did not grant.
Figures run(std::vector<Seat>& seats, const Plan& plan);

} // namespace chancery::bench
