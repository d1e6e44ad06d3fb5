// SPDX-License-Identifier: Apache-2.0
#include "model/reserved_names.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace chancery {

namespace {

std::string why(const Name& name) {
    const auto reservation = find_reservation(name);
    return reservation ? reservation->why : "";
}

std::string zone_of(const Name& name) {
    const auto reservation = find_reservation(name);
    return reservation ? reservation->zone : "none";
}

TEST(ReservedZones, are_in_order_and_each_has_its_source) {
    const auto zones = reserved_zones();
    EXPECT_TRUE(std::ranges::is_sorted(zones, {}, &ReservedZone::name));
    // What the registries list, written down a second time: going over the table finds no row that
    // is left out.
    constexpr std::string_view listed[] = {
        "6tisch.arpa",  "alt",         "arpa",        "eap-noob.arpa", "eap.arpa",
        "example",      "example.com", "example.net", "example.org",   "home.arpa",
        "in-addr.arpa", "internal",    "invalid",     "ip6.arpa",      "ipv4only.arpa",
        "local",        "localhost",   "onion",       "resolver.arpa", "service.arpa",
        "test"};
    EXPECT_TRUE(std::ranges::equal(zones, listed, {}, &ReservedZone::name));
    for (const auto& zone : zones) {
        EXPECT_NE(zone.what, "") << zone.name;
        EXPECT_NE(zone.source, "") << zone.name;
    }
}

TEST(Reservation, is_for_a_zone_and_every_name_and_wildcard_below_it) {
    for (const auto& zone : reserved_zones()) {
        const std::string name(zone.name);
        for (const auto& below : {"a." + name, "*.a." + name, "x.y.z." + name}) {
            EXPECT_EQ(zone_of({below}), name);
            EXPECT_EQ(
                why({below}),
                "is in " + name + ", " + std::string(zone.what) + " (" + std::string(zone.source) +
                    ")"
            );
        }
        EXPECT_EQ(
            why({name}),
            std::string(zone.what).insert(0, "is ") + " (" + std::string(zone.source) + ")"
        );
        EXPECT_NE(zone_of({"a" + name + ".org"}), name) << "a label boundary is required";
    }
}

TEST(Reservation, is_for_all_of_the_reverse_zones) {
    EXPECT_EQ(zone_of({"7.2.0.192.in-addr.arpa"}), "in-addr.arpa");
    EXPECT_EQ(zone_of({"*.10.in-addr.arpa"}), "in-addr.arpa");
    EXPECT_EQ(zone_of({"8.b.d.0.1.0.0.2.ip6.arpa"}), "ip6.arpa");
    EXPECT_EQ(zone_of({"4.3.e164.arpa"}), "arpa");
}

TEST(Reservation, is_for_public_suffixes_and_wildcards_at_them) {
    EXPECT_EQ(why({"co.uk"}), "is a public suffix (Public Suffix List)");
    EXPECT_EQ(
        why({"*.co.uk"}), "is for all names below the public suffix co.uk (Public Suffix List)"
    );
    for (const auto* name :
         {"*.github.io",
          "gov.uk",
          "foo.ck",
          "*.foo.ck",
          "*.kawasaki.jp",
          "x.kawasaki.jp",
          "xn--55qx5d.cn",
          "*.xn--55qx5d.cn",
          "*.s3.amazonaws.com",
          "*.compute.estate"})
        EXPECT_NE(why({name}), "") << name;
    // Somebody's host, of the private section.
    for (const auto* name :
         {"github.io",
          "s3.amazonaws.com",
          "www.ck",
          "*.www.ck",
          "a.co.uk",
          "*.a.co.uk",
          "*.a.github.io",
          "*.amazonaws.com",
          "city.kawasaki.jp"})
        EXPECT_EQ(why({name}), "") << name;
}

TEST(Reservation, is_for_top_level_domains_that_the_root_does_not_have) {
    EXPECT_EQ(
        why({"nas.lan"}),
        "is in lan, which is not a top-level domain of the DNS root (Public Suffix List)"
    );
    for (const auto* name : {"x.corp", "*.x.home", "x.mail", "a.b.intranet", "x.private"})
        EXPECT_EQ(zone_of({name}), std::string(name).substr(std::string(name).rfind('.') + 1));
    for (const auto* name : {"uni-marburg.de", "a.zip", "x.xn--p1ai", "*.campus.museum"})
        EXPECT_EQ(why({name}), "") << name;
}

TEST(Reservation, is_for_special_purpose_addresses) {
    EXPECT_EQ(why({"10.1.2.3"}), "is in 10.0.0.0/8, a special-purpose network (RFC 1918)");
    for (const auto* address :
         {"127.0.0.1",
          "169.254.169.254",
          "192.0.2.7",
          "0.0.0.0",
          "255.255.255.255",
          "224.0.0.1",
          "100.64.0.1",
          "::",
          "::1",
          "fe80::1",
          "fd00::1",
          "ff02::1",
          "2001:db8::1",
          "2002::1",
          "64:ff9b::808:808",
          "2001::1"})
        EXPECT_NE(why({address}), "") << address;
    for (const auto* mapped : {"::ffff:8.8.8.8", "::ffff:10.0.0.1"})
        EXPECT_EQ(why({mapped}), "is in ::ffff:0:0/96, IPv4-mapped addresses (RFC 4291)");
    for (const auto* address : {"8.8.8.8", "2a00:1450::1"})
        EXPECT_EQ(why({address}), "") << address;
}

TEST(SpecialUse, is_what_a_registry_lists_itself) {
    for (const auto* name : {"internal", "local", "test", "home.arpa", "example.org"})
        EXPECT_TRUE(is_special_use(name)) << name;
    for (const auto* name : {"a.internal", "in-addr.arpa", "arpa", "lan", "org", "uk"})
        EXPECT_FALSE(is_special_use(name)) << name;
}

TEST(Strangers, have_public_suffixes_of_registries_and_single_labels) {
    for (const auto* domain : {"co.uk", "nhs.uk", "org", "in-addr.arpa", "arpa", "nodots", "lan"})
        EXPECT_TRUE(is_strangers(domain)) << domain;
    for (const auto* domain :
         {"campus.example",
          "github.io",
          "fh-muenster.io",
          "local",
          "internal",
          "home.arpa",
          "10.in-addr.arpa",
          "nas.lan"})
        EXPECT_FALSE(is_strangers(domain)) << domain;
}

} // namespace

} // namespace chancery
