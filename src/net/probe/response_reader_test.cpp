// SPDX-License-Identifier: Apache-2.0
#include "net/probe/response_reader.hpp"

#include <gtest/gtest.h>

namespace chancery::net {

namespace {

using State = ResponseReader::State;

constexpr std::size_t head_bytes = 1024;
constexpr std::size_t body_bytes = 20;

/// How it ends, given whole and byte by byte, which must be the same.
struct Read {
    explicit Read(std::string_view bytes) : state(whole.consume(bytes)) {
        auto in_pieces = State::head;
        for (std::size_t i = 0; i < bytes.size(); ++i)
            in_pieces = pieces.consume(bytes.substr(i, 1));
        const auto is_open = state == State::head || state == State::body;
        if (is_open) state = whole.end();
        if (in_pieces == State::head || in_pieces == State::body) in_pieces = pieces.end();
        EXPECT_EQ(state, in_pieces) << bytes;
        EXPECT_EQ(whole.response().body, pieces.response().body);
        EXPECT_EQ(whole.response().is_whole, pieces.response().is_whole);
    }

    ResponseReader whole{head_bytes, body_bytes};
    ResponseReader pieces{head_bytes, body_bytes};
    State state;
};

std::string body_of(std::string_view bytes) {
    Read read(bytes);
    if (read.state == State::complete) return read.whole.response().body;
    return "refused: " + read.whole.why();
}

TEST(ResponseReader, reads_a_body_of_each_form) {
    EXPECT_EQ(body_of("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"), "hello");
    EXPECT_EQ(body_of("HTTP/1.1 200 OK\r\n\r\nhello"), "hello"); // To the end.
    EXPECT_EQ(body_of("HTTP/1.0 200 OK\r\n\r\nhello"), "hello");
    EXPECT_EQ(body_of("HTTP/1.1 200 OK\r\n\r\n"), "");
    EXPECT_EQ(
        body_of("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                "3;a=b\r\nhel\r\n2\r\nlo\r\n0\r\nTrailer: t\r\n\r\n"),
        "hello"
    );
    EXPECT_EQ(body_of("HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n"), "");
}

TEST(ResponseReader, gives_status_and_fields) {
    Read read("HTTP/1.1 404 Not Found\r\nServer: a\r\nX-Word:  b c \r\n\r\n");
    ASSERT_EQ(read.state, State::complete);
    EXPECT_EQ(read.whole.response().status, 404);
    EXPECT_EQ(read.whole.response().headers, (Headers{{"Server", "a"}, {"X-Word", "b c"}}));
}

TEST(ResponseReader, leaves_interim_responses_out) {
    EXPECT_EQ(
        body_of("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n"
                "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"),
        "ok"
    );
    std::string many;
    for (int i = 0; i < 100; ++i)
        many += "HTTP/1.1 100 Continue\r\n\r\n";
    EXPECT_TRUE(body_of(many + "HTTP/1.1 200 OK\r\n\r\n").starts_with("refused: its head is longer")
    );
}

TEST(ResponseReader, cuts_a_body_that_is_too_long) {
    const std::string over(body_bytes + 1, 'b');
    for (const auto& bytes :
         {"HTTP/1.1 200 OK\r\n\r\n" + over,
          "HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n" + over,
          "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n" + over,
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n" + over}) {
        Read read(bytes);
        EXPECT_EQ(read.state, State::complete);
        EXPECT_EQ(read.whole.response().body, std::string(body_bytes, 'b'));
        EXPECT_FALSE(read.whole.response().is_whole);
    }
    Read exact("HTTP/1.1 200 OK\r\n\r\n" + over.substr(1));
    EXPECT_TRUE(exact.whole.response().is_whole);
}

TEST(ResponseReader, refuses_what_is_no_response_and_says_why) {
    const std::string ok = "HTTP/1.1 200 OK\r\n";
    const std::vector<std::pair<std::string, std::string>> cases{
        {"", "closed without a response"},
        {"HTTP/1.1 200 OK\r\nServer: a", "closed within the head"},
        {"SSH-2.0-OpenSSH_9.2\r\n", "began with \"SSH-2.0-OpenSSH_9.2"},
        {std::string("\x15\x03\x01\x00\x02\x02\x16", 7), "it is TLS"},
        {"HTTP/2.0 200 OK\r\n\r\n", "it is HTTP/2"},
        {std::string("\0\0\x12\4\0\0\0\0\0", 9), "it is HTTP/2"},
        {"HTTP/1.1 2000 OK\r\n\r\n", "not an HTTP response"},
        {"HTTP/1.1 020 OK\r\n\r\n", "not an HTTP response"},
        {ok + "No colon\r\n\r\n", "not an HTTP response"},
        {ok + "A: " + std::string(2000, 'a') + "\r\n\r\n", "head is longer than 1024 bytes"},
        {ok + "A: " + std::string(2000, 'a'), "head is longer than 1024 bytes"},
        {std::string(3000, 'a'), "not an HTTP response"},
        {ok + "Content-Length: 5\r\n\r\nhell", "before the body was complete"},
        {ok + "Content-Length: -5\r\n\r\nhello", ""},
        {ok + "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello", "body is malformed"},
        {ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhelloX0\r\n\r\n", "body is malformed"},
        {ok + "Transfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n", "before the body was complete"},
        {ok + "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffffff\r\nhello\r\n",
         "body is malformed"},
    };
    for (const auto& [bytes, why] : cases) {
        const auto body = body_of(bytes);
        EXPECT_TRUE(body.starts_with("refused: ")) << bytes.substr(0, 60) << ": " << body;
        EXPECT_NE(body.find(why), body.npos) << bytes.substr(0, 80) << ": " << body;
    }
}

TEST(ResponseReader, takes_a_bounded_number_of_fields_chunks_and_trailers) {
    std::string fields;
    for (int i = 0; i < 101; ++i)
        fields += "a: b\r\n";
    EXPECT_TRUE(body_of("HTTP/1.1 200 OK\r\n" + fields + "\r\n").starts_with("refused: its head"));
    const std::string chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
    const std::string extension = "1;a=" + std::string(500, 'b') + "\r\nx\r\n";
    EXPECT_TRUE(body_of(chunked + extension + extension + extension).starts_with("refused: "));
    const std::string trailer = "T: " + std::string(500, 't') + "\r\n";
    EXPECT_TRUE(body_of(chunked + "0\r\n" + trailer + trailer + trailer).starts_with("refused: "));
}

} // namespace

} // namespace chancery::net
