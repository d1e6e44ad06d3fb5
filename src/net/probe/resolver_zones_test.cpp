// SPDX-License-Identifier: Apache-2.0
#include "net/probe/resolver_zones.hpp"

#include <gtest/gtest.h>

namespace chancery::net {

namespace {

bool holds(const ResolverOptions& options, std::string_view line) {
    return ("\n" + zones_text(options)).find("\n  " + std::string(line) + "\n") !=
           std::string::npos;
}

TEST(ResolverZones, keep_a_resolver_that_asks_the_internet_out_of_our_own_network) {
    for (const auto* network : {"127.0.0.0/8", "10.0.0.0/8", "192.168.0.0/16", "::/3", "8000::/1"})
        EXPECT_TRUE(holds({}, std::string("do-not-query-address: ") + network)) << network;
    EXPECT_FALSE(holds({}, "do-not-query-localhost: no"));
}

TEST(ResolverZones, let_it_ask_this_machine_only_where_that_is_a_server_of_ours) {
    for (const auto* server : {"127.0.0.1", "127.0.0.53@5353", "::1", "::1@53"})
        EXPECT_TRUE(holds({.servers = {"10.0.0.53", server}}, "do-not-query-localhost: no"))
            << server;
    EXPECT_FALSE(holds({.servers = {"10.0.0.53"}}, "do-not-query-localhost: no"));
    EXPECT_FALSE(holds({.servers = {"10.0.0.53"}}, "do-not-query-address: 10.0.0.0/8"));
}

} // namespace

} // namespace chancery::net
