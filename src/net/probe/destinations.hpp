// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where probes may go, and which of a name's addresses are tried.

#include "net/probe/prober.hpp"

#include <string>
#include <variant>
#include <vector>

namespace chancery::net {

/// What is denied beats what is allowed; beside that, public addresses only.
bool may_connect(const Destinations& destinations, BytesView address);

/// Octets, in the order in which they are tried: IPv6, then IPv4, at most one of each. NoAnswer
/// when the name has no address, or none that may be connected to.
std::variant<std::vector<Bytes>, NoAnswer>
choose_addresses(const Destinations& destinations, const RecordSet& ipv6, const RecordSet& ipv4);

/// The same of a host that is an address itself.
std::variant<std::vector<Bytes>, NoAnswer>
choose_address(const Destinations& destinations, const Bytes& address);

/// What the limit of probes at one destination counts: all IPv6 addresses of a /64 are one, which a
/// single host can have.
std::string destination_of(BytesView address, unsigned short port);

} // namespace chancery::net
