// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "net/server/forwarded.hpp"

#include <gtest/gtest.h>

namespace chancery::net {

namespace {

const std::vector<Network> proxies{
    parse_network("192.0.2.1").value(),
    parse_network("10.0.0.0/8").value(),
    parse_network("2001:db8:1::/48").value()};

/// Empty when it is refused as malformed.
std::string client(const Headers& headers, const std::string& sender = "192.0.2.1") {
    try {
        return client_behind(sender, headers, proxies);
    } catch (const Error& error) {
        EXPECT_EQ(error.fault(), Fault::malformed);
        EXPECT_NE(std::string(error.what()).find("the proxy "), std::string::npos);
        return "";
    }
}

std::string by_list(const std::string& value) {
    return client({{"X-Forwarded-For", value}});
}

std::string by_standard(const std::string& value) {
    return client({{"Forwarded", value}});
}

TEST(ClientBehind, is_the_sender_where_that_is_nobody_we_trust) {
    for (const auto* sender : {"203.0.113.9", "2001:db8:2::1", ""}) {
        EXPECT_EQ(client({{"X-Forwarded-For", "203.0.113.7"}}, sender), sender);
        EXPECT_EQ(client({{"Forwarded", "for=203.0.113.7"}}, sender), sender);
        EXPECT_EQ(client({{"Forwarded", "nonsense\""}}, sender), sender);
    }
    EXPECT_EQ(client_behind("192.0.2.1", {{"X-Forwarded-For", "203.0.113.7"}}, {}), "192.0.2.1");
}

TEST(ClientBehind, is_whom_a_trusted_proxy_names) {
    EXPECT_EQ(by_list("203.0.113.7"), "203.0.113.7");
    EXPECT_EQ(by_list(" 2001:DB8::7 "), "2001:db8::7");
    EXPECT_EQ(by_standard("for=203.0.113.7"), "203.0.113.7");
    EXPECT_EQ(by_standard("For=\"[2001:db8::7]:4711\";proto=https;by=192.0.2.1"), "2001:db8::7");
    EXPECT_EQ(by_standard("host=\"a,b;c\";for=\"203.0.113.7:80\""), "203.0.113.7");
    EXPECT_EQ(client({}), "192.0.2.1"); // it asks for itself
    EXPECT_EQ(client({{"x-forwarded-for", "203.0.113.7"}}, "10.1.2.3"), "203.0.113.7");
    EXPECT_EQ(client({{"FORWARDED", "for=203.0.113.7"}}, "2001:db8:1::9"), "203.0.113.7");
}

TEST(ClientBehind, may_be_written_with_a_port) {
    for (const auto* node :
         {"203.0.113.7:4711", "203.0.113.7", "::ffff:203.0.113.7", "[::ffff:203.0.113.7]:1"})
        EXPECT_EQ(by_list(node), "203.0.113.7") << node;
    for (const auto* node : {"2001:db8::7", "[2001:db8::7]", "[2001:db8::7]:65535"})
        EXPECT_EQ(by_list(node), "2001:db8::7") << node;
}

TEST(ClientBehind, is_the_nearest_whom_nobody_that_is_trusted_asked_for) {
    EXPECT_EQ(by_list("198.51.100.66, 203.0.113.7"), "203.0.113.7");
    EXPECT_EQ(by_list("198.51.100.66, 203.0.113.7, 10.0.0.3"), "203.0.113.7");
    EXPECT_EQ(by_list("10.0.0.2, 10.0.0.3"), "10.0.0.2"); // all of them are ours
    EXPECT_EQ(by_list("rubbish, <script>, 203.0.113.7"), "203.0.113.7");
    EXPECT_EQ(by_standard("for=10.9.9.9, for=203.0.113.7, for=10.0.0.3"), "203.0.113.7");
    // Several headers are one list.
    EXPECT_EQ(
        client({{"X-Forwarded-For", "10.9.9.9"}, {"A", "b"}, {"X-Forwarded-For", "203.0.113.7"}}),
        "203.0.113.7"
    );
    EXPECT_EQ(by_list(",, 203.0.113.7 ,"), "203.0.113.7");
}

TEST(ClientBehind, is_refused_where_a_trusted_proxy_names_no_address) {
    for (const auto* node :
         {"unknown",
          "_hidden",
          "host.example",
          "203.0.113",
          "203.0.113.7:",
          "203.0.113.7:port",
          "203.0.113.7:123456",
          "203.0.113.7:65536",
          "203.0.113.7:99999",
          "[203.0.113.7]",
          "[2001:db8::7",
          "[2001:db8::7]x",
          "[]",
          "[",
          "2001:db8::7::",
          "\"203.0.113.7\"",
          "203.0.113.7 203.0.113.8",
          "203.0.113.7;203.0.113.8"}) {
        EXPECT_EQ(by_list(node), "") << node;
        EXPECT_EQ(by_list(std::string("203.0.113.7, ") + node), "") << node;
        EXPECT_EQ(by_list(std::string(node) + ", 203.0.113.7"), "203.0.113.7") << node;
    }
    for (const auto* element :
         {"for=unknown",
          "for=_hidden",
          "proto=https;for",
          "for="
          ";proto=https",
          "for=",
          "for",
          "for=203.0.113.7;for=203.0.113.8",
          "for=\"203.0.113.7",
          "for=203.0.113.7;x=\"",
          "for = \"\\203.0.113.7\"",
          "203.0.113.7"})
        EXPECT_EQ(by_standard(element), "") << element;
}

TEST(ClientBehind, is_the_proxy_where_its_element_says_nothing_of_a_client) {
    for (const auto* element :
         {"proto=https", "host=pki.example.org;proto=https", "by=\"_x\";", ";"})
        EXPECT_EQ(by_standard(element), "192.0.2.1") << element;
    // What stands before it is the client's own word.
    EXPECT_EQ(by_standard("for=203.0.113.7, proto=https"), "192.0.2.1");
    EXPECT_EQ(by_standard("for=unknown, proto=https"), "192.0.2.1");
    EXPECT_EQ(by_standard("for=203.0.113.7, proto=https, for=10.0.0.3"), "10.0.0.3");
    EXPECT_EQ(by_standard("proto=https, for=203.0.113.7"), "203.0.113.7");
}

TEST(ClientBehind, is_whom_the_other_header_names_where_forwarded_says_nothing) {
    const auto both = [](const std::string& standard, const std::string& list) {
        return client({{"Forwarded", standard}, {"X-Forwarded-For", list}});
    };
    EXPECT_EQ(both("proto=https", "203.0.113.7"), "203.0.113.7");
    EXPECT_EQ(both("for=10.9.9.9, proto=https", "10.9.9.9, 203.0.113.7"), "203.0.113.7");
    EXPECT_EQ(both("proto=https, for=10.0.0.3", "203.0.113.7, 10.0.0.3"), "203.0.113.7");
    EXPECT_EQ(both("proto=https", "unknown"), "");
    EXPECT_EQ(both("proto=https", ""), "192.0.2.1");
}

TEST(ClientBehind, cannot_hide_what_its_proxy_adds) {
    // As the client sent it, and what the proxy put behind it.
    for (const auto* sent : {"for=10.0.0.1;x=\"", "for=10.0.0.1;x=\"\\", "for=\"10.0.0.1", "\""})
        for (const auto* added : {"for=203.0.113.7", "for=\"203.0.113.7\""})
            EXPECT_NE(by_standard(std::string(sent) + ", " + added), "10.0.0.1") << sent;
    EXPECT_EQ(by_list("\"10.0.0.1, 203.0.113.7"), "203.0.113.7");
}

TEST(ClientBehind, is_refused_where_two_headers_name_two_clients) {
    const auto both = [](const std::string& standard, const std::string& list) {
        return client({{"Forwarded", standard}, {"X-Forwarded-For", list}});
    };
    EXPECT_EQ(both("for=203.0.113.7", "203.0.113.7"), "203.0.113.7");
    EXPECT_EQ(both("for=198.51.100.66, for=203.0.113.7", "10.9.9.9, 203.0.113.7"), "203.0.113.7");
    EXPECT_EQ(both("for=10.9.9.9", "203.0.113.7"), "");
    EXPECT_EQ(both("for=203.0.113.7", "10.9.9.9"), "");
    EXPECT_EQ(both("for=unknown", "203.0.113.7"), "");
    EXPECT_EQ(both("", "203.0.113.7"), "203.0.113.7");
}

} // namespace

} // namespace chancery::net
