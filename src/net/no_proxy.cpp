// SPDX-License-Identifier: Apache-2.0
#include "net/no_proxy.hpp"

#include "base/address.hpp"
#include "base/text.hpp"

#include <string>

namespace chancery::net {

namespace {

struct Place {
    std::string host;      ///< Lower case, an address as to_address_text writes it.
    std::string_view port; ///< Empty where there is none.
};

Place read_place(std::string_view text) {
    const auto bracket = text.starts_with('[') ? text.find(']') : 0;
    if (bracket == text.npos) return {};
    const auto colon = text.find(':', bracket);
    auto host = text.substr(0, colon);
    if (bracket > 0) host = text.substr(1, bracket - 1);
    const auto octets = parse_address(host);
    return {
        octets ? to_address_text(*octets) : to_lower(host),
        colon == text.npos ? std::string_view() : text.substr(colon + 1)};
}

Place place_of(std::string_view url) {
    const auto colon = url.find("://");
    if (colon == url.npos) return {};
    const bool secure = equals_ignoring_case(url.substr(0, colon), "https");
    auto authority = url.substr(colon + 3);
    authority = authority.substr(0, authority.find_first_of("/?#"));
    auto place = read_place(authority.substr(authority.rfind('@') + 1));
    if (place.port.empty()) place.port = secure ? "443" : "80";
    return place;
}

bool covers(std::string_view domain, std::string_view host) {
    if (domain.starts_with('.')) domain.remove_prefix(1);
    if (domain.empty() || !host.ends_with(domain)) return false;
    return host.size() == domain.size() || host[host.size() - domain.size() - 1] == '.';
}

} // namespace

bool is_exempt_with_port(std::string_view no_proxy, std::string_view url) {
    const auto place = place_of(url);
    if (place.host.empty()) return false;
    const bool is_address = parse_address(place.host).has_value();
    for (const auto part : split(no_proxy, ',')) {
        const auto entry = read_place(trim(part));
        if (entry.port.empty() || entry.port != place.port) continue;
        if (is_address ? entry.host == place.host : covers(entry.host, place.host)) return true;
    }
    return false;
}

} // namespace chancery::net
