// SPDX-License-Identifier: Apache-2.0
#pragma once

// What this process is doing at the moment, so that it begins nothing twice.

#include <memory>
#include <mutex>
#include <set>

namespace chancery::workflow {

template <class Key>
class Underway {
public:
    /// Held by whoever does it; it may be done again when the last copy has gone.
    using Claim = std::shared_ptr<const Key>;

    /// None while somebody holds it. Must outlive what it gives.
    Claim claim(const Key& key) {
        {
            const std::lock_guard lock(mutex_);
            if (!keys_.insert(key).second) return nullptr;
        }
        return Claim(new Key(key), [this](const Key* held) {
            release(*held);
            delete held;
        });
    }

private:
    void release(const Key& key) {
        const std::lock_guard lock(mutex_);
        keys_.erase(key);
    }

    std::mutex mutex_;
    std::set<Key> keys_;
};

} // namespace chancery::workflow
