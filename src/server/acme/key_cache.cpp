// SPDX-License-Identifier: Apache-2.0
#include "server/acme/key_cache.hpp"

namespace chancery::server {

crypto::PublicKey KeyCache::key(const Client& client) {
    auto& shard = shards_[client.id.bytes.back() % shards];
    std::pair place(client.id, client.thumbprint);
    {
        const std::lock_guard lock(shard.mutex);
        if (const auto found = shard.keys.find(place); found != shard.keys.end())
            return found->second;
    }
    auto key = crypto::PublicKey::from_spki(client.spki);
    const std::lock_guard lock(shard.mutex);
    if (shard.keys.size() >= shard_size) shard.keys.clear();
    return shard.keys.emplace(std::move(place), std::move(key)).first->second;
}

} // namespace chancery::server
