// SPDX-License-Identifier: Apache-2.0
#pragma once

// IP networks in CIDR notation, and which addresses lie in them.

#include "base/bytes.hpp"

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace chancery {

struct Network {
    Bytes address; ///< 4 or 16 octets, network order; those beyond the prefix are 0.
    int prefix = 0;

    friend bool operator==(const Network&, const Network&) = default;
};

/// "192.0.2.0/24", "2001:db8::/32", and an address alone. None for bits set beyond the prefix.
std::optional<Network> parse_network(std::string_view text);
std::string to_string(const Network& network);

/// An IPv4-mapped IPv6 address counts as the IPv4 address that it is.
bool contains(const Network& network, BytesView address);
bool is_in(std::span<const Network> networks, BytesView address);

/// Whether no special purpose is registered for it (RFC 6890 and its registries): neither loopback
/// nor link-local, private, documentation, multicast, translated, reserved.
bool is_public_address(BytesView address);

} // namespace chancery
