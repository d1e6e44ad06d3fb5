// SPDX-License-Identifier: Apache-2.0
#pragma once

// Refusals by each limit, for Prometheus.

#include "base/metrics.hpp"

#include <map>
#include <string>
#include <string_view>

namespace chancery::server {

class LimitCounters {
public:
    LimitCounters() = default; ///< Counts nothing.
    explicit LimitCounters(Metrics& metrics);

    /// By the limit's word.
    void count(std::string_view limit);

private:
    std::map<std::string, Counter, std::less<>> counters_;
};

} // namespace chancery::server
