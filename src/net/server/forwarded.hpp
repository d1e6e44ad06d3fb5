// SPDX-License-Identifier: Apache-2.0
#pragma once

// Whom a proxy says that it asks for: Forwarded (RFC 7239) and X-Forwarded-For. Pure.

#include "base/network.hpp"
#include "net/http.hpp"

#include <span>
#include <string>

namespace chancery::net {

/// Whether the address is one of them. Text that is not an address is none.
bool is_among(std::span<const Network> networks, std::string_view address);

/// The address of the client behind the sender: the sender itself, unless it is a trusted proxy.
/// Then whom it names, and so on while those are trusted proxies too; what nobody trusted has
/// written is not looked at. An element of Forwarded without "for" says nothing of the client: then
/// X-Forwarded-For counts, or else the proxy that wrote it is the client. Where both headers are
/// there they must name the same client, since a proxy that sets one may pass on the other as its
/// client wrote it. Throws malformed.
std::string client_behind(
    const std::string& sender, const Headers& headers, std::span<const Network> trusted_proxies
);

} // namespace chancery::net
