// SPDX-License-Identifier: Apache-2.0
#include "server/limit_counters.hpp"

#include "model/limits.hpp"
#include "server/request_rate.hpp"

namespace chancery::server {

LimitCounters::LimitCounters(Metrics& metrics) {
    const auto add = [&](std::string_view limit) {
        const std::string word(limit);
        counters_[word] = metrics.counter(
            "chancery_rate_limited_total", "Requests that a limit refused.", {{"limit", word}}
        );
    };
    add(RequestRate::limit);
    for (const auto kind : every<LimitKind>)
        add(to_string(kind));
}

void LimitCounters::count(std::string_view limit) {
    if (const auto found = counters_.find(limit); found != counters_.end()) found->second.add();
}

} // namespace chancery::server
