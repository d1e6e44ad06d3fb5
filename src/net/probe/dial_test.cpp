// SPDX-License-Identifier: Apache-2.0
#include "base/address.hpp"
#include "net/probe/dial.hpp"
#include "net/sockets_for_tests.hpp"

#include <boost/asio/io_context.hpp>
#include <gtest/gtest.h>

namespace chancery::net {

namespace {

namespace ip = boost::asio::ip;
using testing::SilentHost;

struct Dialled {
    boost::system::error_code code;
    bool is_open = false;
};

Dialled dialled(const Destinations& rules, const std::string& address, unsigned short port) {
    boost::asio::io_context io;
    ip::tcp::socket socket(io);
    Dialled dialled;
    int answers = 0;
    dial(socket, rules, parse_address(address).value(), port, [&](const auto& code) {
        dialled.code = code;
        ++answers;
    });
    io.run();
    EXPECT_EQ(answers, 1);
    dialled.is_open = socket.is_open();
    return dialled;
}

TEST(Dial, connects_where_a_rule_allows_it) {
    const SilentHost host;
    const Destinations rules{.allowed = {parse_network("127.0.0.0/8").value()}};
    const auto result = dialled(rules, "127.0.0.1", host.port);
    EXPECT_FALSE(result.code) << result.code.message();
    EXPECT_TRUE(result.is_open);
}

/// Whoever chose the address: this is the last that is asked before a connection.
TEST(Dial, opens_no_socket_to_an_address_that_the_rules_deny) {
    const SilentHost host;
    const auto loopback = parse_network("127.0.0.0/8").value();
    const auto everywhere = parse_network("0.0.0.0/0").value();
    const std::pair<Destinations, std::string> denied[] = {
        {{}, "127.0.0.1"},
        {{}, "::ffff:127.0.0.1"},
        {{}, "10.0.0.1"},
        {{}, "169.254.169.254"},
        {{.allowed = {parse_network("10.0.0.0/8").value()}}, "127.0.0.1"},
        {{.allowed = {loopback}, .denied = {loopback}}, "127.0.0.1"},
        // To this machine itself, whatever the kernel makes of it.
        {{.allowed = {everywhere}, .denied = {loopback}}, "0.0.0.0"},
        {{.allowed = {parse_network("::/0").value()}}, "::"},
    };
    for (const auto& [rules, address] : denied) {
        const auto result = dialled(rules, address, host.port);
        EXPECT_EQ(result.code, boost::asio::error::access_denied) << address;
        EXPECT_FALSE(result.is_open) << address;
    }
}

} // namespace

} // namespace chancery::net
