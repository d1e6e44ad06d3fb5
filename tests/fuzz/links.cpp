// SPDX-License-Identifier: Apache-2.0
#include "acme_client/links.hpp"

#include "base/text.hpp"
#include "fuzz.hpp"

// Link header fields of a server, one a line: what is found stood in them, and is bounded.
namespace chancery::fuzz {

void run(std::string_view input) {
    constexpr std::string_view origin = "https://ca.example:8443";
    net::Response response;
    for (const auto line : split(input, '\n'))
        response.set("Link", std::string(line));
    const auto links =
        acme_client::find_links(response, "alternate", std::string(origin) + "/cert/1");
    require(links.size() <= 10, "links are bounded");
    for (const std::string_view link : links) {
        const bool is_resolved =
            link.starts_with(origin) && link.substr(origin.size()).starts_with('/');
        const bool stood_there = input.find("<" + std::string(link) + ">") != input.npos;
        const auto path = is_resolved ? link.substr(origin.size()) : std::string_view();
        require(
            stood_there || (is_resolved && input.find("<" + std::string(path) + ">") != input.npos),
            "a link stood between angle brackets",
            link
        );
    }
}

} // namespace chancery::fuzz
