// SPDX-License-Identifier: Apache-2.0
#pragma once

// The entries of the environment's no_proxy that have a port, which libcurl does not know:
// "ca.example.org:8443", ".example.org:443", "[2001:db8::7]:8443". Entries without one are
// libcurl's affair.

#include <string_view>

namespace chancery::net {

/// Whether such an entry means the host and port of this URL, or a domain above the host.
bool is_exempt_with_port(std::string_view no_proxy, std::string_view url);

} // namespace chancery::net
