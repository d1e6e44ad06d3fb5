// SPDX-License-Identifier: Apache-2.0
#include "net/probe/redirect.hpp"

#include "base/address.hpp"
#include "base/text.hpp"
#include "net/port.hpp"
#include "net/probe/dns_records.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <optional>

namespace chancery::net {

namespace {

constexpr std::size_t longest_location = 2000;

/// Half a sentence about what is wrong with a redirect.
struct Wrong {
    std::string why;
};

/// A reference in its parts (RFC 3986 appendix B), the fragment dropped.
struct Reference {
    std::optional<std::string_view> scheme;
    std::optional<std::string_view> authority;
    std::string_view path;
    std::optional<std::string_view> query;
};

Reference take_apart(std::string_view text) {
    Reference parts;
    text = text.substr(0, text.find('#'));
    const auto colon = text.find(':');
    if (colon != text.npos && colon < text.find_first_of("/?")) {
        parts.scheme = text.substr(0, colon);
        text.remove_prefix(colon + 1);
    }
    if (text.starts_with("//")) {
        text.remove_prefix(2);
        const auto end = std::min(text.find_first_of("/?"), text.size());
        parts.authority = text.substr(0, end);
        text.remove_prefix(end);
    }
    const auto mark = text.find('?');
    parts.path = text.substr(0, mark);
    if (mark != text.npos) parts.query = text.substr(mark + 1);
    return parts;
}

/// RFC 3986 §5.2.4, of a path that begins with a slash.
std::string without_dots(std::string_view path) {
    const auto segments = split(path.substr(1), '/');
    std::vector<std::string_view> kept;
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const auto is_last = i + 1 == segments.size();
        const auto is_dots = segments[i] == "." || segments[i] == "..";
        if (segments[i] == ".." && !kept.empty()) kept.pop_back();
        if (!is_dots) kept.push_back(segments[i]);
        if (is_dots && is_last) kept.emplace_back();
    }
    std::string clean;
    for (const auto segment : kept)
        clean.append("/").append(segment);
    return clean.empty() ? "/" : clean;
}

/// As browsers do, what is not ASCII is escaped.
std::string to_ascii(std::string_view text) {
    std::string ascii;
    for (const auto c : text) {
        if (static_cast<unsigned char>(c) < 0x80)
            ascii += c;
        else
            ascii += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return ascii;
}

std::string target_of(const Url& from, const Reference& to) {
    std::string path(to.path);
    const auto old_path = from.target.substr(0, from.target.find('?'));
    const auto is_other_host = to.authority.has_value();
    auto query = to.query ? "?" + std::string(*to.query) : std::string();
    if (path.empty() && !is_other_host) {
        path = old_path;
        if (!to.query) query = from.target.substr(old_path.size());
    } else if (!path.starts_with('/')) {
        path = (is_other_host ? "/" : old_path.substr(0, old_path.rfind('/') + 1)) + path;
    }
    return to_ascii(without_dots(path)) + to_ascii(query);
}

/// Of "example.org:80", "[2001:db8::1]" and their like: the host and, when named, the port.
std::optional<std::pair<std::string_view, std::string_view>> divide(std::string_view authority) {
    if (authority.starts_with('[')) {
        const auto end = authority.find(']');
        if (end == authority.npos) return std::nullopt;
        const auto rest = authority.substr(end + 1);
        if (!rest.empty() && rest[0] != ':') return std::nullopt;
        return std::pair(
            authority.substr(1, end - 1), rest.substr(std::min<std::size_t>(1, rest.size()))
        );
    }
    const auto colon = authority.find(':');
    if (colon == authority.npos) return std::pair(authority, std::string_view());
    return std::pair(authority.substr(0, colon), authority.substr(colon + 1));
}

/// The same name, or the same address in whatever form; names are in lower case here.
bool is_same_host(const std::string& one, const std::string& other) {
    const auto address = parse_address(one);
    return address ? address == parse_address(other) : equals_ignoring_case(one, other);
}

/// Whether a resolver or a socket could take it for an address: "127.1", "0x7f.1".
bool looks_like_an_address(std::string_view host) {
    const auto last = host.substr(host.rfind('.') + 1);
    return host.find(':') != host.npos ||
           (!last.empty() && last.find_first_not_of("0123456789") == last.npos) ||
           last.starts_with("0x");
}

std::optional<Wrong> check_host(std::string_view host, const RedirectRule& rule) {
    if (host.empty()) return Wrong{"it does not name a host"};
    if (looks_like_an_address(host)) {
        if (!rule.to_addresses)
            return Wrong{"its host is an IP address, and only names are followed"};
        if (!parse_address(host)) return Wrong{"its host is not a complete IP address"};
        return std::nullopt;
    }
    if (!is_dns_name(host)) return Wrong{"its host is not a valid DNS name"};
    if (host.ends_with(".well-known"))
        return Wrong{"a slash is missing between the host and the path; in the web server's "
                     "configuration the target of the redirect must end with one"};
    return std::nullopt;
}

std::optional<Wrong> set_authority(Url& url, std::string_view authority, const RedirectRule& rule) {
    if (authority.find('@') != authority.npos)
        return Wrong{"it contains a user name or a password, which are never sent"};
    const auto parts = divide(authority);
    if (!parts) return Wrong{"its host is malformed"};
    url.host = to_lower(parts->first);
    if (url.host.ends_with('.')) url.host.pop_back();
    if (auto wrong = check_host(url.host, rule)) return wrong;
    url.authority = url.host.find(':') == url.host.npos ? url.host : "[" + url.host + "]";
    url.port = url.is_https ? rule.https_port : rule.http_port;
    if (parts->second.empty()) return std::nullopt;
    const auto port = parse_port(parts->second);
    if (!port || *port == 0 || (*port != rule.http_port && *port != rule.https_port))
        return Wrong{fmt::format(
            "its port is {}, but only {} and {} are followed",
            printable(parts->second, 10),
            rule.http_port,
            rule.https_port
        )};
    url.port = *port;
    url.authority += ":" + std::to_string(*port);
    return std::nullopt;
}

std::variant<Url, Wrong>
resolve(const Url& from, std::string_view location, const RedirectRule& rule) {
    if (location.empty()) return Wrong{"it does not name a URL (Location is empty or missing)"};
    if (location.size() > longest_location) return Wrong{"its URL is too long"};
    if (std::ranges::any_of(location, [](unsigned char c) { return c <= 0x20 || c == 0x7f; }))
        return Wrong{"its URL contains spaces or control characters"};
    const auto parts = take_apart(location);
    Url url = from;
    if (parts.scheme) {
        const auto scheme = to_lower(*parts.scheme);
        if (scheme != "http" && scheme != "https") return Wrong{"only http and https are followed"};
        if (!parts.authority) return Wrong{"it does not name a host"};
        url.is_https = scheme == "https";
    }
    if (parts.authority)
        if (auto wrong = set_authority(url, *parts.authority, rule)) return std::move(*wrong);
    if (!rule.to_other_hosts && !is_same_host(from.host, url.host))
        return Wrong{"it leads to another host; where private networks may be asked, only "
                     "redirects to the same host are followed"};
    url.target = target_of(from, parts);
    return url;
}

} // namespace

std::string to_string(const Url& url) {
    return (url.is_https ? "https://" : "http://") + url.authority + url.target;
}

Url make_http_url(const std::string& host, unsigned short port, const std::string& path) {
    constexpr unsigned short usual = 80;
    auto authority = host.find(':') == host.npos ? host : "[" + host + "]";
    if (port != usual) authority += ":" + std::to_string(port);
    return {.host = host, .port = port, .authority = std::move(authority), .target = path};
}

std::variant<Url, NoAnswer>
follow_redirect(const Url& from, std::string_view location, const RedirectRule& rule) {
    auto resolved = resolve(from, location, rule);
    if (auto* url = std::get_if<Url>(&resolved)) return std::move(*url);
    return NoAnswer{
        Fault::connection,
        fmt::format(
            "{} redirects to {}, which is not followed: {}",
            printable(to_string(from)),
            location.empty() ? "nowhere" : printable(location),
            std::get<Wrong>(resolved).why
        )};
}

} // namespace chancery::net
