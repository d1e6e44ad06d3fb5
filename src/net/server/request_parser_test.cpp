// SPDX-License-Identifier: Apache-2.0
#include "net/server/request_parser.hpp"

#include <gtest/gtest.h>

namespace chancery::net {

namespace {

using State = RequestParser::State;

const Admit hundred = [](Request&) { return std::size_t{100}; };

/// As the server feeds it: what was not taken is given again, with the next piece behind it.
State feed(RequestParser& parser, const std::string& bytes, std::size_t piece) {
    std::string kept;
    auto state = State::head;
    for (std::size_t i = 0; i < bytes.size(); i += piece) {
        kept += bytes.substr(i, piece);
        std::string_view rest = kept;
        state = parser.consume(rest);
        kept = std::string(rest);
        if (state == State::complete || state == State::refused) break;
    }
    return state;
}

int refusal_of(const std::string& bytes) {
    int status = 0;
    for (const std::size_t piece : {1U, 7U, 100'000U}) {
        RequestParser parser(1024, hundred);
        const auto refused = feed(parser, bytes, piece) == State::refused;
        const auto now = refused ? parser.refusal().status : 0;
        EXPECT_TRUE(piece == 1 || now == status) << piece << " " << bytes;
        status = now;
    }
    return status;
}

TEST(RequestParser, reads_the_same_from_pieces_of_any_size) {
    const std::string chunked =
        "POST /a?b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: Chunked\r\n\r\n"
        "5;a=b\r\nhello\r\n1\r\n!\r\n0\r\nTrailer: t\r\n\r\n";
    const std::string empty = "POST /a?b HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
                              "0\r\n\r\n";
    const std::string sized = "POST /a?b HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nhello!";
    for (std::size_t piece = 1; piece < chunked.size(); ++piece)
        for (const auto& bytes : {chunked, sized, empty}) {
            RequestParser parser(1024, hundred);
            ASSERT_EQ(feed(parser, bytes, piece), State::complete) << piece;
            EXPECT_EQ(parser.request().method, "POST");
            EXPECT_EQ(parser.request().target, "/a?b");
            EXPECT_EQ(parser.request().body, &bytes == &empty || bytes == empty ? "" : "hello!");
            EXPECT_EQ(parser.request().headers.size(), 2U); // A trailer is not a header.
            EXPECT_TRUE(parser.keep_alive());
        }
}

TEST(RequestParser, leaves_the_next_request_to_its_caller) {
    RequestParser parser(1024, hundred);
    std::string_view bytes = "GET /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n";
    ASSERT_EQ(parser.consume(bytes), State::complete);
    EXPECT_EQ(parser.request().target, "/a");
    parser.reset();
    ASSERT_EQ(parser.consume(bytes), State::complete);
    EXPECT_EQ(parser.request().target, "/b");
    EXPECT_TRUE(bytes.empty());
}

TEST(RequestParser, takes_the_path_of_an_absolute_target) {
    for (const auto& [target, path] : std::vector<std::pair<std::string, std::string>>{
             {"http://h:80/a?b", "/a?b"}, {"https://h", "/"}}) {
        RequestParser parser(1024, hundred);
        ASSERT_EQ(
            feed(parser, "GET " + target + " HTTP/1.1\r\nHost: h\r\n\r\n", 1000), State::complete
        );
        EXPECT_EQ(parser.request().target, path);
    }
}

TEST(RequestParser, refuses_what_could_be_read_in_two_ways) {
    const auto post = [](const std::string& fields, const std::string& body) {
        return "POST / HTTP/1.1\r\nHost: x\r\n" + fields + "\r\n" + body;
    };
    const std::string length = "Content-Length: 5\r\n";
    const std::string chunked = "Transfer-Encoding: chunked\r\n";
    EXPECT_EQ(refusal_of(post(length + chunked, "0\r\n\r\n")), 400);
    EXPECT_EQ(refusal_of(post(chunked + length, "0\r\n\r\n")), 400);
    EXPECT_EQ(refusal_of(post(length + length, "hello")), 400);
    EXPECT_EQ(refusal_of(post(length + "Content-Length: 6\r\n", "hello")), 400);
    EXPECT_EQ(refusal_of(post("Content-Length: 5, 5\r\n", "hello")), 400);
    EXPECT_EQ(refusal_of(post("Content-Length: +5\r\n", "hello")), 400);
    EXPECT_EQ(refusal_of(post("Content-Length: -5\r\n", "hello")), 400);
    EXPECT_EQ(refusal_of(post("Content-Length: 0x5\r\n", "hello")), 400);
    EXPECT_EQ(refusal_of(post("Content-Length: 99999999999999999999\r\n", "")), 400);
    EXPECT_EQ(refusal_of(post("Content-Length : 5\r\n", "hello")), 400); // RFC 9112 §5.1
    EXPECT_EQ(refusal_of(post(chunked + chunked, "0\r\n\r\n")), 400);
    EXPECT_EQ(refusal_of(post("Transfer-Encoding: xchunked\r\n", "0\r\n\r\n")), 501);
    EXPECT_EQ(refusal_of(post("Transfer-Encoding: chunked, identity\r\n", "0\r\n\r\n")), 501);
    EXPECT_EQ(refusal_of("POST / HTTP/1.0\r\n" + chunked + "\r\n0\r\n\r\n"), 400);
    EXPECT_EQ(refusal_of(post(chunked, "zz\r\n")), 400);
    EXPECT_EQ(refusal_of(post(chunked, "5\r\nhelloX\r\n0\r\n\r\n")), 400);
    EXPECT_EQ(refusal_of(post(chunked, "fffffffffffffffff\r\n")), 400);
}

TEST(RequestParser, refuses_what_is_no_request) {
    EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\n\r\n"), 400); // no Host
    EXPECT_EQ(refusal_of("GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"), 400);
    EXPECT_EQ(refusal_of("GET / HTTP/3.0\r\nHost: x\r\n\r\n"), 505);
    EXPECT_EQ(refusal_of("GET a HTTP/1.1\r\nHost: x\r\n\r\n"), 400);
    EXPECT_EQ(refusal_of("GET /#a HTTP/1.1\r\nHost: x\r\n\r\n"), 400);
    EXPECT_EQ(refusal_of("GET /\xc3\xa4 HTTP/1.1\r\nHost: x\r\n\r\n"), 400);
    EXPECT_EQ(refusal_of("CONNECT a:443 HTTP/1.1\r\nHost: x\r\n\r\n"), 400);
    EXPECT_EQ(refusal_of(std::string(33, 'A') + " / HTTP/1.1\r\nHost: x\r\n\r\n"), 501);
    EXPECT_EQ(refusal_of("GET * HTTP/1.1\r\nHost: x\r\n\r\n"), 400);
    EXPECT_EQ(
        refusal_of(std::string("GET / HTTP/1.1\r\nHost: x\r\nA: b") + '\0' + "\r\n\r\n"), 400
    );
}

/// Why the bytes are refused, in pieces of any size.
std::string why(const std::string& bytes) {
    std::string detail;
    for (const std::size_t piece : {1U, 7U, 100'000U}) {
        RequestParser parser(1024, hundred);
        EXPECT_EQ(feed(parser, bytes, piece), State::refused) << piece << " " << bytes;
        EXPECT_TRUE(detail.empty() || detail == parser.refusal().detail) << piece << " " << bytes;
        detail = parser.refusal().detail;
    }
    return detail;
}

TEST(RequestParser, names_what_else_a_client_speaks) {
    const std::string hello("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11);
    EXPECT_EQ(refusal_of(hello), 400);
    EXPECT_NE(why(hello).find("plain HTTP and not TLS"), std::string::npos);
    const std::string preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
    EXPECT_EQ(refusal_of(preface), 505);
    EXPECT_NE(why(preface).find("the beginning of HTTP/2"), std::string::npos);
    const std::string proxy = "PROXY TCP4 192.0.2.1 192.0.2.2 1 2\r\n\r\n";
    EXPECT_EQ(refusal_of(proxy), 400);
    EXPECT_NE(why(proxy).find("trusted_proxies"), std::string::npos);
    // What only looks like either, within a request.
    const std::string head = "GET / HTTP/1.1\r\nHost: x\r\n";
    EXPECT_NE(why(head + "\x16\x03: y\r\n\r\n").find("malformed"), std::string::npos);
    EXPECT_NE(why(head + "PRI * HTTP/2.0\r\n\r\n").find("malformed"), std::string::npos);
}

TEST(RequestParser, skips_a_few_empty_lines_before_a_request) { // RFC 9112 §2.2
    const std::string request = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
    for (const std::string lines :
         {"\r\n",
          "\n",
          "\r\n\r\n",
          "\n\r\n\n",
          "\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n",
          "\n\n\n\n\n\n\n\n"})
        for (std::size_t piece = 1; piece < request.size(); ++piece) {
            RequestParser parser(1024, hundred);
            ASSERT_EQ(feed(parser, lines + request, piece), State::complete) << piece;
            EXPECT_EQ(parser.request().target, "/a");
            parser.reset();
            ASSERT_EQ(feed(parser, lines + request, piece), State::complete) << "before the next";
        }
}

TEST(RequestParser, skips_no_more_than_a_few_lines_and_nothing_else_before_a_request) {
    const std::string request = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
    for (const std::string before :
         {"\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n\r\n",
          "\n\n\n\n\n\n\n\n\n",
          "\r\r\n",
          " \r\n",
          "\r\n \r\n",
          "\r\n\r"})
        EXPECT_EQ(refusal_of(before + request), 400) << before.size();
}

TEST(RequestParser, does_not_take_an_empty_line_for_the_beginning_of_a_request) {
    RequestParser parser(1024, hundred);
    for (const auto* part : {"\r", "\r\n"}) {
        std::string_view bytes = part;
        EXPECT_EQ(parser.consume(bytes), State::head);
        EXPECT_FALSE(parser.has_begun());
    }
    std::string_view bytes = "G";
    EXPECT_EQ(parser.consume(bytes), State::head);
    EXPECT_TRUE(parser.has_begun());
}

TEST(RequestParser, keeps_of_what_it_refuses_as_much_as_it_has_read) {
    struct Case {
        std::string bytes;
        std::string method;
        std::string target;
    };

    const std::string length(2000, 'a');
    for (const auto& [bytes, method, target] : {
             Case{"POST /a?b HTTP/1.1\r\nHost: x\r\nX: " + length, "POST", "/a?b"},
             Case{"GET /a HTTP/1.1\r\n\r\n", "GET", "/a"},
             Case{"POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 101\r\n\r\n", "POST", "/a"},
             Case{"GET /a HTTP/3.0\r\nHost: x\r\n\r\n", "GET", "/a"},
             Case{"HEAD /" + length + " HTTP/1.1\r\n", "HEAD", "/" + length},
             Case{"GET /a\x01 HTTP/1.1\r\nHost: x\r\n\r\n", "GET", "/a"},
             Case{"GET a HTTP/1.1\r\nHost: x\r\n\r\n", "GET", ""},
             Case{"G\x01T /a HTTP/1.1\r\nHost: x\r\n\r\n", "", ""},
             Case{"nonsense\r\n\r\n", "", ""},
         }) {
        RequestParser parser(1024, hundred);
        ASSERT_EQ(feed(parser, bytes, 100'000), State::refused) << bytes;
        EXPECT_EQ(parser.request().method, method) << bytes;
        EXPECT_EQ(parser.request().target, target) << bytes;
    }
}

TEST(RequestParser, asks_about_the_head_before_the_body) {
    std::size_t asked = 0;
    const Admit admit = [&](Request& head) -> Admission {
        ++asked;
        EXPECT_EQ(head.header("X-Name"), "value");
        if (head.target == "/no") return Refusal{401, "who are you?"};
        head.peer.address = "192.0.2.7";
        return std::size_t{5};
    };
    const auto post = [](const std::string& target, const std::string& fields) {
        return "POST " + target + " HTTP/1.1\r\nHost: x\r\nX-Name: value\r\n" + fields + "\r\n";
    };
    RequestParser parser(1024, admit);
    ASSERT_EQ(feed(parser, post("/a", "Content-Length: 5\r\n") + "hello", 3), State::complete);
    EXPECT_EQ(parser.request().peer.address, "192.0.2.7");
    EXPECT_EQ(asked, 1U);
    parser.reset();
    EXPECT_EQ(feed(parser, post("/a", "Content-Length: 6\r\n"), 3), State::refused);
    EXPECT_EQ(parser.refusal().status, 413);
    parser.reset();
    EXPECT_EQ(feed(parser, post("/no", "Transfer-Encoding: chunked\r\n"), 3), State::refused);
    EXPECT_EQ(parser.refusal().status, 401);
    EXPECT_EQ(parser.refusal().detail, "who are you?");
}

TEST(RequestParser, takes_no_bare_line_feed) {
    for (const std::size_t piece : {1U, 1000U}) {
        RequestParser parser(1024, hundred);
        // In pieces it goes on waiting for a proper end, until the head's deadline.
        const auto state = feed(parser, "GET / HTTP/1.1\nHost: x\n\n", piece);
        EXPECT_EQ(state, piece == 1 ? State::head : State::refused);
    }
}

TEST(RequestParser, counts_the_head_however_it_arrives) {
    std::string many = "GET / HTTP/1.1\r\nHost: x\r\n";
    for (int i = 0; i < 101; ++i)
        many += "A: b\r\n";
    EXPECT_EQ(refusal_of(many + "\r\n"), 431);
    std::string long_head = "GET / HTTP/1.1\r\nHost: x\r\n";
    for (int i = 0; i < 20; ++i)
        long_head += "A: " + std::string(50, 'b') + "\r\n";
    EXPECT_EQ(refusal_of(long_head + "\r\n"), 431);
    EXPECT_EQ(refusal_of("GET /" + std::string(2000, 'a')), 431);
}

TEST(RequestParser, counts_the_body_however_it_arrives) {
    const std::string head = "POST / HTTP/1.1\r\nHost: x\r\n";
    const std::string chunked = head + "Transfer-Encoding: chunked\r\n\r\n";
    EXPECT_EQ(refusal_of(head + "Content-Length: 101\r\n\r\n"), 413);
    EXPECT_EQ(refusal_of(head + "Content-Length: 100\r\n\r\n" + std::string(100, 'a')), 0);
    EXPECT_EQ(refusal_of(chunked + "65\r\n"), 413);
    std::string drops = chunked;
    for (int i = 0; i < 101; ++i)
        drops += "1\r\na\r\n";
    EXPECT_EQ(refusal_of(drops), 413);
    EXPECT_NE(refusal_of(chunked + "1;" + std::string(2000, 'a')), 0);
    EXPECT_NE(refusal_of(chunked + "0\r\n" + std::string(2000, 'a')), 0);
}

} // namespace

} // namespace chancery::net
