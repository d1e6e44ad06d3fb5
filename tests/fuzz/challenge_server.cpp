// SPDX-License-Identifier: Apache-2.0
#include "fuzz.hpp"
#include "net/server/client_hello.hpp"
#include "testca/dns_message.hpp"

#include <string>

// What reaches the challenge test server before anything is known of its sender. An input is "d"
// and a DNS message, "n" and the extension server_name, or "p" and that of the protocols.
namespace chancery::fuzz {

namespace {

void ask(std::string_view message) {
    namespace dns = testca::dns;
    const auto query = dns::parse_query(message);
    if (!query) return;
    require(query->name.size() <= 320, "a name is bounded");
    require(query->most_octets >= 512, "every asker takes 512 octets");
    const dns::Reply reply{
        .answers = {{.owner = query->name, .type = dns::txt, .data = dns::txt_data("x")}}};
    const auto written = dns::to_message(*query, reply, query->most_octets);
    require(written.size() <= query->most_octets, "a reply keeps its limit");
    require(written.substr(0, 2) == message.substr(0, 2), "a reply has the query's number");
    // What was asked stands in the reply as it stood in the query.
    auto again = written;
    again[2] = static_cast<char>(again[2] & 0x01);
    again[3] = 0;
    for (const std::size_t count : {7, 9, 11})
        again[count] = 0;
    const auto echoed = dns::parse_query(again);
    require(echoed && echoed->name == query->name, "a reply repeats the question");
    require(echoed->type == query->type, "and its type");
}

} // namespace

void run(std::string_view input) {
    if (input.empty()) return;
    const auto bytes = input.substr(1);
    switch (input[0]) {
    case 'd': ask(bytes); break;
    case 'n':
        require(net::parse_server_name(bytes).size() <= bytes.size(), "a name is a part");
        break;
    case 'p':
        require(net::parse_protocols(bytes).size() <= bytes.size(), "so are protocols");
        break;
    default: break;
    }
}

} // namespace chancery::fuzz
