// SPDX-License-Identifier: Apache-2.0
#pragma once

// Listening sockets, TCP and local, and what they accept. Descriptors are non-blocking.

#include "net/server/http_server.hpp"

#include <string>

namespace chancery::net {

/// Throws unavailable with the reason.
int listen_on_tcp(const ListenAddress& endpoint);

/// Mode 0600. Replaces a file that a dead server left; throws unavailable when one lives, invalid
/// for a path over 107 bytes or a file that is not a socket.
int listen_on_local(const std::string& path);

unsigned short port_of(int listener);

struct Accepted {
    int descriptor = -1;    ///< -1: there was none.
    bool try_later = false; ///< Out of descriptors or memory: the next attempt would fail as well.
    Peer peer = {};
};

Accepted accept_from(int listener);

} // namespace chancery::net
