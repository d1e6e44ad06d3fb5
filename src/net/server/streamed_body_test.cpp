// SPDX-License-Identifier: Apache-2.0
// Bodies that are made while they are sent.
#include "base/eventually_for_tests.hpp"
#include "net/running_for_tests.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <fmt/core.h>
#include <future>
#include <stdexcept>

namespace chancery::net {

namespace {

using namespace std::chrono_literals;
using namespace testing;

constexpr std::string_view end_of_chunks = "\r\n0\r\n\r\n";

Response text(Producer produce) {
    Response response{.content_type = "text/plain"};
    response.produce = std::move(produce);
    return response;
}

Response three_pieces(const Request&) {
    return text([next = std::size_t{0}]() mutable -> std::optional<std::string> {
        constexpr std::array<const char*, 4> pieces{"one", "", "two", "three"};
        if (next == pieces.size()) return std::nullopt;
        return pieces.at(next++);
    });
}

/// Makes pieces without an end, counts them, and is seen to go.
class Endless {
public:
    Response response() {
        auto life = std::make_shared<int>();
        life_ = life;
        return text([this, life = std::move(life)]() -> std::optional<std::string> {
            ++pieces_;
            return std::string(std::size_t{16} * 1024, 'x');
        });
    }

    bool has_begun() const { return pieces_ > 0; }

