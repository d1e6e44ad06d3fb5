// SPDX-License-Identifier: Apache-2.0
#include "net/probe/resolver_zones.hpp"

#include "base/address.hpp"
#include "base/error.hpp"
#include "base/network.hpp"
#include "base/text.hpp"
#include "net/port.hpp"
#include "net/probe/dns_records.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fstream>
#include <sstream>

namespace chancery::net {

namespace {

/// "192.0.2.53" or "192.0.2.53@5353".
bool is_server(const std::string& server) {
    const auto at = server.find('@');
    const auto is_port = [](std::string_view text) { return parse_port(text).value_or(0) > 0; };
    const auto has_port = at == server.npos || is_port(std::string_view(server).substr(at + 1));
    return has_port && parse_address(server.substr(0, at));
}

void require_server(const std::string& server) {
    if (is_server(server)) return;
    throw Error(
        Fault::invalid,
        fmt::format(
            "{} is not a DNS server: it must be an IP address, e.g. 192.0.2.53 or "
            "192.0.2.53@5353",
            server.empty() ? "an empty text" : printable(server)
        )
    );
}

/// Of the root: everything is asked of these.
std::string forward_zone(const ResolverOptions& options) {
    std::string text = "forward-zone:\n  name: \".\"\n";
    for (const auto& server : options.servers) {
        require_server(server);
        text += fmt::format("  forward-addr: {}\n", server);
    }
    // Where nothing may be kept, failures are not kept either: they have no TTL.
    return text + (options.longest_cached.count() > 0 ? "" : "  forward-no-cache: yes\n");
}

bool is_on_this_machine(const std::string& server) {
    const auto address = parse_address(server.substr(0, server.find('@')));
    const Network loopback[]{parse_network("127.0.0.0/8").value(), parse_network("::1").value()};
    return address && is_in(loopback, *address);
}

/// Whom the resolver must not ask. Where it goes from the root by itself, a stranger's delegation
/// could lead it to a host of our own network; where there are servers, it asks nobody else.
std::string forbidden_servers(const ResolverOptions& options) {
    if (!options.servers.empty())
        return std::ranges::any_of(options.servers, is_on_this_machine)
                   ? "  do-not-query-localhost: no\n"
                   : "";
    std::string text;
    for (const auto& special : special_networks())
        text += fmt::format("  do-not-query-address: {}\n", to_string(special.network));
    return text;
}

std::string transparent(std::string_view zone) {
    return fmt::format("  local-zone: \"{}\" transparent\n", zone);
}

/// The library knows "localhost" always: its first question is about it.
std::string localhost_data() {
    return "  local-data: \"localhost. A 127.0.0.1\"\n  local-data: \"localhost. AAAA ::1\"\n";
}

/// As hosts(5) has them. Names that DNS cannot have are left out.
std::string hosts_data(const std::string& path) {
    std::ifstream file(path);
    if (!file) throw Error(Fault::invalid, "the hosts file " + printable(path) + " cannot be read");
    std::string text;
    for (std::string line; std::getline(file, line);) {
        std::istringstream words(line.substr(0, line.find('#')));
        std::string address;
        words >> address;
        const auto octets = parse_address(address);
        if (!octets) continue;
        for (std::string name; words >> name;)
            if (is_dns_name(name) && !("." + name).ends_with(".localhost"))
                text += fmt::format(
                    "  local-data: \"{}. {} {}\"\n",
                    name,
                    octets->size() == 4 ? "A" : "AAAA",
                    address
                );
    }
    return text;
}

} // namespace

std::string zones_text(const ResolverOptions& options) {
    const bool has_servers = !options.servers.empty();
    std::string text = "server:\n" + forbidden_servers(options);
    // Names that the library would answer itself, and that one's own servers may know.
    text += "  unblock-lan-zones: yes\n";
    if (has_servers)
        for (const auto* zone : {"test.", "invalid.", "home.arpa."})
            text += transparent(zone);
    // Beside a hosts file "localhost" stays the library's: all names below it lead to loopback.
    if (!options.hosts_file.empty())
        text += hosts_data(options.hosts_file);
    else if (has_servers)
        text += transparent("localhost.") + localhost_data();
    if (has_servers) text += forward_zone(options);
    return text;
}

} // namespace chancery::net
