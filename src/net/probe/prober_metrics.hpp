// SPDX-License-Identifier: Apache-2.0
#pragma once

// What the prober counts: how many probes run and wait, and how they ended, by kind and result.

#include "base/metrics.hpp"
#include "net/probe/probe.hpp"

#include <array>

namespace chancery::net {

class ProberMetrics {
public:
    explicit ProberMetrics(Metrics& metrics);

    void set(std::size_t running, std::size_t waiting);

    /// `kind` is the index of Probe's alternative.
    void finished(std::size_t kind, const Answer& answer);

private:
    static constexpr std::size_t kinds = std::variant_size_v<Probe>;
    static constexpr std::size_t results = 5;

    Gauge running_;
    Gauge waiting_;
    std::array<std::array<Counter, results>, kinds> finished_;
};

} // namespace chancery::net
