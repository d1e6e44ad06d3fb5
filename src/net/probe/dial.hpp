// SPDX-License-Identifier: Apache-2.0
#pragma once

// The one place where a connection to a stranger's host begins. The rules are asked here again,
// whoever chose the address: it may have waited long for its turn since it was looked up, and a
// fault in how addresses are chosen must not open our own network.

#include "net/probe/prober.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <functional>

namespace chancery::net {

/// Connects the socket to these octets. `done` is called once, perhaps at once; with access_denied,
/// and no socket opened, where the rules deny the address.
void dial(
    boost::asio::ip::tcp::socket& socket,
    const Destinations& destinations,
    BytesView address,
    unsigned short port,
    std::function<void(const boost::system::error_code&)> done
);

} // namespace chancery::net
