// SPDX-License-Identifier: Apache-2.0
#include "base/address.hpp"
#include "net/probe/destinations.hpp"

#include <gtest/gtest.h>

namespace chancery::net {

namespace {

Bytes octets(std::string_view text) {
    return parse_address(text).value();
}

std::vector<Network> networks(std::initializer_list<std::string_view> texts) {
    std::vector<Network> list;
    for (const auto text : texts)
        list.push_back(parse_network(text).value());
    return list;
}

RecordSet found(std::initializer_list<std::string_view> addresses) {
    RecordSet set{.name = "www.example.org", .result = DnsResult::found};
    for (const auto address : addresses)
        set.records.push_back(octets(address));
    return set;
}

RecordSet none(DnsResult result, std::string why = {}) {
    return {.name = "www.example.org", .result = result, .why = std::move(why)};
}

std::string chosen(const Destinations& to, const RecordSet& ipv6, const RecordSet& ipv4) {
    const auto result = choose_addresses(to, ipv6, ipv4);
    if (const auto* no = std::get_if<NoAnswer>(&result))
        return std::string(to_string(no->fault)) + ": " + no->why;
    std::string text;
    for (const auto& address : std::get<std::vector<Bytes>>(result))
        text += to_address_text(address) + " ";
    return text;
}

TEST(Destinations, are_public_unless_a_rule_says_otherwise) {
    const Destinations usual;
    EXPECT_TRUE(may_connect(usual, octets("8.8.8.8")));
    for (const auto* address :
         {"127.0.0.1",
          "10.0.0.1",
          "169.254.169.254",
          "::1",
          "fe80::1",
          "::ffff:127.0.0.1",
          "0.0.0.0",
          "64:ff9b::7f00:1"})
        EXPECT_FALSE(may_connect(usual, octets(address))) << address;
    EXPECT_FALSE(may_connect(usual, ""));
}

TEST(Destinations, that_a_rule_allows_are_beside_the_public_ones) {
    const Destinations to{.allowed = networks({"10.0.0.0/8", "fc00::/7"})};
    for (const auto* address : {"10.0.0.1", "fd00::1", "8.8.8.8", "2600::1", "::ffff:10.0.0.1"})
        EXPECT_TRUE(may_connect(to, octets(address))) << address;
    for (const auto* address : {"192.168.0.1", "127.0.0.1", "::1", "fe80::1"})
        EXPECT_FALSE(may_connect(to, octets(address))) << address;
}

TEST(Destinations, that_a_rule_denies_are_taken_from_both) {
    const Destinations to{
        .allowed = networks({"10.0.0.0/8"}), .denied = networks({"10.1.0.0/16", "8.8.8.8"})};
    EXPECT_TRUE(may_connect(to, octets("10.0.0.1")));
    EXPECT_TRUE(may_connect(to, octets("1.1.1.1")));
    for (const auto* address : {"10.1.0.1", "::ffff:10.1.0.1", "8.8.8.8"})
        EXPECT_FALSE(may_connect(to, octets(address))) << address;
}

/// To the kernel it is this machine, under an address that the rules may deny.
TEST(Destinations, are_never_the_unspecified_address) {
    const Destinations to{
        .allowed = networks({"0.0.0.0/0", "::/0"}), .denied = networks({"127.0.0.0/8", "::1"})};
    for (const auto* address : {"0.0.0.0", "::", "::ffff:0.0.0.0"})
        EXPECT_FALSE(may_connect(to, octets(address))) << address;
}

// conforms: 8555-8.3-4, 8737-3-7
TEST(Destinations, are_asked_at_the_ports_of_the_standards) {
    const Destinations usual;
    EXPECT_EQ(usual.http_port, 80);
    EXPECT_EQ(usual.https_port, 443);
    EXPECT_EQ(usual.tls_port, 443);
}

TEST(Destinations, that_are_denied_beat_those_that_are_allowed) {
    const Destinations to{
        .allowed = networks({"10.0.0.0/8"}), .denied = networks({"10.1.0.0/16", "8.8.8.0/24"})};
    EXPECT_TRUE(may_connect(to, octets("10.2.0.1")));
    EXPECT_TRUE(may_connect(to, octets("::ffff:10.2.0.1")));
    EXPECT_FALSE(may_connect(to, octets("10.1.0.1")));
    EXPECT_FALSE(may_connect(to, octets("::ffff:10.1.0.1")));
    EXPECT_FALSE(may_connect(to, octets("8.8.8.8")));
    EXPECT_FALSE(may_connect(to, octets("192.168.0.1")));
    EXPECT_TRUE(may_connect(to, octets("1.1.1.1")));
}

TEST(Addresses, are_tried_ipv6_first_and_one_of_each) {
    EXPECT_EQ(
        chosen({}, found({"2600::1", "2600::2"}), found({"8.8.8.8", "1.1.1.1"})), "2600::1 8.8.8.8 "
    );
    EXPECT_EQ(chosen({}, none(DnsResult::no_records), found({"8.8.8.8"})), "8.8.8.8 ");
    EXPECT_EQ(chosen({}, found({"2600::1"}), none(DnsResult::failed, "why")), "2600::1 ");
}

TEST(Addresses, that_are_denied_are_passed_over) {
    EXPECT_EQ(chosen({}, found({"::1"}), found({"127.0.0.1", "8.8.8.8"})), "8.8.8.8 ");
    const auto why = chosen({}, found({"::1"}), found({"127.0.0.1"}));
    EXPECT_TRUE(why.starts_with("connection: ::1, the address of www.example.org, is not")) << why;
    const auto denied =
        chosen({.denied = networks({"8.8.8.8"})}, none(DnsResult::no_records), found({"8.8.8.8"}));
    EXPECT_NE(denied.find("rules of this CA deny it"), denied.npos) << denied;
}

TEST(Addresses, that_are_not_there_are_a_fault_of_dns) {
    const auto absent = none(DnsResult::no_such_name);
    EXPECT_TRUE(chosen({}, absent, absent)
                    .starts_with("dns: www.example.org has no address: the "
                                 "name does not exist in DNS (NXDOMAIN)"));
    const auto empty = none(DnsResult::no_records);
    EXPECT_TRUE(chosen({}, empty, empty)
                    .starts_with("dns: www.example.org has no address: it has "
                                 "neither"));
    EXPECT_EQ(
        chosen({}, none(DnsResult::bogus, "a signature has expired"), none(DnsResult::failed, "x")),
        "dns: the address of www.example.org cannot be looked up; for A: x; for AAAA: DNSSEC does "
        "not hold: a signature has expired"
    );
}

TEST(Addresses, may_be_named_themselves) {
    const auto result = choose_address({}, octets("8.8.8.8"));
    EXPECT_EQ(std::get<std::vector<Bytes>>(result), std::vector{octets("8.8.8.8")});
    const auto denied = choose_address({}, octets("10.0.0.1"));
    EXPECT_TRUE(std::get<NoAnswer>(denied).why.starts_with("10.0.0.1 is not connected to"));
}

TEST(Destination, of_ipv6_is_the_whole_network_that_a_host_can_have) {
    const auto of = [](const char* address, unsigned short port = 80) {
        return destination_of(octets(address), port);
    };
    EXPECT_EQ(of("2600::1"), of("2600::ffff:1:2:3"));
    EXPECT_NE(of("2600::1"), of("2600:0:0:1::1")) << "another /64";
    EXPECT_NE(of("8.8.8.8"), of("8.8.8.9"));
    EXPECT_EQ(of("8.8.8.8"), of("::ffff:8.8.8.8"));
    EXPECT_NE(of("::ffff:8.8.8.8"), of("::ffff:8.8.8.9"));
    for (const auto* address : {"2600::1", "8.8.8.8"})
        EXPECT_NE(of(address, 80), of(address, 443)) << address;
}

} // namespace

} // namespace chancery::net
