// SPDX-License-Identifier: Apache-2.0
#include "net/probe/redirect.hpp"

#include <gtest/gtest.h>

namespace chancery::net {

namespace {

const Url from = make_http_url("www.example.org", 80, "/.well-known/acme-challenge/token?a=b");

std::string followed(std::string_view location, const RedirectRule& rule = {}) {
    const auto result = follow_redirect(from, location, rule);
    if (const auto* url = std::get_if<Url>(&result)) return to_string(*url);
    return "refused: " + std::get<NoAnswer>(result).why;
}

// conforms: 8738-5-2
TEST(HttpUrl, names_its_port_where_it_is_not_the_usual_one) {
    EXPECT_EQ(to_string(make_http_url("example.org", 80, "/a")), "http://example.org/a");
    EXPECT_EQ(to_string(make_http_url("example.org", 5002, "/a")), "http://example.org:5002/a");
    EXPECT_EQ(to_string(make_http_url("2001:db8::7", 80, "/a")), "http://[2001:db8::7]/a");
    EXPECT_EQ(make_http_url("2001:db8::7", 81, "/a").authority, "[2001:db8::7]:81");
}

TEST(Redirect, may_be_absolute) {
    EXPECT_EQ(followed("https://other.example.org/x?y#z"), "https://other.example.org/x?y");
    EXPECT_EQ(followed("HTTP://WWW.Example.ORG/X"), "http://www.example.org/X");
    EXPECT_EQ(followed("https://other.example.org"), "https://other.example.org/");
    EXPECT_EQ(followed("https://other.example.org?q"), "https://other.example.org/?q");
    EXPECT_EQ(followed("//other.example.org/x"), "http://other.example.org/x");
    EXPECT_EQ(followed("https://other.example.org./x"), "https://other.example.org/x");
}

TEST(Redirect, may_be_relative) {
    const std::string base = "http://www.example.org";
    EXPECT_EQ(followed("/x"), base + "/x");
    EXPECT_EQ(followed("x"), base + "/.well-known/acme-challenge/x");
    EXPECT_EQ(followed("../x/./y"), base + "/.well-known/x/y");
    EXPECT_EQ(followed("/../../x/.."), base + "/");
    EXPECT_EQ(followed("?c"), base + "/.well-known/acme-challenge/token?c");
    EXPECT_EQ(followed("#c"), base + "/.well-known/acme-challenge/token?a=b");
}

TEST(Redirect, escapes_what_is_not_ascii) {
    EXPECT_EQ(followed("/\xc3\xa4?\xff"), "http://www.example.org/%C3%A4?%FF");
}

TEST(Redirect, goes_to_the_two_ports_only) {
    EXPECT_EQ(followed("https://a.example:443/"), "https://a.example:443/");
    EXPECT_EQ(followed("http://a.example:80/"), "http://a.example:80/");
    EXPECT_EQ(followed("http://a.example:443/"), "http://a.example:443/");
    EXPECT_EQ(followed("http://a.example:/"), "http://a.example/");
    for (const auto* port : {"8080", "0", "65536", "00080x", "-80", "+80", "80:80", "22"})
        EXPECT_TRUE(followed(std::string("http://a.example:") + port + "/").starts_with("refused: ")
        ) << port;
    const RedirectRule other{.http_port = 5002, .https_port = 5001};
    const auto url = std::get<Url>(follow_redirect(from, "https://a.example/x", other));
    EXPECT_EQ(url.port, 5001);
    EXPECT_EQ(to_string(url), "https://a.example/x");
    EXPECT_TRUE(followed("http://a.example:80/", other).starts_with("refused: "));
}

TEST(Redirect, says_why_it_is_not_followed) {
    const std::vector<std::pair<std::string, std::string>> cases{
        {"", "not name a URL"},
        {"ftp://a.example/", "only http and https"},
        {"gopher:x", "only http and https"},
        {"javascript:alert(1)", "only http and https"},
        {"http:/x", "not name a host"},
        {"http:x", "not name a host"},
        {"http:///x", "not name a host"},
        {"https://user@a.example/", "user name"},
        {"https://user:secret@a.example/", "user name"},
        {"https://a.example@127.0.0.1/", "user name"},
        {"http://192.0.2.7/", "IP address"},
        {"http://[2001:db8::7]/", "IP address"},
        {"http://2130706433/", "IP address"},
        {"http://127.1/", "IP address"},
        {"http://0x7f000001/", "IP address"},
        {"http://a.example.org.well-known/acme-challenge/token", "slash is missing"},
        {"http://a_b..example/", "not a valid DNS name"},
        {"http://" + std::string(64, 'a') + ".example/", "not a valid DNS name"},
        {"http://ex%61mple.org/", "not a valid DNS name"},
        {"http://\xc3\xa4.example/", "not a valid DNS name"},
        {"http://[2001:db8::7/", "malformed"},
        {"http://[2001:db8::7]x/", "malformed"},
        {"http://a.example:22/", "its port is 22, but only 80 and 443"},
        {"/a b", "spaces or control characters"},
        {"/a\tb", "spaces or control characters"},
        {std::string("/a\0b", 4), "spaces or control characters"},
        {"/" + std::string(2000, 'a'), "too long"},
    };
    for (const auto& [location, why] : cases) {
        const auto result = follow_redirect(from, location, {});
        const auto* none = std::get_if<NoAnswer>(&result);
        ASSERT_TRUE(none) << location;
        EXPECT_EQ(none->fault, Fault::connection);
        EXPECT_NE(none->why.find(why), std::string::npos) << location << ": " << none->why;
    }
}

TEST(Redirect, goes_to_the_same_host_only_where_the_rule_says_so) {
    const RedirectRule rule{.to_other_hosts = false};
    for (const auto* same :
         {"/x",
          "x?y",
          "//www.example.org/x",
          "https://www.example.org/x",
          "https://WWW.Example.ORG./x",
          "http://www.example.org:443/x"})
        EXPECT_FALSE(followed(same, rule).starts_with("refused: ")) << same;
    for (const auto* other :
         {"http://example.org/x",
          "//mgmt.corp.example.org/reboot",
          "https://www.example.org.inside/x",
          "https://a.www.example.org/x",
          "https://www.example.orgs/x"})
        EXPECT_NE(
            followed(other, rule).find("only redirects to the same host are followed"),
            std::string::npos
        ) << other;
    EXPECT_TRUE(followed("http://192.0.2.7/x", rule).starts_with("refused: "));
}

TEST(Redirect, knows_the_same_address_in_another_form) {
    const RedirectRule rule{.to_addresses = true, .to_other_hosts = false};
    const auto is_followed = [&](const std::string& host, const std::string& location) {
        const auto at_address = make_http_url(host, 80, "/a");
        return std::holds_alternative<Url>(follow_redirect(at_address, location, rule));
    };
    EXPECT_TRUE(is_followed("192.0.2.7", "https://192.0.2.7/x"));
    EXPECT_TRUE(is_followed("2001:db8::7", "https://[2001:DB8:0::7]/x"));
    EXPECT_FALSE(is_followed("192.0.2.7", "http://192.0.2.8/x"));
    EXPECT_FALSE(is_followed("2001:db8::7", "http://[2001:db8::8]/x"));
    EXPECT_FALSE(is_followed("192.0.2.7", "http://www.example.org/x"));
}

TEST(Redirect, goes_to_an_address_only_where_an_address_was_asked_for) {
    const RedirectRule rule{.to_addresses = true};
    EXPECT_EQ(followed("http://192.0.2.7/x", rule), "http://192.0.2.7/x");
    EXPECT_EQ(followed("https://[2001:DB8::7]:443/x", rule), "https://[2001:db8::7]:443/x");
    EXPECT_TRUE(followed("http://127.1/", rule).starts_with("refused: "));
    EXPECT_TRUE(followed("http://2130706433/", rule).starts_with("refused: "));
    EXPECT_TRUE(followed("http://[fe80::1%25eth0]/", rule).starts_with("refused: "));
}

} // namespace

} // namespace chancery::net
