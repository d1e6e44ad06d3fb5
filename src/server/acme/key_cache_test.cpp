// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "crypto/random.hpp"
#include "server/acme/key_cache.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

namespace chancery::server {

namespace {

constexpr Time now{std::chrono::seconds(1'800'000'000)};

const crypto::PublicKey& key(std::size_t which) {
    static const std::vector keys{
        crypto::PrivateKey::generate(crypto::KeyType::ecdsaP256).public_key(),
        crypto::PrivateKey::generate(crypto::KeyType::ed25519).public_key()};
    return keys.at(which);
}

Client client_with(const crypto::PublicKey& key, const std::string& thumbprint) {
    return {
        .id = crypto::new_id<ClientId>(now),
        .endpoint = {},
        .account = {},
        .thumbprint = thumbprint,
        .spki = key.spki(),
        .created_at = now,
        .last_seen_at = now,
    };
}

TEST(KeyCache, gives_each_client_its_own_key_however_many_there_are) {
    KeyCache cache;
    std::vector<Client> clients;
    // More than it holds.
    for (std::size_t i = 0; i < 17'000; ++i)
        clients.push_back(client_with(key(i % 2), "thumbprint"));
    for (int pass = 0; pass < 2; ++pass)
        for (std::size_t i = 0; i < clients.size(); ++i)
            ASSERT_EQ(cache.key(clients[i]), key(i % 2)) << i;
}

TEST(KeyCache, reads_a_key_once_and_another_thumbprint_anew) {
    KeyCache cache;
    auto client = client_with(key(0), "first");
    EXPECT_EQ(cache.key(client), key(0));
    client.spki = "not looked at again";
    EXPECT_EQ(cache.key(client), key(0));
    client.thumbprint = "second";
    EXPECT_THROW(cache.key(client), Error);
    client.spki = key(1).spki();
    EXPECT_EQ(cache.key(client), key(1));
}

TEST(KeyCache, is_shared_by_threads) {
    KeyCache cache;
    std::vector<Client> clients;
    for (std::size_t i = 0; i < 200; ++i)
        clients.push_back(client_with(key(i % 2), "thumbprint"));
    std::atomic<int> right = 0;
    {
        std::vector<std::jthread> threads;
        for (int thread = 0; thread < 4; ++thread)
            threads.emplace_back([&] {
                for (std::size_t i = 0; i < clients.size(); ++i)
                    right += cache.key(clients[i]) == key(i % 2);
            });
    }
    EXPECT_EQ(right, 800);
}

} // namespace

} // namespace chancery::server
