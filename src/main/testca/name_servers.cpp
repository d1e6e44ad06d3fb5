// SPDX-License-Identifier: Apache-2.0
#include "main/testca/name_servers.hpp"

#include "base/address.hpp"
#include "base/error.hpp"
#include "base/text.hpp"

#include <fstream>
#include <netdb.h>
#include <netinet/in.h>
#include <sstream>

namespace chancery::testca {

namespace {

/// The first address of a host; empty for one that has none.
std::string find_address(const std::string& host) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_DGRAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(host.c_str(), nullptr, &hints, &found) != 0 || !found) return {};
    Bytes octets;
    if (found->ai_family == AF_INET) {
        const auto& v4 = reinterpret_cast<const sockaddr_in&>(*found->ai_addr);
        octets.assign(reinterpret_cast<const char*>(&v4.sin_addr), sizeof v4.sin_addr);
    } else {
        const auto& v6 = reinterpret_cast<const sockaddr_in6&>(*found->ai_addr);
        octets.assign(reinterpret_cast<const char*>(&v6.sin6_addr), sizeof v6.sin6_addr);
    }
    ::freeaddrinfo(found);
    return to_address_text(octets);
}

} // namespace

std::string parse_name_server(const std::string& text) {
    const auto colon = text.rfind(':');
    if (colon == text.npos || colon + 1 == text.size())
        throw Error(
            Fault::invalid,
            "-dnsserver must be a host and a port, such as 127.0.0.1:8053, not \"" +
                printable(text) + "\""
        );
    auto host = text.substr(0, colon);
    if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
    if (host.empty()) host = "127.0.0.1";
    const auto address = parse_address(host) ? host : find_address(host);
    if (address.empty())
        throw Error(
            Fault::unavailable, "the DNS server \"" + printable(host) + "\" has no address"
        );
    return address + "@" + text.substr(colon + 1);
}

std::vector<std::string> system_name_servers() {
    std::vector<std::string> servers;
    std::ifstream file("/etc/resolv.conf");
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line);
        std::string keyword;
        std::string address;
        if (words >> keyword >> address && keyword == "nameserver" && parse_address(address))
            servers.push_back(address);
    }
    return servers;
}

} // namespace chancery::testca
