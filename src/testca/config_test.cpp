// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "testca/config.hpp"

#include <gtest/gtest.h>

namespace chancery::testca {

namespace {

using namespace std::chrono_literals;

std::string refusal_of(std::string_view text) {
    try {
        (void)parse_config(text);
    } catch (const Error& error) {
        return error.what();
    }
    return {};
}

TEST(Config, is_pebbles) {
    const auto config = parse_config(R"({"pebble": {
        "listenAddress": "127.0.0.1:14000",
        "managementListenAddress": "0.0.0.0:15000",
        "certificate": "test/certs/localhost/cert.pem",
        "privateKey": "test/certs/localhost/key.pem",
        "httpPort": 5002, "tlsPort": 5001, "ocspResponderURL": "",
        "externalAccountBindingRequired": true,
        "externalAccountMACKeys": {"kid-1": "zWNDZM6eQGHWpSRTPal5eIUYFTu7EajVIoguysqZ9wG44nMEtx3M"},
        "domainBlocklist": ["blocked-domain.example"], "caaIdentities": ["ca.example"],
        "keyAlgorithm": "ecdsa", "retryAfter": {"authz": 3, "order": 5},
        "profiles": {"default": {"description": "Usual", "validityPeriod": 7776000},
                     "shortlived": {"description": "Short", "validityPeriod": 518400}}
    }})");
    EXPECT_EQ(net::to_string(config.listen), "127.0.0.1:14000");
    EXPECT_EQ(net::to_string(config.management_listen.value()), "[::]:15000");
    EXPECT_EQ(config.certificate, "test/certs/localhost/cert.pem");
    EXPECT_EQ(config.http_port, 5002);
    EXPECT_EQ(config.tls_port, 5001);
    EXPECT_TRUE(config.eab_required);
    EXPECT_FALSE(config.reuse_orders);
    ASSERT_EQ(config.eab_keys.size(), 1u);
    EXPECT_EQ(config.eab_keys.front().first, "kid-1");
    EXPECT_EQ(config.eab_keys.front().second.reveal().size(), 39u);
    EXPECT_EQ(config.blocked_domains, std::vector<std::string>{"blocked-domain.example"});
    EXPECT_EQ(config.caa_identities, std::vector<std::string>{"ca.example"});
    EXPECT_TRUE(config.asks_caa);
    EXPECT_EQ(config.key_kind, crypto::KeyType::ecdsaP256);
    EXPECT_EQ(config.authorization_retry_after, 3);
    EXPECT_EQ(config.order_retry_after, 5);
    ASSERT_EQ(config.profiles.size(), 2u);
    EXPECT_EQ(config.profiles[1].name, "shortlived");
    EXPECT_EQ(config.profiles[1].lifetime, 6 * 24h);
}

TEST(Config, gives_open_orders_back_where_it_says_so) {
    EXPECT_TRUE(
        parse_config(R"({"pebble": {"listenAddress": ":14000", "reusePendingOrders": true}})")
            .reuse_orders
    );
}

TEST(Config, has_members_in_any_case) {
    const auto config = parse_config(
        R"({"Pebble": {"ListenAddress": ":14000", "HTTPPort": 5002, "RetryAfter": {"Authz": 1}}})"
    );
    EXPECT_EQ(config.http_port, 5002);
    EXPECT_EQ(config.authorization_retry_after, 1);
}

TEST(Config, that_says_little_is_filled_as_pebble_fills_it) {
    const auto config = parse_config(R"({"pebble": {"listenAddress": ":14000"}})");
    EXPECT_FALSE(config.management_listen);
    EXPECT_FALSE(config.eab_required);
    EXPECT_EQ(config.key_kind, crypto::KeyType::rsa2048);
    EXPECT_EQ(config.caa_identities, std::vector<std::string>{"pebble.letsencrypt.org"});
    EXPECT_FALSE(config.asks_caa);
    ASSERT_EQ(config.profiles.size(), 1u);
    EXPECT_EQ(config.profiles.front().name, "default");
    EXPECT_EQ(config.profiles.front().lifetime, 90 * 24h);
}

TEST(Config, asks_for_certificates_of_200_days_at_most) {
    const auto config = parse_config(
        R"({"pebble": {"listenAddress": ":1", "certificateValidityPeriod": 157766400}})"
    );
    EXPECT_EQ(config.profiles.front().lifetime, 200 * 24h);
}

TEST(Config, that_is_wrong_is_refused_with_its_place) {
    EXPECT_EQ(refusal_of("{}"), "the configuration has no member \"pebble\"");
    EXPECT_EQ(
        refusal_of(R"({"pebble": {"listenAddress": ":1", "httpPort": 70000}})"),
        "/pebble/httpPort must be 0 to 65535"
    );
    EXPECT_EQ(
        refusal_of(R"({"pebble": {"listenAddress": ":1", "keyAlgorithm": "dsa"}})"),
        "/pebble/keyAlgorithm must be \"rsa\" or \"ecdsa\""
    );
    EXPECT_EQ(
        refusal_of(R"({"pebble": {"listenAddress": ":1", "externalAccountMACKeys": {"k": "*"}}})"),
        "/pebble/externalAccountMACKeys/k must be an HMAC key in base64url"
    );
    EXPECT_NE(refusal_of(R"({"pebble": {}})"), "");
}

TEST(Listen, is_on_both_families_where_no_address_is_named) {
    EXPECT_EQ(net::to_string(parse_listen(":14000")), "[::]:14000");
    EXPECT_EQ(net::to_string(parse_listen("0.0.0.0:14000")), "[::]:14000");
    EXPECT_EQ(net::to_string(parse_listen("[::]:14000")), "[::]:14000");
    EXPECT_EQ(net::to_string(parse_listen("[::1]:1")), "[::1]:1");
    EXPECT_EQ(net::to_string(parse_listen("10.30.50.4:1")), "10.30.50.4:1");
    EXPECT_EQ(net::to_string(parse_listen("localhost:1")), "127.0.0.1:1");
}

} // namespace

} // namespace chancery::testca
