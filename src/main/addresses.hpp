// SPDX-License-Identifier: Apache-2.0
#pragma once

// Where this server is, as people write it down: host names, the bases of URLs, listeners.

#include "net/server/listener.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace chancery::daemon {

/// Why no server can have this name or address, as half a sentence; none where one can. A server
/// may be reached under a single label or an address, unlike what it issues for.
std::optional<std::string> objection_to_host(const std::string& host);

/// "pki.example" of "https://pki.example:8443", "2001:db8::7" of "https://[2001:db8::7]". Absent
/// for what is not SCHEME://HOST or SCHEME://HOST:PORT; `scheme` ends in "://".
std::optional<std::string> host_of(std::string_view url, std::string_view scheme);

/// Whether `host` is one of them, in whatever spelling.
bool is_among(const std::vector<std::string>& hostnames, const std::string& host);

/// Whether one of them keeps the other from listening. Port 0 is in nobody's way.
bool collide(const net::ListenAddress& one, const net::ListenAddress& other);

} // namespace chancery::daemon
