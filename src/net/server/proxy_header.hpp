// SPDX-License-Identifier: Apache-2.0
#pragma once

// The PROXY protocol, versions 1 and 2 (haproxy.org, doc/proxy-protocol.txt): what a proxy says at
// the beginning of a connection of the client that it speaks for. Pure.

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

namespace chancery::net {

struct ProxyHeader {
    /// It ends there, and the client's bytes begin. What it has behind the addresses may not be
    /// there yet; nothing in it is looked at.
    std::size_t size = 0;
    std::optional<std::string> client = std::nullopt; ///< None: the proxy speaks for itself.
};

/// The bytes begin like no header.
struct NoProxyHeader {};

/// They may become one.
struct UnfinishedProxyHeader {};

/// They begin like one that they are not.
struct BadProxyHeader {
    std::string_view why;
};

using ProxyHeaderRead =
    std::variant<NoProxyHeader, UnfinishedProxyHeader, BadProxyHeader, ProxyHeader>;

/// As long as version 2 can say that one is: 16 octets, and what their length counts.
inline constexpr std::size_t longest_proxy_header = 16 + 65535;
/// So many bytes decide it.
inline constexpr std::size_t longest_undecided_proxy_header = 107;

ProxyHeaderRead read_proxy_header(std::string_view bytes);

} // namespace chancery::net
