// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "base/text.hpp"
#include "client/options.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <fmt/format.h>

namespace chancery::client {

namespace {

bool is_address(const std::string& text) {
    in6_addr address{};
    return inet_pton(AF_INET, text.c_str(), &address) == 1 ||
           inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

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
    if (is_address(domain))
        refuse(fmt::format(
            "Requested name {} is an IP address. Certificates are issued for DNS names only.", shown
        ));
    const auto because = fmt::format("Requested domain {} is not a FQDN because", shown);
    if (domain.size() > 255) refuse(because + " it is too long.");
    const auto base = std::string_view(domain).substr(domain.starts_with("*.") ? 2 : 0);
    for (const auto label : split(base, '.')) {
        if (label.empty()) refuse(because + " it contains an empty label.");
        if (label.size() > 63) refuse(fmt::format("{} label {} is too long.", because, label));
        if (!std::ranges::all_of(label, is_domain_character))
            refuse(because + " it contains a character that no DNS name has.");
    }
    return domain;
}

} // namespace chancery::client
