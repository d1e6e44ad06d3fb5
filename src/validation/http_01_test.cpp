// SPDX-License-Identifier: Apache-2.0
#include "validation/validation_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::validation {

namespace {

const auto http = method(acme::ChallengeType::http_01);
const auto subject = subject_of("www.example.org");
const std::string url = "http://www.example.org/.well-known/acme-challenge/" + subject.token;

net::HttpAnswer answer_of(int status, std::string body) {
    return {.status = status, .body = std::move(body), .url = url, .address = "192.0.2.7"};
}

std::string sentence(const net::HttpAnswer& answer) {
    const auto outcome = http.judge(subject, answer);
    EXPECT_TRUE(!fault_of(outcome) || fault_of(outcome) == Fault::incorrect_response);
    return sentence_of(outcome);
}

// conforms: 8555-8.3-7
TEST(Http01, asks_for_the_file_of_the_token) {
    const auto probe = std::get<net::HttpProbe>(http.plan(subject));
    EXPECT_EQ(probe.host, "www.example.org");
    // RFC 8555 §8.3's example.
    EXPECT_EQ(
        probe.path, "/.well-known/acme-challenge/LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEuX0"
    );
}

// conforms: 8555-8.3-3, 8555-8.3-5
TEST(Http01, takes_the_key_authorization_with_white_space_behind_it) {
    for (const auto* end : {"", "\n", "\r\n", " \t\r\n\n"})
        EXPECT_EQ(sentence(answer_of(200, subject.key_authorization + end)), "proven");
}

// conforms-refusal: 8555-8.3-3
TEST(Http01, takes_nothing_else) {
    const auto good = subject.key_authorization;
    auto upper = good;
    upper.back() = 'i';
    const std::string bodies[] = {
        "",
        "\n",
        " " + good,
        good + "x",
        good + "\nx",
        good.substr(1),
        good + '\0',
        good + "\v",
        "\xef\xbb\xbf" + good,
        good + " " + good,
        upper,
    };
    for (const auto& body : bodies)
        EXPECT_NE(sentence(answer_of(200, body)), "proven") << body;
    for (const int status : {0, 100, 199, 201, 204, 206, 301, 304, 404, 500})
        EXPECT_NE(sentence(answer_of(status, good)), "proven") << status;
    auto cut = answer_of(200, good);
    cut.is_whole = false;
    EXPECT_EQ(
        sentence(cut),
        "GET " + url + " at 192.0.2.7 was answered with \"" + good.substr(0, 87) +
            "\", which is longer than a challenge may be, instead of \"" + good +
            "\": the thumbprint is that of another account key; does another ACME client answer?"
    );
}

TEST(Http01, says_what_a_status_often_means) {
    const auto asked = "GET " + url + " at 192.0.2.7 was answered with status ";
    const std::pair<int, std::string> cases[] = {
        {401, "the web server forbids the path, which must be open to everyone"},
        {403, "the web server forbids the path, which must be open to everyone"},
        {404,
         "the file is not there; is the directory that the client writes to the one from which "
         "this name is served?"},
        {410,
         "the file is not there; is the directory that the client writes to the one from which "
         "this name is served?"},
        {300, "only redirects with 301, 302, 307 and 308 are followed"},
        {303, "only redirects with 301, 302, 307 and 308 are followed"},
        {400, "the file itself was expected"},
        {204, "the file itself was expected"},
        {429, "the file itself was expected"},
        {503, "the web server, or what stands behind it, failed; see its log"},
    };
    for (const auto& [status, meaning] : cases)
        EXPECT_EQ(
            sentence(answer_of(status, "x")),
            asked + std::to_string(status) + " instead of 200: " + meaning
        );
}

TEST(Http01, says_that_a_server_expects_tls_where_its_page_says_so) {
    const auto expects_tls = [](const net::HttpAnswer& answer) {
        return sentence(answer).find("expects TLS on this port, which must speak plain HTTP") !=
               std::string::npos;
    };
    const std::string pages[] = {
        // nginx, Go's net/http (Caddy), Apache, Tomcat.
        "<html><center>The plain HTTP request was sent to HTTPS port</center></html>",
        "Client sent an HTTP request to an HTTPS server.\n",
        "<p>Reason: You're speaking plain HTTP to an SSL-enabled server port.<br />",
        "Bad Request\nThis combination of host and port requires TLS.\n",
    };
    for (const auto& page : pages) {
        EXPECT_TRUE(expects_tls(answer_of(400, page))) << page;
        EXPECT_FALSE(expects_tls(answer_of(404, page))) << page;
        auto elsewhere = answer_of(400, page);
        elsewhere.url = "http://inside.example.org/x"; // of which nothing is shown
        EXPECT_FALSE(expects_tls(elsewhere)) << page;
    }
    EXPECT_FALSE(expects_tls(answer_of(400, "Bad Request")));
}

TEST(Http01, says_what_a_body_often_means) {
    const std::pair<std::string, std::string> cases[] = {
        {"", "is the file empty, or does something else answer for this path?"},
        {"<html>",
         "that is a web page; does an application answer for this path before the file does?"},
        {subject.token, "the thumbprint of the account key is missing"},
        {subject.token + ".AAAA",
         "the thumbprint is that of another account key; does another ACME client answer?"},
        {"x", "is it the file of an earlier attempt, or does another host answer for this name?"},
    };
    for (const auto& [body, meaning] : cases)
        EXPECT_EQ(
            sentence(answer_of(200, body)),
            "GET " + url + " at 192.0.2.7 was answered with \"" + body + "\" instead of \"" +
                subject.key_authorization + "\": " + meaning
        );
}

TEST(Http01, names_where_it_was_redirected_to) {
    auto answer = answer_of(404, "");
    answer.url = "https://other.example/a\nb";
    EXPECT_TRUE(sentence(answer).starts_with(
        "GET https://other.example/a\\u000ab, redirected from " + url +
        ", at 192.0.2.7 was answered with status 404"
    ));
}

TEST(Http01, shows_only_a_printable_beginning_of_what_came) {
    auto answer = answer_of(200, "a\x1b[2J\n" + std::string(100'000, 'x'));
    const auto told = sentence(answer);
    EXPECT_LT(told.size(), 1000u);
    EXPECT_EQ(told.find('\x1b'), told.npos);
    EXPECT_NE(told.find("a\\u001b[2J\\u000axxx"), told.npos);
    answer.url = "http://other.example/" + std::string(100'000, 'y');
    EXPECT_LT(sentence(answer).size(), 1000u);
}

TEST(Http01, shows_nothing_of_another_place_to_which_it_was_redirected) {
    const auto path = url.substr(url.find("/.well-known"));
    auto answer = answer_of(200, "a secret");
    const auto is_shown = [&](const std::string& of) {
        answer.url = of;
        return sentence(answer).find("a secret") != std::string::npos;
    };
    for (const auto* base :
         {"http://www.example.org", "https://www.example.org", "https://www.example.org:8443"})
        EXPECT_TRUE(is_shown(base + path)) << base;
    for (const auto* base :
         {"https://inside.example.org",
          "http://www.example.org.inside",
          "http://www.example.org/x"})
        EXPECT_FALSE(is_shown(base + path)) << base;
    EXPECT_FALSE(is_shown("http://www.example.org/secrets"));
    answer.url = "http://inside.example.org/x";
    EXPECT_EQ(
        sentence(answer),
        "GET http://inside.example.org/x, redirected from " + url +
            ", at 192.0.2.7 was answered with 8 bytes other than \"" + subject.key_authorization +
            "\": is it the file of an earlier attempt, or does another host answer for this name?"
    );
}

TEST(Http01, of_an_address_writes_it_as_a_url_does) {
    auto address = subject_of("2001:db8::7");
    address.is_address = true;
    EXPECT_EQ(std::get<net::HttpProbe>(http.plan(address)).host, "2001:db8::7");
    auto answer = answer_of(500, "");
    answer.url = "http://[2001:db8::7]/.well-known/acme-challenge/" + address.token;
    answer.address = "2001:db8::7";
    EXPECT_TRUE(sentence_of(http.judge(address, answer))
                    .starts_with("GET " + answer.url + " at 2001:db8::7 was answered"));
}

} // namespace

} // namespace chancery::validation
