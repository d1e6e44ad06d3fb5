// SPDX-License-Identifier: Apache-2.0
#include "net/server/proxy_header.hpp"

#include "base/address.hpp"
#include "base/network.hpp"
#include "base/octet.hpp"
#include "base/text.hpp"
#include "net/port.hpp"

#include <algorithm>

namespace chancery::net {

namespace {

constexpr std::string_view signature_1 = "PROXY ";
constexpr std::size_t longest_1 = longest_undecided_proxy_header; ///< With its line end.

constexpr std::string_view signature_2("\r\n\r\n\0\r\nQUIT\n", 12);
constexpr std::size_t fixed_part_2 = 16;

/// Leading zeros are not permitted.
bool is_canonical_port(std::string_view text) {
    return parse_port(text) && (text == "0" || !text.starts_with('0'));
}

std::string to_client(BytesView octets) {
    return to_address_text(without_mapping(octets));
}

/// "TCP4 192.0.2.7 198.51.100.1 56324 443".
ProxyHeaderRead read_line(std::string_view line, std::size_t size) {
    const auto words = split(line, ' ');
    if (words[0] == "UNKNOWN") return ProxyHeader{size};
    const std::size_t octets = words[0] == "TCP4" ? 4 : words[0] == "TCP6" ? 16 : 0;
    if (octets == 0) return BadProxyHeader{"it is for neither TCP4, TCP6 nor UNKNOWN"};
    if (words.size() != 5) return BadProxyHeader{"it does not have two addresses and two ports"};
    const auto source = parse_address(words[1]);
    const auto destination = parse_address(words[2]);
    if (!source || !destination || source->size() != octets || destination->size() != octets)
        return BadProxyHeader{"an address does not match its family"};
    if (!is_canonical_port(words[3]) || !is_canonical_port(words[4]))
        return BadProxyHeader{"a port is not a number from 0 to 65535"};
    return ProxyHeader{size, to_client(*source)};
}

ProxyHeaderRead read_version_1(std::string_view bytes) {
    const auto end = bytes.substr(0, longest_1).find("\r\n");
    if (end != bytes.npos)
        return read_line(bytes.substr(signature_1.size(), end - signature_1.size()), end + 2);
    if (bytes.size() >= longest_1) return BadProxyHeader{"its line does not end"};
    return UnfinishedProxyHeader{};
}

/// Source, destination and their ports follow the fixed part, and more that is passed over.
ProxyHeaderRead read_addresses(unsigned family, std::string_view bytes, std::size_t size) {
    enum : unsigned { unspecified = 0x00, tcp_over_ipv4 = 0x11, tcp_over_ipv6 = 0x21, unix = 0x31 };

    const std::size_t octets = family == tcp_over_ipv4 ? 4 : family == tcp_over_ipv6 ? 16 : 0;
    if (octets == 0 && family != unspecified && family != unix)
        return BadProxyHeader{"it is for a protocol other than TCP"};
    if (octets == 0) return ProxyHeader{size};
    const auto end = fixed_part_2 + 2 * octets + 4;
    if (size < end) return BadProxyHeader{"it is too short"};
    if (bytes.size() < end) return UnfinishedProxyHeader{};
    return ProxyHeader{size, to_client(bytes.substr(fixed_part_2, octets))};
}

ProxyHeaderRead read_version_2(std::string_view bytes) {
    if (bytes.size() < fixed_part_2) return UnfinishedProxyHeader{};
    const auto command = octet(bytes, 12);
    const auto size = fixed_part_2 + octet(bytes, 14) * 256 + octet(bytes, 15);
    if (command != 0x20 && command != 0x21)
        return BadProxyHeader{"its version or its command is not known"};
    if (command == 0x20) return ProxyHeader{size}; // LOCAL
    return read_addresses(octet(bytes, 13), bytes, size);
}

bool may_become(std::string_view bytes, std::string_view signature) {
    return signature.starts_with(bytes);
}

} // namespace

ProxyHeaderRead read_proxy_header(std::string_view bytes) {
    if (bytes.starts_with(signature_1)) return read_version_1(bytes);
    if (bytes.starts_with(signature_2)) return read_version_2(bytes);
    if (may_become(bytes, signature_1) || may_become(bytes, signature_2))
        return UnfinishedProxyHeader{};
    return NoProxyHeader{};
}

} // namespace chancery::net
