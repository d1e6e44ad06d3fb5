// SPDX-License-Identifier: Apache-2.0
#include "net/server/forwarded.hpp"

#include "base/address.hpp"
#include "base/error.hpp"
#include "base/text.hpp"
#include "net/port.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace chancery::net {

namespace {

constexpr std::string_view forwarded = "Forwarded";
constexpr std::string_view x_forwarded_for = "X-Forwarded-For";

/// Parts a text where the separator stands outside of quotes. None for a quote that does not end:
/// what a client wrote must not swallow what its proxy has put behind it.
std::optional<std::vector<std::string_view>> split_unquoted(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    bool is_quoted = false;
    std::size_t begin = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_quoted && text[i] == '\\')
            ++i;
        else if (text[i] == '"')
            is_quoted = !is_quoted;
        else if (text[i] == separator && !is_quoted) {
            parts.push_back(text.substr(begin, i - begin));
            begin = i + 1;
        }
    }
    if (is_quoted) return std::nullopt;
    parts.push_back(text.substr(begin));
    return parts;
}

[[noreturn]] void fail(const std::string& sender, const std::string& what) {
    throw Error(Fault::malformed, "the proxy " + sender + " " + what);
}

/// What the headers of this name list, all as one list (RFC 9110 §5.3).
template <class Split>
std::vector<std::string_view>
elements(const Headers& headers, std::string_view name, Split split_list) {
    std::vector<std::string_view> all;
    for (const auto& [key, value] : headers) {
        if (!equals_ignoring_case(key, name)) continue;
        for (const auto element : split_list(value))
            if (!trim(element).empty()) all.push_back(trim(element));
    }
    return all;
}

/// "for" of a forwarded-element. None where it is not there: each parameter is optional (RFC 7239
/// §4). Empty where it is there twice, or something is not a pair.
std::optional<std::string_view> node_of(std::string_view element) {
    std::optional<std::string_view> node;
    const auto pairs = split_unquoted(element, ';').value(); // as a part of one, it is balanced
    for (const auto pair : pairs) {
        if (trim(pair).empty()) continue;
        const auto equals = pair.find('=');
        if (equals == pair.npos) return "";
        if (!equals_ignoring_case(trim(pair.substr(0, equals)), "for")) continue;
        if (node) return "";
        node = trim(pair.substr(equals + 1));
    }
    if (node && node->size() >= 2 && node->starts_with('"') && node->ends_with('"'))
        node = node->substr(1, node->size() - 2);
    return node;
}

/// Nothing, or ":4711".
bool is_port(std::string_view text) {
    return text.empty() || (text.starts_with(':') && parse_port(text.substr(1)));
}

/// The address of "192.0.2.7", "192.0.2.7:4711", "[2001:db8::7]", "[2001:db8::7]:4711" and
/// "2001:db8::7".
std::optional<std::string> address_of(std::string_view node) {
    std::string_view address = node;
    std::string_view port;
    if (node.starts_with('[')) {
        const auto end = std::min(node.find(']'), node.size() - 1);
        address = node.substr(1, end - 1);
        port = node.substr(end + 1);
        if (node[end] != ']' || address.find(':') == address.npos) return std::nullopt;
    } else if (std::ranges::count(node, ':') == 1) {
        address = node.substr(0, node.find(':'));
        port = node.substr(address.size());
    }
    const auto octets = parse_address(address);
    if (!octets || !is_port(port)) return std::nullopt;
    return to_address_text(without_mapping(*octets));
}

struct Walk {
    std::string client;
    /// A trusted proxy has written an element that says nothing of its client. What stands before
    /// it may be anybody's.
    bool ends_in_silence = false;
};

/// From the nearest to the farthest, as far as each is trusted.
template <class ToNode>
Walk walk(
    const std::string& sender,
    const std::vector<std::string_view>& elements,
    std::span<const Network> trusted,
    ToNode to_node
) {
    auto client = sender;
    for (auto element = elements.rbegin(); element != elements.rend(); ++element) {
        if (!is_among(trusted, client)) break;
        const std::optional<std::string_view> node = to_node(*element);
        if (!node) return {client, true};
        auto address = address_of(*node);
        if (!address)
            fail(
                client, "does not name its client by an address: \"" + printable(*element, 80) + '"'
            );
        client = *std::move(address);
    }
    return {client};
}

} // namespace

bool is_among(std::span<const Network> networks, std::string_view address) {
    const auto octets = networks.empty() ? std::nullopt : parse_address(address);
    return octets && is_in(networks, *octets);
}

std::string client_behind(
    const std::string& sender, const Headers& headers, std::span<const Network> trusted_proxies
) {
    if (!is_among(trusted_proxies, sender)) return sender;
    const auto by_standard = elements(headers, forwarded, [&](std::string_view value) {
        auto parts = split_unquoted(value, ',');
        if (!parts) fail(sender, "sends a Forwarded header with a quote that does not end");
        return *std::move(parts);
    });
    const auto by_custom = elements(headers, x_forwarded_for, [](std::string_view value) {
        return split(value, ',');
    });
    const auto as_it_is = [](std::string_view element) { return element; };
    const auto standard = walk(sender, by_standard, trusted_proxies, node_of);
    const auto custom = walk(sender, by_custom, trusted_proxies, as_it_is);
    if (by_standard.empty()) return custom.client;
    if (by_custom.empty()) return standard.client;
    if (standard.ends_in_silence || standard.client == custom.client) return custom.client;
    fail(
        sender,
        "names one client in Forwarded and another in X-Forwarded-For; it must take away the "
        "header that it does not set"
    );
}

} // namespace chancery::net