    bool has_gone() const { return has_begun() && life_.expired(); }

private:
    std::atomic<std::size_t> pieces_ = 0;
    std::weak_ptr<int> life_;
};

/// Asked over plain text and over TLS.
class StreamedBody : public ::testing::TestWithParam<bool> {
protected:
    static std::unique_ptr<RawClient> connect(const Running& running) {
        if (GetParam()) return std::make_unique<RawTlsClient>(running.tls_port);
        return std::make_unique<RawClient>(running.plain_port);
    }
};

INSTANTIATE_TEST_SUITE_P(over, StreamedBody, ::testing::Bool(), [](const auto& is_tls) {
    return is_tls.param ? "tls" : "plain";
});

TEST_P(StreamedBody, arrives_in_chunks_and_the_connection_goes_on) {
    Running running({}, Service(three_pieces));
    const auto client = connect(running);
    for (int i = 0; i < 2; ++i) {
        client->send(get);
        const auto answer = client->read_until(end_of_chunks);
        EXPECT_EQ(status_line(answer), "HTTP/1.1 200 OK");
        EXPECT_TRUE(contains(answer, "\r\nTransfer-Encoding: chunked\r\n"));
        EXPECT_FALSE(contains(answer, "Content-Length"));
        EXPECT_FALSE(contains(answer, "Connection: close"));
        EXPECT_TRUE(answer.ends_with("\r\n\r\n3\r\none\r\n3\r\ntwo\r\n5\r\nthree\r\n0\r\n\r\n"))
            << answer;
    }
}

TEST_P(StreamedBody, may_begin_with_a_text) {
    Running running({}, Service([](const Request& request) {
                        auto response = three_pieces(request);
                        response.body = "zero";
                        return response;
                    }));
    const auto client = connect(running);
    client->send(get);
    EXPECT_TRUE(contains(client->read_until(end_of_chunks), "\r\n\r\n4\r\nzero\r\n3\r\none\r\n"));
}

TEST_P(StreamedBody, is_followed_by_the_answer_to_what_was_asked_meanwhile) {
    Running running({}, Service([](const Request& request) {
                        return request.target == "/a" ? three_pieces(request) : echo(request);
                    }));
    const auto client = connect(running);
    client->send(std::string(get) + "GET /b HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(contains(client->read_until(end_of_chunks), "three"));
    EXPECT_TRUE(client->read_answer().ends_with("\r\n\r\nGET /b "));
}

TEST_P(StreamedBody, is_not_made_for_head) {
    std::atomic<int> made = 0;
    Running running({}, Service([&](const Request& request) {
                        if (request.target == "/b") return echo(request);
                        return text([&]() -> std::optional<std::string> {
                            ++made;
                            return std::nullopt;
                        });
                    }));
    const auto client = connect(running);
    client->send("HEAD /a HTTP/1.1\r\nHost: x\r\n\r\nGET /b HTTP/1.1\r\nHost: x\r\n\r\n");
    const auto head = client->read_until("\r\n\r\n");
    EXPECT_TRUE(contains(head, "\r\nTransfer-Encoding: chunked\r\n"));
    EXPECT_TRUE(client->read_answer().ends_with("\r\n\r\nGET /b "));
    EXPECT_EQ(made, 0);
}

TEST_P(StreamedBody, ends_with_the_connection_for_http_1_0) {
    Running running({}, Service(three_pieces));
    const auto client = connect(running);
    client->send("GET /a HTTP/1.0\r\n\r\n");
    const auto answer = client->read_all();
    EXPECT_FALSE(contains(answer, "chunked"));
    EXPECT_TRUE(contains(answer, "\r\nConnection: close\r\n"));
    EXPECT_TRUE(answer.ends_with("\r\n\r\nonetwothree")) << answer;
}

TEST_P(StreamedBody, that_fails_is_cut_off_so_that_nobody_takes_it_for_whole) {
    Running running({}, Service([](const Request&) {
                        return text([first = true]() mutable -> std::optional<std::string> {
                            if (!std::exchange(first, false))
                                throw std::runtime_error("a secret of the house");
                            return "one";
                        });
                    }));
    const auto client = connect(running);
    client->send(get);
    EXPECT_TRUE(client->read_all().ends_with("\r\n\r\n3\r\none\r\n"));
}

TEST_P(StreamedBody, that_throws_no_exception_is_cut_off_too) {
    Running running({}, Service([](const Request&) {
                        return text([]() -> std::optional<std::string> { throw 1; });
                    }));
    const auto client = connect(running);
    client->send(get);
    EXPECT_TRUE(client->read_all().ends_with("\r\n\r\n"));
}

/// What was made and not read yet is in the sockets, which hold some megabytes, and one piece.
TEST_P(StreamedBody, of_a_million_rows_is_made_as_it_is_read) {
    constexpr std::size_t rows = 1'000'000;
    constexpr std::size_t piece = 1000;
    const auto row = [](std::size_t number) { return fmt::format("{:039}\n", number); };
    std::atomic<std::size_t> made = 0;
    Running running({}, Service([&](const Request&) {
                        return text([&]() -> std::optional<std::string> {
                            if (made == rows) return std::nullopt;
                            std::string text;
                            for (std::size_t i = 0; i < piece; ++i)
                                text += row(made++);
                            return text;
                        });
                    }));
    const auto client = connect(running);
    client->hold_little();
    client->send(get);
    std::size_t most_unread = 0;
    std::ptrdiff_t lines = 0;
    for (std::size_t read = 0; read < rows; read += piece) {
        const auto answer = client->read_until(row(read + piece - 1));
        EXPECT_TRUE(contains(answer, "\r\n" + row(read)));
        lines += std::ranges::count(answer, '\n') - std::ranges::count(answer, '\r');
        most_unread = std::max(most_unread, made - read);
    }
    EXPECT_EQ(client->read_until(end_of_chunks), end_of_chunks);
    EXPECT_EQ(lines, rows);
    EXPECT_LT(most_unread, rows / 4);
}

TEST_P(StreamedBody, that_finds_nothing_ends_with_its_server) {
    std::atomic<bool> was_asked = false;
    Running running({}, Service([&](const Request&) {
                        return text([&]() -> std::optional<std::string> {
                            was_asked = true;
                            return std::string();
                        });
                    }));
    const auto client = connect(running);
    client->send(get);
    EXPECT_TRUE(eventually([&] { return was_asked.load(); }));
    running.server.stop(0ms);
    EXPECT_TRUE(client->read_all().ends_with("\r\n\r\n"));
}

TEST_P(StreamedBody, ends_when_its_reader_has_gone) {
    Endless endless;
    Running running({}, Service([&](const Request&) { return endless.response(); }));
    auto client = connect(running);
    client->send(get);
    client->read_until("xxx");
    client.reset();
    EXPECT_TRUE(eventually([&] { return endless.has_gone(); }));
}

TEST_P(StreamedBody, ends_when_its_reader_takes_nothing_and_holds_no_thread_until_then) {
    Endless endless;
    Running running({.body_time = 500ms, .threads = 1}, Service([&](const Request& request) {
                        return request.target == "/a" ? endless.response() : echo(request);
                    }));
    const auto stalled = connect(running);
    stalled->send(get);
    stalled->read_until("xxx");
    const auto other = connect(running);
    EXPECT_TRUE(other->ask("GET /b HTTP/1.1\r\nHost: x\r\n\r\n").ends_with("GET /b "));
    EXPECT_TRUE(eventually([&] { return endless.has_gone(); }));
}

TEST_P(StreamedBody, under_way_is_finished_before_the_server_stops) {
    std::promise<void> stopping;
    Running running({}, Service([&](const Request&) {
                        auto go_on = stopping.get_future().share();
                        return text([go_on, left = 3]() mutable -> std::optional<std::string> {
                            if (left == 2) go_on.wait_for(longest_wait);
                            if (left-- == 0) return std::nullopt;
                            return "row";
                        });
                    }));
    const auto idle = connect(running);
    const auto client = connect(running);
    client->send(get);
    client->read_until("row");
    auto stopped = std::async(std::launch::async, [&] { running.server.stop(30s); });
    EXPECT_EQ(idle->read_all(), "") << "the server stops";
    stopping.set_value();
    EXPECT_TRUE(client->read_all().ends_with("\r\n3\r\nrow\r\n3\r\nrow\r\n0\r\n\r\n"));
    stopped.get();
}

TEST_P(StreamedBody, without_an_end_ends_with_the_servers_patience) {
    Endless endless;
    Running running({}, Service([&](const Request&) { return endless.response(); }));
    const auto client = connect(running);
    client->send(get);
    client->read_until("xxx");
    running.server.stop(0ms);
    EXPECT_TRUE(endless.has_gone());
    EXPECT_FALSE(client->read_all().ends_with(end_of_chunks));
}

} // namespace

} // namespace chancery::net
