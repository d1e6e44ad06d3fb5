// SPDX-License-Identifier: Apache-2.0
#pragma once

// An office that moves to another URL: whether clients know it by one that it left.

#include "base/time.hpp"
#include "store/store.hpp"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace chancery::workflow {

/// A base that the office was served under before.
struct LeftBase {
    std::string url;
    std::int64_t clients = 0; ///< Valid ones that registered while it was served.
};

/// Those that are not among `urls` although clients may name their accounts by them.
std::vector<LeftBase>
find_left_bases(const store::Reader& reader, std::span<const std::string> urls, Time now);

/// The office is served under these from now on, and no longer under others.
void record_served_bases(store::Store& store, std::span<const std::string> urls, Time now);

} // namespace chancery::workflow
