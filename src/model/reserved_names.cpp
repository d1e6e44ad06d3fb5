// SPDX-License-Identifier: Apache-2.0
#include "model/reserved_names.hpp"

#include "base/network.hpp"
#include "model/public_suffix.hpp"

#include <algorithm>

namespace chancery {

namespace {

constexpr std::string_view special_use = "a special-use domain";
constexpr std::string_view reverse_zone = "a zone of reverse look-ups";

/// The special-use domain names registry of IANA (RFC 6761), whose entries below in-addr.arpa and
/// ip6.arpa are covered by those, and ICANN's reservation of "internal".
constexpr ReservedZone zones[] = {
    {"6tisch.arpa", special_use, "RFC 9031"},
    {"alt", special_use, "RFC 9476"},
    {"arpa", "the zone of the Internet's infrastructure", "RFC 3172"},
    {"eap-noob.arpa", special_use, "RFC 9140"},
    {"eap.arpa", special_use, "RFC 9965"},
    {"example", special_use, "RFC 6761"},
    {"example.com", special_use, "RFC 6761"},
    {"example.net", special_use, "RFC 6761"},
    {"example.org", special_use, "RFC 6761"},
    {"home.arpa", special_use, "RFC 8375"},
    {"in-addr.arpa", reverse_zone, "RFC 1035, CA/Browser Forum ballot SC-086"},
    {"internal", special_use, "ICANN SAC113"},
    {"invalid", special_use, "RFC 6761"},
    {"ip6.arpa", reverse_zone, "RFC 3596, CA/Browser Forum ballot SC-086"},
    {"ipv4only.arpa", special_use, "RFC 8880"},
    {"local", special_use, "RFC 6762"},
    {"localhost", special_use, "RFC 6761"},
    {"onion", special_use, "RFC 7686"},
    {"resolver.arpa", special_use, "RFC 9462"},
    {"service.arpa", special_use, "RFC 9665"},
    {"test", special_use, "RFC 6761"},
};

/// The narrowest that the domain is, or is below.
const ReservedZone* find_zone(std::string_view domain) {
    const ReservedZone* narrowest = nullptr;
    for (const auto& zone : zones)
        if ((domain == zone.name || is_below(domain, zone.name)) &&
            (!narrowest || zone.name.size() > narrowest->name.size()))
            narrowest = &zone;
    return narrowest;
}

std::string quoted_source(std::string_view source) {
    return " (" + std::string(source) + ")";
}

/// CA/Browser Forum BR §3.2.2.6: no wildcard may be for the names below a public suffix, since they
/// are strangers'. One of the private section is somebody's own host too.
std::optional<Reservation> suffix_of(const Name& name) {
    const std::string base(name.base());
    const auto source = quoted_source("Public Suffix List");
    if (name.is_wildcard() && is_public_suffix(base))
        return Reservation{base, "is for all names below the public suffix " + base + source};
    if (is_registry_suffix(base)) return Reservation{base, "is a public suffix" + source};
    return std::nullopt;
}

std::optional<Reservation> address_of(const Name& name) {
    const auto octets = octets_of(name);
    // It would be another identity than the IPv4 address that it stands for.
    if (without_mapping(octets) != octets)
        return Reservation{"", "is in ::ffff:0:0/96, IPv4-mapped addresses (RFC 4291)"};
    const auto* special = find_special_network(octets);
    if (!special) return std::nullopt;
    return Reservation{
        "",
        "is in " + to_string(special->network) + ", a special-purpose network" +
            quoted_source(special->source)};
}

} // namespace

std::span<const ReservedZone> reserved_zones() {
    return zones;
}

bool is_special_use(std::string_view domain) {
    const auto* zone = find_zone(domain);
    return zone && zone->name == domain && zone->what == special_use;
}

bool is_strangers(std::string_view domain) {
    if (is_special_use(domain)) return false;
    return domain.find('.') == domain.npos || is_registry_suffix(domain);
}

std::optional<Reservation> find_reservation(const Name& name) {
    if (name.is_address()) return address_of(name);
    const auto base = name.base();
    if (const auto* zone = find_zone(base))
        return Reservation{
            std::string(zone->name),
            (base == zone->name ? "is " : "is in " + std::string(zone->name) + ", ") +
                std::string(zone->what) + quoted_source(zone->source)};
    if (auto suffix = suffix_of(name)) return suffix;
    // BR §1.6.1, "Internal Name".
    const std::string top(base.substr(base.rfind('.') + 1)); // of none: 0
    if (is_registry_suffix(top)) return std::nullopt;
    return Reservation{
        top,
        "is in " + top + ", which is not a top-level domain of the DNS root (Public Suffix List)"};
}

} // namespace chancery
