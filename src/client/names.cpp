// SPDX-License-Identifier: Apache-2.0
#include "client/names.hpp"

#include "base/address.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "model/name.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace chancery::client {

namespace {

bool is_domain_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
}

[[noreturn]] void refuse(const std::string& sentence) {
    throw Error(Fault::invalid, sentence);
}

} // namespace

std::string checked_domain(const std::string& text) {
    if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) > 127; }))
        refuse("Non-ASCII domain names not supported. To issue for an Internationalized Domain "
               "Name, use Punycode.");
    auto domain = to_lower(text);
    if (domain.ends_with('.')) domain.pop_back();
    const auto shown = printable(domain);
    for (const auto* scheme : {"http://", "https://"})
        if (domain.starts_with(scheme))
            refuse(fmt::format(
                "Requested name {} appears to be a URL, not a FQDN. Try again without the leading "
                "\"{}\".",
                shown,
                scheme
            ));
    if (parse_address(domain))
        refuse(fmt::format("Requested name {0} is an IP address. Use --ip-address {0}.", shown));
    const auto because = fmt::format("Requested domain {} is not a FQDN because", shown);
    if (domain.size() > 255) refuse(because + " it is too long.");
    const auto base = std::string_view(domain).substr(domain.starts_with("*.") ? 2 : 0);
    for (const auto label : split(base, '.')) {
        if (label.empty()) refuse(because + " it contains an empty label.");
        if (label.size() > 63) refuse(fmt::format("{} label {} is too long.", because, label));
        if (!std::ranges::all_of(label, is_domain_character))
            refuse(because + " it contains a character that is not allowed in DNS names.");
    }
    if (Name{domain}.is_address()) refuse(because + " its last label is a number.");
    return domain;
}

std::string checked_address(const std::string& text) {
    const auto octets = parse_address(text);
    if (!octets)
        refuse(fmt::format("'{}' does not appear to be an IPv4 or IPv6 address", printable(text)));
    return address_name(*octets).value;
}

} // namespace chancery::client
