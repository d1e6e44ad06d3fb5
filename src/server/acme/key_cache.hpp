// SPDX-License-Identifier: Apache-2.0
#pragma once

// Parsed public keys of clients: parsing one costs more than the rest of a request's reading. The
// cache speeds up and decides nothing; the client's state is read from the database each time.

#include "crypto/key.hpp"
#include "model/client.hpp"

#include <array>
#include <cstddef>
#include <map>
#include <mutex>

namespace chancery::server {

class KeyCache {
public:
    /// By client and thumbprint, so that a changed key is another entry.
    crypto::PublicKey key(const Client& client);

private:
    static constexpr std::size_t shards = 16;
    static constexpr std::size_t shard_size = 1024; ///< When full, a shard is emptied.

    struct Shard {
        std::mutex mutex;
        std::map<std::pair<ClientId, std::string>, crypto::PublicKey> keys;
    };

    std::array<Shard, shards> shards_;
};

} // namespace chancery::server
