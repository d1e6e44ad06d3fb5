// SPDX-License-Identifier: Apache-2.0
#include "main/addresses.hpp"

#include "base/address.hpp"
#include "base/network.hpp"
#include "base/text.hpp"
#include "model/name.hpp"
#include "net/port.hpp"

#include <algorithm>

namespace chancery::daemon {

namespace {

/// Nothing, or ":8443".
bool is_port(std::string_view text) {
    if (text.empty()) return true;
    return text.starts_with(':') && net::parse_port(text.substr(1)).value_or(0) > 0;
}

/// Whether a listener on `one` takes what comes to `other`. That on :: takes IPv4, too.
bool covers(BytesView one, BytesView other) {
    const bool is_any = one.find_first_not_of('\0') == one.npos;
    return one == other || (is_any && one.size() >= other.size());
}

} // namespace

std::optional<std::string> objection_to_host(const std::string& host) {
    if (parse_address(host)) return std::nullopt;
    const bool single = !host.empty() && host.find('.') == host.npos;
    const auto parsed = parse_dns_name(single ? host + ".example" : host);
    if (const auto* fault = std::get_if<NameFault>(&parsed)) return fault->why;
    if (std::get<Name>(parsed).is_wildcard()) return "is a wildcard, and a server has one name";
    return std::nullopt;
}

std::optional<std::string> host_of(std::string_view url, std::string_view scheme) {
    if (!url.starts_with(scheme)) return std::nullopt;
    url.remove_prefix(scheme.size());
    const bool is_v6 = url.starts_with('[');
    const auto end = std::min(url.find(is_v6 ? ']' : ':'), url.size());
    if (is_v6 && end == url.size()) return std::nullopt;
    const std::string host(is_v6 ? url.substr(1, end - 1) : url.substr(0, end));
    if (is_v6 && parse_address(host).value_or(Bytes()).size() != 16) return std::nullopt;
    if (host.empty() || !is_port(url.substr(is_v6 ? end + 1 : end))) return std::nullopt;
    return host;
}

bool is_among(const std::vector<std::string>& hostnames, const std::string& host) {
    const auto address = parse_address(host);
    return std::ranges::any_of(hostnames, [&](const std::string& hostname) {
        return address ? parse_address(hostname) == address : equals_ignoring_case(hostname, host);
    });
}

bool collide(const net::ListenAddress& one, const net::ListenAddress& other) {
    if (one.port != other.port || one.port == 0) return false;
    const auto first = parse_address(one.address);
    const auto second = parse_address(other.address);
    if (!first || !second) return one.address == other.address;
    // As the kernel sees them.
    const auto here = without_mapping(*first);
    const auto there = without_mapping(*second);
    return covers(here, there) || covers(there, here);
}

} // namespace chancery::daemon
