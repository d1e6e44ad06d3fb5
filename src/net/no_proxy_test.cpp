// SPDX-License-Identifier: Apache-2.0
#include "net/no_proxy.hpp"

#include <gtest/gtest.h>

namespace chancery::net {

namespace {

struct Row {
    const char* no_proxy;
    const char* url;
    bool is_exempt;
};

TEST(NoProxy, exempts_the_host_and_the_port_that_an_entry_names) {
    const Row rows[] = {
        {"ca.example:8443", "https://ca.example:8443/acme", true},
        {"other, CA.example:8443", "https://ca.Example:8443?x", true},
        {"ca.example:8443", "https://ca.example:8444/", false},
        {"ca.example:8443", "https://ca.example/", false},
        {"ca.example:443", "https://ca.example/", true},
        {"ca.example:80", "http://ca.example", true},
        {"ca.example:80", "https://ca.example", false},
        {"example:8443", "https://ca.example:8443/", true},
        {".example:8443", "https://ca.example:8443/", true},
        {"ample:8443", "https://ca.example:8443/", false},
        {"ca.example:8443", "https://evil.example:1@x/ca.example:8443", false},
        {"ca.example:8443", "https://user@ca.example:8443/", true},
        {"127.0.0.1:8443", "https://127.0.0.1:8443/", true},
        {"0.0.1:8443", "https://127.0.0.1:8443/", false},
        {"[::1]:8443", "https://[0::1]:8443/", true},
        {"[::1]:8443", "https://[::2]:8443/", false},
    };
    for (const auto& row : rows)
        EXPECT_EQ(is_exempt_with_port(row.no_proxy, row.url), row.is_exempt)
            << row.no_proxy << " " << row.url;
}

TEST(NoProxy, leaves_entries_without_a_port_to_libcurl) {
    for (const auto* entries : {"", "*", "ca.example", "::1", "10.0.0.0/8", "[::1", ":8443", ","})
        EXPECT_FALSE(is_exempt_with_port(entries, "https://ca.example:8443/")) << entries;
    EXPECT_FALSE(is_exempt_with_port("ca.example:8443", "ca.example:8443"));
}

} // namespace

} // namespace chancery::net
