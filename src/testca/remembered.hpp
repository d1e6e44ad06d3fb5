// SPDX-License-Identifier: Apache-2.0
#pragma once

// What a test CA keeps in memory of things that the store has in another form: as much as there is
// room for.

#include "base/id.hpp"

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace chancery::testca {

/// A value by the id of what it belongs to. Bounded. Safe to use from several threads.
template <class Id, class Value>
class Remembered {
public:
    explicit Remembered(std::size_t most = 100'000) : most_(most) {}

    /// In place of what was remembered before. The oldest id is forgotten where there is no room.
    void remember(const Id& id, Value value) {
        const std::lock_guard lock(mutex_);
        if (values_.size() == most_ && !values_.contains(id)) values_.erase(values_.begin());
        values_[id] = std::move(value);
    }

    std::optional<Value> find(const Id& id) const {
        const std::lock_guard lock(mutex_);
        const auto found = values_.find(id);
        return found == values_.end() ? std::nullopt : std::optional(found->second);
    }

private:
    std::size_t most_;
    mutable std::mutex mutex_;
    std::map<Id, Value> values_; ///< Ids begin with the time at which they were made.
};

/// By which URL each client calls its account. A test CA is reached by several names, and what a
/// client writes into the DNS has its account's URL as the client knows it.
using AccountUrls = Remembered<ClientId, std::string>;

} // namespace chancery::testca
