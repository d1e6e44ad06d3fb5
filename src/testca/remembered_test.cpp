// SPDX-License-Identifier: Apache-2.0
#include "testca/remembered.hpp"

#include <gtest/gtest.h>

namespace chancery::testca {

namespace {

ClientId client(std::uint8_t number) {
    ClientId id;
    id.bytes.back() = number;
    return id;
}

TEST(AccountUrls, are_those_that_the_clients_came_with_last) {
    AccountUrls urls;
    EXPECT_EQ(urls.find(client(1)), std::nullopt);
    urls.remember(client(1), "https://localhost:14000/my-account/1");
    urls.remember(client(2), "https://pebble:14000/my-account/2");
    urls.remember(client(1), "https://127.0.0.1:14000/my-account/1");
    EXPECT_EQ(urls.find(client(1)), "https://127.0.0.1:14000/my-account/1");
    EXPECT_EQ(urls.find(client(2)), "https://pebble:14000/my-account/2");
}

TEST(AccountUrls, of_the_oldest_client_are_forgotten_where_there_is_no_room) {
    AccountUrls urls(2);
    urls.remember(client(1), "https://localhost");
    urls.remember(client(2), "https://localhost");
    urls.remember(client(2), "https://127.0.0.1");
    EXPECT_TRUE(urls.find(client(1)));
    urls.remember(client(3), "https://localhost");
    EXPECT_FALSE(urls.find(client(1)));
    EXPECT_TRUE(urls.find(client(2)));
    EXPECT_TRUE(urls.find(client(3)));
}

} // namespace

} // namespace chancery::testca
