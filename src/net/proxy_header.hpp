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
    std::size_t size = 0; ///< It ends there, and the client's bytes begin.
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

/// So many bytes decide it.
inline constexpr std::size_t longest_proxy_header = 4096;

ProxyHeaderRead read_proxy_header(std::string_view bytes);

} // namespace chancery::net
