// SPDX-License-Identifier: Apache-2.0
#pragma once

// How many requests an address may make, before any of them is looked at. In the memory of this
// process, and in a bounded part of it.

#include "base/time.hpp"
#include "model/limits.hpp"

#include <chrono>
#include <cstddef>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace chancery::server {

/// Whatever a process serves from one address: a network behind a translator shares it, so the
/// limit is wide, and what a known client signed counts a tenth.
class RequestRate {
public:
    /// The word of this limit, in refusals and metrics.
    static constexpr std::string_view limit = "requestsPerAddress";
    static_assert(is_camel_case(limit));
    /// What may come at once: so many seconds' worth.
    static constexpr int burst_seconds = 10;

    RequestRate() = default; ///< Without a limit.
    explicit RequestRate(int a_second, std::size_t most_addresses = 100'000);

    /// One more request from this address; none when it may be answered, else when the next may. A
    /// local socket has no address and no limit.
    std::optional<std::chrono::seconds> take(std::string_view address, Time now);

    /// The request was a known client's: most of what it cost is given back.
    void give_back(std::string_view address);

private:
    using Table = std::unordered_map<std::string, ArrivalTime>;

    ArrivalTime& arrival_of(const std::string& subject, Time now);

    std::optional<Rate> rate_;
    std::size_t most_ = 0;
    std::mutex mutex_;
    /// Those seen lately, and those seen before them: an address that keeps asking stays, and what
    /// is forgotten is forgotten half a table at a time.
    Table recent_;
    Table older_;
};

} // namespace chancery::server
