// SPDX-License-Identifier: Apache-2.0
#include "server/request_rate.hpp"

#include "base/network.hpp"
#include "policy/limits.hpp"

namespace chancery::server {

RequestRate::RequestRate(int a_second, std::size_t most_addresses)
    : rate_(Rate{
          .count = a_second * burst_seconds,
          .period = std::chrono::seconds(burst_seconds),
          .burst = a_second * burst_seconds}),
      most_(most_addresses) {}

std::optional<std::chrono::seconds> RequestRate::take(std::string_view address, Time now) {
    if (!rate_ || address.empty()) return std::nullopt;
    const auto subject = counted_as(address);
    const std::lock_guard lock(mutex_);
    auto& arrival = arrival_of(subject, now);
    const auto decision = policy::take(*rate_, arrival, now);
    arrival = decision.arrival;
    return decision.retry_after;
}

void RequestRate::give_back(std::string_view address) {
    if (!rate_) return;
    const auto subject = counted_as(address);
    const auto cost = std::chrono::microseconds(rate_->period) / rate_->count;
    const std::lock_guard lock(mutex_);
    if (const auto found = recent_.find(subject); found != recent_.end())
        found->second -= cost * 9 / 10;
}

ArrivalTime& RequestRate::arrival_of(const std::string& subject, Time now) {
    if (const auto found = recent_.find(subject); found != recent_.end()) return found->second;
    if (recent_.size() >= most_ / 2) {
        older_ = std::move(recent_);
        recent_ = {};
    }
    const auto before = older_.find(subject);
    return recent_.emplace(subject, before == older_.end() ? ArrivalTime(now) : before->second)
        .first->second;
}

} // namespace chancery::server
