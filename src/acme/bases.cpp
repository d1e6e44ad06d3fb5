// SPDX-License-Identifier: Apache-2.0
#include "acme/bases.hpp"

#include "base/error.hpp"
#include "base/text.hpp"

#include <algorithm>

namespace chancery::acme {

namespace {

/// "pki.campus.example:8443" of "https://pki.campus.example:8443".
std::string_view authority_of(std::string_view url) {
    return url.substr(std::min(url.find("://") + 3, url.size()));
}

/// A client leaves the port out that is the usual one, or does not (RFC 9110 §4.2.3).
std::string_view without_usual_port(std::string_view authority) {
    constexpr std::string_view port = ":443";
    return authority.ends_with(port) ? authority.substr(0, authority.size() - port.size())
                                     : authority;
}

} // namespace

Bases::Bases(std::vector<std::string> urls) : urls_(std::move(urls)) {
    ensure(!urls_.empty(), "an office has a URL");
}

Bases::Bases(std::string url) : urls_{std::move(url)} {}

const std::string& Bases::for_host(std::string_view host) const {
    const auto wanted = without_usual_port(host);
    const auto found = std::ranges::find_if(urls_, [&](const std::string& url) {
        return equals_ignoring_case(without_usual_port(authority_of(url)), wanted);
    });
    return found == urls_.end() ? first() : *found;
}

const std::string* Bases::find(std::string_view url, std::string_view target) const {
    if (!url.ends_with(target)) return nullptr;
    const auto base = url.substr(0, url.size() - target.size());
    const auto found = std::ranges::find(urls_, base);
    return found == urls_.end() ? nullptr : &*found;
}

} // namespace chancery::acme
