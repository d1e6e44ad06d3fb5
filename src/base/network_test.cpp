// SPDX-License-Identifier: Apache-2.0
#include "base/address.hpp"
#include "base/network.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace chancery {

namespace {

Bytes octets(std::string_view text) {
    return parse_address(text).value();
}

bool lies_in(std::string_view network, std::string_view address) {
    return contains(parse_network(network).value(), octets(address));
}

TEST(Network, is_read_in_one_way_only) {
    for (const auto* text :
         {"192.0.2.0/24", "0.0.0.0/0", "10.0.0.0/9", "192.0.2.7/32", "2001:db8::/32", "::/0"}) {
        const auto network = parse_network(text);
        ASSERT_TRUE(network) << text;
        EXPECT_EQ(to_string(*network), text);
    }
    for (const auto* text :
         {"",
          "/",
          "192.0.2.0/",
          "192.0.2.0/33",
          "192.0.2.0/024",
          "192.0.2.0/+4",
          "192.0.2.0/-1",
          "192.0.2.0/24 ",
          "192.0.2.0/24/24",
          "192.0.2/24",
          "192.0.2.1/24", // A bit beyond the prefix.
          "10.128.0.0/8",
          "2001:db8::1/64",
          "2001:db8::/129",
          "[2001:db8::]/32",
          "example.org"})
        EXPECT_FALSE(parse_network(text)) << text;
}

TEST(Network, may_be_an_address_alone) {
    EXPECT_EQ(to_string(parse_network("192.0.2.7").value()), "192.0.2.7/32");
    EXPECT_EQ(to_string(parse_network("2001:db8::7").value()), "2001:db8::7/128");
}

TEST(Network, contains_what_agrees_in_its_prefix) {
    EXPECT_TRUE(lies_in("192.0.2.0/24", "192.0.2.255"));
    EXPECT_FALSE(lies_in("192.0.2.0/24", "192.0.3.0"));
    EXPECT_TRUE(lies_in("10.128.0.0/9", "10.255.0.1"));
    EXPECT_FALSE(lies_in("10.128.0.0/9", "10.127.255.255"));
    EXPECT_TRUE(lies_in("192.0.2.7", "192.0.2.7"));
    EXPECT_FALSE(lies_in("192.0.2.7", "192.0.2.6"));
    EXPECT_TRUE(lies_in("0.0.0.0/0", "203.0.113.1"));
    EXPECT_TRUE(lies_in("2001:db8:8000::/33", "2001:db8:ffff::1"));
    EXPECT_FALSE(lies_in("2001:db8:8000::/33", "2001:db8:7fff::1"));
}

TEST(Network, does_not_contain_addresses_of_the_other_family) {
    EXPECT_FALSE(lies_in("0.0.0.0/0", "::1"));
    EXPECT_FALSE(lies_in("::/0", "192.0.2.1"));
    EXPECT_FALSE(contains(parse_network("0.0.0.0/0").value(), ""));
    EXPECT_FALSE(contains(parse_network("0.0.0.0/0").value(), "abc"));
}

TEST(Network, takes_a_mapped_address_for_the_ipv4_address_that_it_is) {
    EXPECT_TRUE(lies_in("127.0.0.0/8", "::ffff:127.0.0.1"));
    EXPECT_FALSE(lies_in("::/0", "::ffff:127.0.0.1"));
    EXPECT_TRUE(lies_in("::ffff:10.0.0.0/104", "10.1.2.3"));
    EXPECT_FALSE(is_public_address(octets("::ffff:10.0.0.1")));
    EXPECT_TRUE(is_public_address(octets("::ffff:8.8.8.8")));
}

TEST(Network, is_looked_for_among_several) {
    const std::vector<Network> networks{
        parse_network("192.0.2.0/24").value(), parse_network("2001:db8::/32").value()};
    EXPECT_TRUE(is_in(networks, octets("192.0.2.1")));
    EXPECT_TRUE(is_in(networks, octets("2001:db8::1")));
    EXPECT_FALSE(is_in(networks, octets("192.0.3.1")));
    EXPECT_FALSE(is_in({}, octets("192.0.2.1")));
}

TEST(PublicAddress, has_no_special_purpose) {
    for (const auto* text :
         {"1.1.1.1",
          "8.8.8.8",
          "100.63.255.255",
          "100.128.0.0",
          "126.255.255.255",
          "128.0.0.0",
          "172.15.255.255",
          "172.32.0.0",
          "192.167.255.255",
          "192.169.0.0",
          "198.17.255.255",
          "198.20.0.0",
          "223.255.255.255",
          "2600::1",
          "2a00:1450::1",
          "2001:4860:4860::8888",
          "2001:200::1",
          "2003::1"})
        EXPECT_TRUE(is_public_address(octets(text))) << text;
    for (const auto* text :
         {"0.0.0.0",     "0.1.2.3",         "10.0.0.1",        "100.64.0.1",     "100.127.255.255",
          "127.0.0.1",   "127.255.255.255", "169.254.169.254", "172.16.0.1",     "172.31.255.1",
          "192.0.0.1",   "192.0.2.1",       "192.31.196.1",    "192.52.193.1",   "192.88.99.1",
          "192.168.1.1", "192.175.48.1",    "198.18.0.1",      "198.19.255.255", "198.51.100.1",
          "203.0.113.1", "224.0.0.1",       "239.255.255.255", "240.0.0.1",      "255.255.255.255"})
        EXPECT_FALSE(is_public_address(octets(text))) << text;
    for (const auto* text :
         {"::",
          "::1",
          "::127.0.0.1",        // IPv4-compatible, deprecated.
          "::ffff:0:127.0.0.1", // IPv4-translated.
          "64:ff9b::7f00:1",    // NAT64.
          "64:ff9b:1::1",
          "100::1",
          "2001::1", // Teredo.
          "2001:2::1",
          "2001:10::1",
          "2001:db8::1",
          "2002:7f00:1::1", // 6to4.
          "2620:4f:8000::1",
          "3fff::1",
          "4000::1",
          "5f00::1",
          "8000::1",
          "fc00::1",
          "fd12:3456::1",
          "fe80::1",
          "fec0::1",
          "ff02::1"})
        EXPECT_FALSE(is_public_address(octets(text))) << text;
    EXPECT_FALSE(is_public_address(""));
}

TEST(CountedAs, is_an_ipv4_address_and_the_network_of_an_ipv6_host) {
    for (const auto& [address, host, site] : {
             std::tuple{"192.0.2.7", "192.0.2.7", "192.0.2.7"},
             {"2001:db8:0:1:aaaa::7", "2001:db8:0:1::/64", "2001:db8::/48"},
             {"2001:db8:0:1:bbbb::9", "2001:db8:0:1::/64", "2001:db8::/48"},
             {"2001:db8:0:ffff::7", "2001:db8:0:ffff::/64", "2001:db8::/48"},
             {"2001:db8:1:1::7", "2001:db8:1:1::/64", "2001:db8:1::/48"},
             {"::ffff:192.0.2.7", "192.0.2.7", "192.0.2.7"},
             {"::1", "::/64", "::/48"},
             {"", "", ""}, // a local socket
         }) {
        EXPECT_EQ(counted_as(address), host);
        EXPECT_EQ(counted_as(address, 48), site);
    }
}

TEST(SpecialNetwork, names_what_reserves_an_address) {
    const auto source = [](const std::string& text) {
        const auto* found = find_special_network(octets(text));
        return found ? to_string(found->network) + " " + std::string(found->source) : "";
    };
    EXPECT_EQ(source("10.1.2.3"), "10.0.0.0/8 RFC 1918");
    EXPECT_EQ(source("fd00::7"), "fc00::/7 RFC 4193");
    EXPECT_EQ(source("::1"), "::1/128 RFC 4291"); // the narrower one of two
    EXPECT_EQ(source("8.8.8.8"), "");
}

} // namespace

} // namespace chancery
