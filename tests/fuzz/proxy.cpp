// SPDX-License-Identifier: Apache-2.0
#include "base/address.hpp"
#include "fuzz.hpp"
#include "net/server/forwarded.hpp"
#include "net/server/proxy_header.hpp"

#include <algorithm>
#include <string>

// What a proxy says of its clients: the header at the beginning of a connection, and the headers of
// a request. The first octet of an input says which.
namespace chancery::fuzz {

namespace {

bool is_canonical_address(const std::string& text) {
    const auto octets = parse_address(text);
    return octets && to_address_text(without_mapping(*octets)) == text;
}

void check_header(std::string_view input) {
    const auto read = net::read_proxy_header(input);
    if (const auto* header = std::get_if<net::ProxyHeader>(&read)) {
        require(header->size > 0, "a header has a size");
        require(header->size <= net::longest_proxy_header, "a header is bounded");
        if (header->client)
            require(
                is_canonical_address(*header->client), "a client is an address", *header->client
            );
        // Less is undecided, or the same already.
        for (std::size_t size = 0; size < std::min(header->size, input.size()); ++size) {
            const auto less = net::read_proxy_header(input.substr(0, size));
            const auto* same = std::get_if<net::ProxyHeader>(&less);
            require(
                std::holds_alternative<net::UnfinishedProxyHeader>(less) ||
                    (same && same->size == header->size && same->client == header->client),
                "a header may arrive in pieces"
            );
        }
    }
    if (const auto* bad = std::get_if<net::BadProxyHeader>(&read))
        require(!bad->why.empty(), "a bad header says why");
    if (std::holds_alternative<net::UnfinishedProxyHeader>(read))
        require(
            input.size() < net::longest_undecided_proxy_header, "what is unfinished is bounded"
        );
}

const std::vector<Network> trusted{
    parse_network("10.0.0.0/8").value(), parse_network("2001:db8::/32").value()};

/// Lines "F..." and "X...", each one a header.
net::Headers to_headers(std::string_view input) {
    net::Headers headers;
    while (!input.empty()) {
        const auto line = input.substr(0, input.find('\n'));
        input.remove_prefix(std::min(line.size() + 1, input.size()));
        if (line.empty()) continue;
        headers.emplace_back(line.front() == 'F' ? "Forwarded" : "X-Forwarded-For", line.substr(1));
    }
    return headers;
}

void check_forwarded(std::string_view input) {
    const auto headers = to_headers(input);
    const auto client = accepted({Fault::malformed}, [&] {
        return net::client_behind("10.0.0.1", headers, trusted);
    });
    if (client) require(is_canonical_address(*client), "a client is an address", *client);
    // Nobody else is believed.
    require(net::client_behind("192.0.2.1", headers, trusted) == "192.0.2.1", "a stranger");
    // What a trusted proxy adds cannot be hidden by what came before it.
    auto by_list = headers;
    std::erase_if(by_list, [](const auto& header) { return header.first == "Forwarded"; });
    by_list.emplace_back("X-Forwarded-For", "198.51.100.7");
    require(net::client_behind("10.0.0.1", by_list, trusted) == "198.51.100.7", "an added element");
    if (headers.empty()) return;
    auto appended = headers;
    std::erase_if(appended, [](const auto& header) { return header.first != "Forwarded"; });
    if (appended.empty()) return;
    appended.back().second += ", for=198.51.100.7";
    const auto behind = accepted({Fault::malformed}, [&] {
        return net::client_behind("10.0.0.1", appended, trusted);
    });
    require(!behind || *behind == "198.51.100.7", "an element that was added to the line");
}

} // namespace

void run(std::string_view input) {
    if (input.empty()) return;
    const auto which = input.front();
    input.remove_prefix(1);
    if (which == 'h')
        check_header(input);
    else
        check_forwarded(input);
}

} // namespace chancery::fuzz
