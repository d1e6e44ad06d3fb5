// SPDX-License-Identifier: Apache-2.0
#pragma once

// The URL that is asked, and where a redirect leads to: text in, text out, nothing is asked here.

#include "net/probe/probe.hpp"

#include <string>
#include <string_view>
#include <variant>

namespace chancery::net {

struct Url {
    bool is_https = false;
    std::string host;        ///< Lower case; an IPv6 address without brackets.
    unsigned short port = 0; ///< That is connected to.
    std::string authority;   ///< For Host: with brackets, and a port where the URL has one.
    std::string target;      ///< Path and query; begins with a slash.

    friend bool operator==(const Url&, const Url&) = default;
};

std::string to_string(const Url& url);

/// Of a name or an address; the port is named where it is not 80.
Url make_http_url(const std::string& host, unsigned short port, const std::string& path);

struct RedirectRule {
    unsigned short http_port = 80;
    unsigned short https_port = 443;
    bool to_addresses = false;  ///< Whether the URL's host may be an IP address.
    bool to_other_hosts = true; ///< Whether its host may be another than the one that redirects.
};

/// RFC 3986 §5.2: to http and https, on these ports, without a password. Otherwise why not.
std::variant<Url, NoAnswer>
follow_redirect(const Url& from, std::string_view location, const RedirectRule& rule);

} // namespace chancery::net
