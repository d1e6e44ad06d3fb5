// SPDX-License-Identifier: Apache-2.0
#include "net/request_parser.hpp"

#include <gtest/gtest.h>

namespace chancery::net {

namespace {

using State = RequestParser::State;

const BodyLimit hundred = [](std::string_view) { return std::size_t{100}; };

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
            EXPECT_EQ(parser.request().headers.size(), 2U); // A trailer is no header.
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
    EXPECT_EQ(refusal_of("GET * HTTP/1.1\r\nHost: x\r\n\r\n"), 400);
    EXPECT_EQ(refusal_of("\x16\x03\x01\x02\x00\x01"), 400); // TLS
    EXPECT_EQ(
        refusal_of(std::string("GET / HTTP/1.1\r\nHost: x\r\nA: b") + '\0' + "\r\n\r\n"), 400
    );
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
