// SPDX-License-Identifier: Apache-2.0
#include "base/network.hpp"

#include "base/address.hpp"
#include "base/octet.hpp"

#include <algorithm>
#include <charconv>
#include <utility>
#include <vector>

namespace chancery {

namespace {

constexpr std::size_t ipv4_size = 4;
constexpr std::size_t ipv6_size = 16;
constexpr int bits = 8; ///< Of an octet.

/// RFC 4291 §2.5.5.2.
constexpr std::string_view mapped_prefix("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);

/// Of the octet at this index, what belongs to the network.
unsigned mask_at(int prefix, std::size_t index) {
    const auto left = std::clamp(prefix - static_cast<int>(index) * bits, 0, bits);
    return (0xff00U >> left) & 0xffU;
}

bool has_bits_beyond(const Network& network) {
    for (std::size_t i = 0; i < network.address.size(); ++i)
        if ((octet(network.address, i) & ~mask_at(network.prefix, i)) != 0) return true;
    return false;
}

std::optional<int> parse_prefix(std::string_view text, int longest) {
    int prefix = 0;
    const auto* end = text.data() + text.size();
    const auto [stop, code] = std::from_chars(text.data(), end, prefix);
    const auto is_canonical = text == "0" || (!text.empty() && text[0] >= '1' && text[0] <= '9');
    if (code != std::errc{} || stop != end || !is_canonical || prefix > longest)
        return std::nullopt;
    return prefix;
}

struct Row {
    std::string_view network;
    std::string_view source;
};

/// The first that fits names the address, so that a narrower one stands before a wider one.
constexpr Row special[] = {
    // The IANA IPv4 special-purpose address registry, and multicast.
    {"0.0.0.0/8", "RFC 791, RFC 1122"},
    {"10.0.0.0/8", "RFC 1918"},
    {"100.64.0.0/10", "RFC 6598"},
    {"127.0.0.0/8", "RFC 1122"},
    {"169.254.0.0/16", "RFC 3927"},
    {"172.16.0.0/12", "RFC 1918"},
    {"192.0.0.0/24", "RFC 6890"},
    {"192.0.2.0/24", "RFC 5737"},
    {"192.31.196.0/24", "RFC 7535"},
    {"192.52.193.0/24", "RFC 7450"},
    {"192.88.99.0/24", "RFC 7526"},
    {"192.168.0.0/16", "RFC 1918"},
    {"192.175.48.0/24", "RFC 7534"},
    {"198.18.0.0/15", "RFC 2544"},
    {"198.51.100.0/24", "RFC 5737"},
    {"203.0.113.0/24", "RFC 5737"},
    {"224.0.0.0/4", "RFC 5771"},
    {"240.0.0.0/4", "RFC 1112"},
    // The IANA IPv6 special-purpose address registry, multicast, and what is not global unicast.
    {"::1/128", "RFC 4291"},
    {"64:ff9b::/96", "RFC 6052"},
    {"64:ff9b:1::/48", "RFC 8215"},
    {"100::/64", "RFC 6666"},
    {"2001::/23", "RFC 2928"},
    {"2001:db8::/32", "RFC 3849"},
    {"2002::/16", "RFC 3056"},
    {"2620:4f:8000::/48", "RFC 7534"},
    {"3fff::/20", "RFC 9637"},
    {"5f00::/16", "RFC 9602"},
    {"fc00::/7", "RFC 4193"},
    {"fe80::/10", "RFC 4291"},
    {"ff00::/8", "RFC 4291"},
    {"::/3", "RFC 4291"},
    {"4000::/2", "RFC 4291"},
    {"8000::/1", "RFC 4291"},
};

} // namespace

std::optional<Network> parse_network(std::string_view text) {
    const auto slash = text.find('/');
    auto address = parse_address(text.substr(0, slash));
    if (!address) return std::nullopt;
    const auto longest = static_cast<int>(address->size()) * bits;
    const auto prefix =
        slash == text.npos ? longest : parse_prefix(text.substr(slash + 1), longest);
    if (!prefix) return std::nullopt;
    Network network{std::move(*address), *prefix};
    if (has_bits_beyond(network)) return std::nullopt;
    const auto mapping = static_cast<int>(mapped_prefix.size()) * bits;
    if (network.prefix >= mapping && network.address.starts_with(mapped_prefix) &&
        network.address.size() == ipv6_size)
        return Network{network.address.substr(mapped_prefix.size()), network.prefix - mapping};
    return network;
}

std::string to_string(const Network& network) {
    return to_address_text(network.address) + "/" + std::to_string(network.prefix);
}

BytesView without_mapping(BytesView address) {
    const auto is_mapped = address.size() == ipv6_size && address.starts_with(mapped_prefix);
    return is_mapped ? address.substr(mapped_prefix.size()) : address;
}

Network network_of(BytesView address, int prefix) {
    Network network{Bytes(address), prefix};
    for (std::size_t i = 0; i < address.size(); ++i)
        network.address[i] = static_cast<char>(octet(address, i) & mask_at(prefix, i));
    return network;
}

std::string counted_as(std::string_view address, int ipv6_prefix) {
    const auto octets = parse_address(address);
    if (!octets) return std::string(address);
    const auto unmapped = without_mapping(*octets);
    if (unmapped.size() != ipv6_size) return to_address_text(unmapped);
    return to_string(network_of(unmapped, ipv6_prefix));
}

bool contains(const Network& network, BytesView address) {
    address = without_mapping(address);
    if (address.empty() || address.size() != network.address.size()) return false;
    for (std::size_t i = 0; i < address.size(); ++i)
        if (((octet(address, i) ^ octet(network.address, i)) & mask_at(network.prefix, i)) != 0)
            return false;
    return true;
}

bool is_in(std::span<const Network> networks, BytesView address) {
    return std::ranges::any_of(networks, [address](const Network& network) {
        return contains(network, address);
    });
}

const std::vector<SpecialNetwork>& special_networks() {
    static const auto networks = [] {
        std::vector<SpecialNetwork> parsed;
        for (const auto& [network, source] : special)
            parsed.push_back({parse_network(network).value(), source});
        return parsed;
    }();
    return networks;
}

const SpecialNetwork* find_special_network(BytesView address) {
    const auto found = std::ranges::find_if(special_networks(), [&](const SpecialNetwork& one) {
        return contains(one.network, address);
    });
    return found == special_networks().end() ? nullptr : &*found;
}

bool is_public_address(BytesView address) {
    const auto size = without_mapping(address).size();
    return (size == ipv4_size || size == ipv6_size) && !find_special_network(address);
}

} // namespace chancery
