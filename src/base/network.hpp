// SPDX-License-Identifier: Apache-2.0
#pragma once

// IP networks in CIDR notation, and which addresses lie in them.

#include "base/bytes.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace chancery {

struct Network {
    Bytes address; ///< 4 or 16 octets, network order; those beyond the prefix are 0.
    int prefix = 0;

    friend bool operator==(const Network&, const Network&) = default;
};

/// "192.0.2.0/24", "2001:db8::/32", and an address alone. None for bits set beyond the prefix.
std::optional<Network> parse_network(std::string_view text);
std::string to_string(const Network& network);

/// The IPv4 address that an IPv4-mapped IPv6 address is (RFC 4291 §2.5.5.2); any other as it is.
BytesView without_mapping(BytesView address);

/// An IPv4-mapped IPv6 address counts as the IPv4 address that it is.
bool contains(const Network& network, BytesView address);
bool is_in(std::span<const Network> networks, BytesView address);

/// The network of this many bits that the address lies in.
Network network_of(BytesView address, int prefix);

/// Whom limits count an address as: an IPv4 address as itself, an IPv6 address as the network of
/// this prefix, since a single host can have a whole /64 (RFC 7934). Any other text as itself.
std::string counted_as(std::string_view address, int ipv6_prefix = 64);

/// Addresses that a special purpose is registered for.
struct SpecialNetwork {
    Network network;
    std::string_view source; ///< What reserves it: "RFC 1918".
};

/// The special-purpose address registries of IANA (RFC 6890), multicast, and all of IPv6 that is
/// not global unicast: loopback, link-local, private, documentation, translated, reserved.
const std::vector<SpecialNetwork>& special_networks();

/// The first of those that the address lies in; null for a public one.
const SpecialNetwork* find_special_network(BytesView address);

/// Whether it lies in none of those.
bool is_public_address(BytesView address);

} // namespace chancery
