// SPDX-License-Identifier: Apache-2.0
#include "net/server/proxy_header.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace chancery::net {

namespace {

const std::string signature("\r\n\r\n\0\r\nQUIT\n", 12);

/// Of version 2: command, family, and what follows its length.
std::string binary(unsigned char command, unsigned char family, const std::string& rest) {
    std::string header = signature;
    header += static_cast<char>(command);
    header += static_cast<char>(family);
    header += static_cast<char>(rest.size() / 256);
    header += static_cast<char>(rest.size() % 256);
    return header + rest;
}

const std::string ports("\x12\x34\x01\xbb", 4);
const std::string ipv4 = std::string("\xc0\x00\x02\x07\xc6\x33\x64\x01", 8) + ports;
const std::string ipv6 = std::string("\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x07", 16) +
                         std::string("\x20\x01\x0d\xb8\0\0\0\0\0\0\0\0\0\0\0\x08", 16) + ports;
const std::string mapped =
    std::string("\0\0\0\0\0\0\0\0\0\0\xff\xff\xc0\x00\x02\x07", 16) + ipv6.substr(16);

struct Good {
    std::string bytes;
    std::string client; ///< Empty: the proxy speaks for itself.
};

const std::vector<Good> good{
    {"PROXY TCP4 192.0.2.7 198.51.100.1 56324 443\r\n", "192.0.2.7"},
    {"PROXY TCP4 255.255.255.255 255.255.255.255 65535 65535\r\n", "255.255.255.255"},
    {"PROXY TCP6 2001:DB8::7 2001:db8::8 0 1\r\n", "2001:db8::7"},
    {"PROXY TCP6 ::ffff:192.0.2.7 ::1 1 2\r\n", "192.0.2.7"},
    {"PROXY UNKNOWN\r\n", ""},
    {"PROXY UNKNOWN ffff:f...f:ffff ffff:f...f:ffff 65535 65535\r\n", ""},
    {binary(0x21, 0x11, ipv4), "192.0.2.7"},
    {binary(0x21, 0x11, ipv4 + "\x03\x00\x04" + "abcd"), "192.0.2.7"}, // with more behind
    {binary(0x21, 0x11, ipv4 + std::string(4000, 'x')), "192.0.2.7"},
    {binary(0x21, 0x11, ipv4 + std::string(65535 - 12, 'x')), "192.0.2.7"}, // the longest
    {binary(0x21, 0x21, ipv6), "2001:db8::7"},
    {binary(0x21, 0x21, mapped), "192.0.2.7"},
    {binary(0x21, 0x31, std::string(216, 'u')), ""}, // local sockets
    {binary(0x21, 0x00, ""), ""},
    {binary(0x20, 0x00, ""), ""}, // the proxy's own question whether we live
    {binary(0x20, 0x11, ipv4), ""},
};

TEST(ProxyHeader, names_the_client_and_ends_where_its_bytes_begin) {
    for (const auto& [bytes, client] : good) {
        const auto read = read_proxy_header(bytes + "GET / HTTP/1.1\r\n");
        const auto* header = std::get_if<ProxyHeader>(&read);
        ASSERT_TRUE(header) << bytes;
        EXPECT_EQ(header->size, bytes.size()) << bytes;
        EXPECT_EQ(header->client.value_or(""), client) << bytes;
    }
}

TEST(ProxyHeader, may_arrive_in_pieces_of_any_size) {
    for (const auto& [bytes, client] : good)
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            const auto read = read_proxy_header(bytes.substr(0, size));
            const auto* header = std::get_if<ProxyHeader>(&read);
            if (!header) {
                EXPECT_TRUE(std::holds_alternative<UnfinishedProxyHeader>(read))
                    << bytes.substr(0, size);
                continue;
            }
            // The addresses are there, and what follows them is only counted.
            EXPECT_EQ(header->size, bytes.size()) << size;
            EXPECT_EQ(header->client.value_or(""), client) << size;
        }
}

TEST(ProxyHeader, is_bad_where_it_begins_like_one_and_is_none) {
    for (const auto& bytes : {
             std::string("PROXY \r\n"),
             std::string("PROXY TCP5 192.0.2.7 198.51.100.1 1 2\r\n"),
             std::string("PROXY tcp4 192.0.2.7 198.51.100.1 1 2\r\n"),
             std::string("PROXY TCP4\r\n"),
             std::string("PROXY TCP4 192.0.2.7 198.51.100.1 1\r\n"),
             std::string("PROXY TCP4 192.0.2.7 198.51.100.1 1 2 3\r\n"),
             std::string("PROXY TCP4 192.0.2.7  198.51.100.1 1 2\r\n"),
             std::string("PROXY TCP4 192.0.2.256 198.51.100.1 1 2\r\n"),
             std::string("PROXY TCP4 192.0.2.7 198.51.100.1 1 65536\r\n"),
             std::string("PROXY TCP4 192.0.2.7 198.51.100.1 01 2\r\n"),
             std::string("PROXY TCP4 192.0.2.7 198.51.100.1 -1 2\r\n"),
             std::string("PROXY TCP4 192.0.2.7 198.51.100.1 1 \r\n"),
             std::string("PROXY TCP4 2001:db8::7 2001:db8::8 1 2\r\n"),
             std::string("PROXY TCP6 192.0.2.7 198.51.100.1 1 2\r\n"),
             std::string("PROXY TCP4 host.example 198.51.100.1 1 2\r\n"),
             std::string("PROXY TCP4 192.0.2.7 198.51.100.1 1 2\n\r\n"),
             "PROXY UNKNOWN" + std::string(93, ' ') + "\r\n", // 108 bytes
             "PROXY " + std::string(200, 'x'),
             binary(0x11, 0x11, ipv4), // version 1
             binary(0x22, 0x11, ipv4), // a command that is not known
             binary(0x21, 0x12, ipv4), // UDP
             binary(0x21, 0x41, ipv4),
             binary(0x21, 0x11, ipv4.substr(1)),
             binary(0x21, 0x11, ""),
             binary(0x21, 0x21, ipv6.substr(1)),
         }) {
        const auto read = read_proxy_header(bytes);
        ASSERT_TRUE(std::holds_alternative<BadProxyHeader>(read)) << bytes;
        EXPECT_NE(std::get<BadProxyHeader>(read).why, "") << bytes;
    }
}

TEST(ProxyHeader, is_not_seen_in_what_clients_send) {
    for (const auto& bytes : {
             std::string("GET / HTTP/1.1\r\n"),
             std::string("POST"),
             std::string("PROXX"),
             std::string("proxy TCP4 "),
             std::string("\r\nGET / HTTP/1.1\r\n"),
             std::string("\x16\x03\x01\x02\x00\x01"),
             " " + good.front().bytes,
         })
        EXPECT_TRUE(std::holds_alternative<NoProxyHeader>(read_proxy_header(bytes))) << bytes;
}

} // namespace

} // namespace chancery::net
