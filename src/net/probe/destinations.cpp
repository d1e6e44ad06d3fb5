// SPDX-License-Identifier: Apache-2.0
#include "net/probe/destinations.hpp"

#include "base/address.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chancery::net {

namespace {

NoAnswer denied(const std::string& host, BytesView address) {
    const auto text = to_address_text(address);
    const auto whose = host == text ? text : fmt::format("{}, the address of {},", text, host);
    const auto* hint = is_public_address(address)
                           ? "the rules of this CA deny it"
                           : "it is not a public address, and the rules of this CA do not allow it";
    return {Fault::connection, fmt::format("{} is not connected to by this CA: {}", whose, hint)};
}

std::string why_none(const RecordSet& set) {
    switch (set.result) {
    case DnsResult::found:
    case DnsResult::no_records: return "there is none";
    case DnsResult::no_such_name: return "the name does not exist (NXDOMAIN)";
    case DnsResult::bogus: return "DNSSEC does not hold: " + set.why;
    case DnsResult::failed: return set.why;
    }
    return {};
}

NoAnswer no_address(const RecordSet& ipv6, const RecordSet& ipv4) {
    const auto& name = ipv4.name;
    if (ipv6.result == DnsResult::no_such_name || ipv4.result == DnsResult::no_such_name)
        return {
            Fault::dns,
            fmt::format(
                "{} has no address: the name does not exist in DNS (NXDOMAIN); it needs an A or "
                "AAAA record that the whole Internet, or this CA's resolver, can see",
                name
            )};
    if (ipv6.result == DnsResult::no_records && ipv4.result == DnsResult::no_records)
        return {
            Fault::dns,
            fmt::format("{} has no address: it has neither an A nor an AAAA record in DNS", name)};
    const auto reasons =
        why_none(ipv4) == why_none(ipv6)
            ? fmt::format("for A and AAAA: {}", why_none(ipv4))
            : fmt::format("for A: {}; for AAAA: {}", why_none(ipv4), why_none(ipv6));
    return {Fault::dns, fmt::format("the address of {} cannot be looked up; {}", name, reasons)};
}

/// 0.0.0.0 and "::", in whatever form: the kernel takes them for this machine, which the rules may
/// deny under another address.
bool is_unspecified(BytesView address) {
    return without_mapping(address).find_first_not_of('\0') == address.npos;
}

} // namespace

bool may_connect(const Destinations& destinations, BytesView address) {
    if (address.empty() || is_unspecified(address) || is_in(destinations.denied, address))
        return false;
    return is_in(destinations.allowed, address) || is_public_address(address);
}

std::variant<std::vector<Bytes>, NoAnswer>
choose_addresses(const Destinations& destinations, const RecordSet& ipv6, const RecordSet& ipv4) {
    const auto allowed = [&](const Bytes& address) { return may_connect(destinations, address); };
    std::vector<Bytes> chosen;
    const Bytes* first_denied = nullptr;
    for (const auto* set : {&ipv6, &ipv4}) {
        if (set->result != DnsResult::found || set->records.empty()) continue;
        const auto found = std::ranges::find_if(set->records, allowed);
        if (found != set->records.end())
            chosen.push_back(*found);
        else if (!first_denied)
            first_denied = &set->records.front();
    }
    if (!chosen.empty()) return chosen;
    if (first_denied) return denied(ipv4.name, *first_denied);
    return no_address(ipv6, ipv4);
}

std::variant<std::vector<Bytes>, NoAnswer>
choose_address(const Destinations& destinations, const Bytes& address) {
    if (may_connect(destinations, address)) return std::vector{address};
    return denied(to_address_text(address), address);
}

std::string destination_of(BytesView address, unsigned short port) {
    return counted_as(to_address_text(address)) + ' ' + std::to_string(port);
}

} // namespace chancery::net
