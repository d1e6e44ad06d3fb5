// SPDX-License-Identifier: Apache-2.0
#pragma once

// By which URL each client calls its account. A test CA is reached by several names, and what a
// client writes into the DNS has its account's URL as the client knows it.

#include "base/id.hpp"

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace chancery::testca {

/// Bounded. Safe to use from several threads.
class AccountUrls {
public:
    explicit AccountUrls(std::size_t most = 100'000) : most_(most) {}

    /// The client came with this URL. The oldest client is forgotten where there is no room.
    void remember(ClientId client, std::string url);
    std::optional<std::string> find(ClientId client) const;

private:
    std::size_t most_;
    mutable std::mutex mutex_;
    std::map<ClientId, std::string> urls_; ///< In the order in which they registered.
};

} // namespace chancery::testca
