// SPDX-License-Identifier: Apache-2.0
#include "net/probe/dial.hpp"

#include "base/error.hpp"
#include "net/probe/destinations.hpp"

#include <algorithm>

namespace chancery::net {

namespace {

namespace ip = boost::asio::ip;

ip::address to_asio(BytesView octets) {
    ip::address_v4::bytes_type v4{};
    ip::address_v6::bytes_type v6{};
    if (octets.size() == v4.size()) {
        std::ranges::copy(octets, v4.begin());
        return ip::address_v4(v4);
    }
    ensure(octets.size() == v6.size(), "an address has 4 or 16 octets");
    std::ranges::copy(octets, v6.begin());
    return ip::address_v6(v6);
}

} // namespace

void dial(
    ip::tcp::socket& socket,
    const Destinations& destinations,
    BytesView address,
    unsigned short port,
    std::function<void(const boost::system::error_code&)> done
) {
    if (!may_connect(destinations, address)) return done(boost::asio::error::access_denied);
    const ip::tcp::endpoint endpoint(to_asio(address), port);
    boost::system::error_code code;
    socket.open(endpoint.protocol(), code);
    if (!code) socket.non_blocking(true, code);
    if (code) return done(code);
    socket.async_connect(endpoint, std::move(done));
}

} // namespace chancery::net
