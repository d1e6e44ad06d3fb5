// SPDX-License-Identifier: Apache-2.0
#include "acme_client/links.hpp"

#include <gtest/gtest.h>

namespace chancery::acme_client {

namespace {

using Urls = std::vector<std::string>;

Urls alternates(const std::vector<std::string>& fields) {
    net::Response response;
    response.set("Content-Type", "text/plain");
    for (const auto& field : fields)
        response.set("link", field);
    return find_links(response, "alternate", "https://ca.example:8443/cert/1");
}

TEST(FindLinks, reads_the_forms_that_servers_write) {
    EXPECT_EQ(alternates({}), Urls{});
    EXPECT_EQ(
        alternates(
            {"<https://ca.example/a>;rel=\"alternate\"", "<https://ca.example/i>;rel=\"index\""}
        ),
        Urls{"https://ca.example/a"}
    );
    EXPECT_EQ(
        alternates({"<https://ca.example/a>; title=x; REL=alternate, </b,c>;rel=\"up Alternate\""}),
        (Urls{"https://ca.example/a", "https://ca.example:8443/b,c"})
    );
}

TEST(FindLinks, passes_over_what_it_cannot_read) {
    EXPECT_EQ(
        alternates({"", "<", "https://ca.example/a;rel=alternate", "<x>rel", "<x>;rel"}), Urls{}
    );
}

TEST(FindLinks, is_bounded) {
    EXPECT_EQ(alternates(std::vector<std::string>(1000, "</a>;rel=alternate")).size(), 10U);
}

} // namespace

} // namespace chancery::acme_client
