// SPDX-License-Identifier: Apache-2.0
#include "acme/bases.hpp"

#include <gtest/gtest.h>

namespace chancery::acme {

namespace {

const Bases bases({"https://pki.example", "https://pki.example:8443", "https://[2001:db8::1]:8443"}
);

TEST(Bases, are_told_apart_by_the_host_header_and_its_port) {
    for (const auto& [host, base] : std::vector<std::pair<std::string, std::string>>{
             {"pki.example", "https://pki.example"},
             {"PKI.example", "https://pki.example"},
             {"pki.example:443", "https://pki.example"},
             {"pki.example:8443", "https://pki.example:8443"},
             {"[2001:DB8::1]:8443", "https://[2001:db8::1]:8443"},
         })
        EXPECT_EQ(bases.for_host(host), base) << host;
}

TEST(Bases, give_the_first_to_a_host_that_is_none_of_them) {
    for (const auto* host : {"", "other.example", "pki.example:8444", "pki.example:84430", "[::1]"})
        EXPECT_EQ(bases.for_host(host), "https://pki.example") << host;
}

TEST(Bases, are_found_by_a_url_that_is_one_and_the_target_byte_for_byte) {
    const std::string target = "/acme/ov/new-order";
    for (const auto& base : bases.all()) {
        const auto* found = bases.find(base + target, target);
        ASSERT_NE(found, nullptr) << base;
        EXPECT_EQ(*found, base);
    }
    for (const auto& url : std::vector<std::string>{
             "https://pki.example:443" + target, // Not what the client was given.
             "https://PKI.example" + target,
             "http://pki.example" + target,
             "https://pki.example.evil" + target,
             "https://pki.example/" + target,
             "https://pki.example" + target + "/",
             "https://pki.example",
             target,
         })
        EXPECT_EQ(bases.find(url, target), nullptr) << url;
}

} // namespace

} // namespace chancery::acme
