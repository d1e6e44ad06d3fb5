// SPDX-License-Identifier: Apache-2.0
#include "base/address.hpp"

#include <arpa/inet.h>

namespace chancery {

namespace {

constexpr std::size_t ipv4_size = 4;
constexpr std::size_t ipv6_size = 16;

} // namespace

std::optional<Bytes> parse_address(std::string_view text) {
    const std::string terminated(text);
    if (terminated.find('\0') != terminated.npos) return std::nullopt;
    char octets[ipv6_size];
    if (inet_pton(AF_INET, terminated.c_str(), octets) == 1) return Bytes(octets, ipv4_size);
    if (inet_pton(AF_INET6, terminated.c_str(), octets) == 1) return Bytes(octets, ipv6_size);
    return std::nullopt;
}

std::string to_address_text(BytesView octets) {
    char text[INET6_ADDRSTRLEN];
    const int family = octets.size() == ipv4_size ? AF_INET : AF_INET6;
    if (octets.size() != ipv4_size && octets.size() != ipv6_size) return {};
    return inet_ntop(family, octets.data(), text, sizeof text) ? text : std::string();
}

} // namespace chancery
