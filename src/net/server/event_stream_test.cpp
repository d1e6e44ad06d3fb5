// SPDX-License-Identifier: Apache-2.0
// Answers that go on while their readers listen.
#include "base/eventually_for_tests.hpp"
#include "net/running_for_tests.hpp"
#include "net/server/event_stream.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <future>
#include <list>
#include <mutex>
#include <optional>
#include <thread>

namespace chancery::net {

namespace {

using namespace std::chrono_literals;
using namespace testing;

constexpr std::string_view end_of_chunks = "0\r\n\r\n";

Event event(std::string text) {
    return std::make_shared<const std::string>(std::move(text));
}

/// Where "/events" listens to what the test sends; everything else is an echo.
class House {
public:
    explicit House(Limits limits = {})
        : running_(limits, Service([this](const Request& request) {
                       return request.path() == "/events" ? listen() : echo(request);
                   })) {}

    std::unique_ptr<RawClient> connect(bool over_tls) const {
        if (over_tls) return std::make_unique<RawTlsClient>(running_.tls_port);
        return std::make_unique<RawClient>(running_.plain_port);
    }

    /// Of the readers, in the order in which they came.
    std::shared_ptr<EventStream> stream(std::size_t number = 0) {
        EXPECT_TRUE(eventually([&] {
            const std::lock_guard lock(mutex_);
            return streams_.size() > number;
        }));
        const std::lock_guard lock(mutex_);
        return streams_.at(number);
    }

    HttpServer& server() { return running_.server; }

private:
    Response listen() {
        Response response{.content_type = "text/event-stream"};
        response.events = std::make_shared<EventStream>();
        response.events->send(event("first\n\n"));
        const std::lock_guard lock(mutex_);
        streams_.push_back(response.events);
        return response;
    }

    std::mutex mutex_;
    std::vector<std::shared_ptr<EventStream>> streams_;
    Running running_;
};

constexpr std::string_view get_events = "GET /events HTTP/1.1\r\nHost: x\r\n\r\n";

class EventStreams : public ::testing::TestWithParam<bool> {
protected:
    /// One who has heard the first event.
    static std::unique_ptr<RawClient> listener(const House& house) {
        auto client = house.connect(GetParam());
        client->send(get_events);
        EXPECT_TRUE(contains(client->read_until("first\n\n\r\n"), "HTTP/1.1 200 OK\r\n"));
        return client;
    }
};

INSTANTIATE_TEST_SUITE_P(over, EventStreams, ::testing::Bool(), [](const auto& is_tls) {
    return is_tls.param ? "tls" : "plain";
});

TEST_P(EventStreams, carry_what_is_sent_in_its_order) {
    House house;
    const auto client = house.connect(GetParam());
    client->send(get_events);
    const auto head = client->read_until("\r\n\r\n");
    EXPECT_TRUE(contains(head, "\r\nContent-Type: text/event-stream\r\n"));
    EXPECT_TRUE(contains(head, "\r\nTransfer-Encoding: chunked\r\n"));
    EXPECT_TRUE(contains(head, "\r\nConnection: close\r\n"));
    EXPECT_EQ(client->read_until("first\n\n\r\n"), "7\r\nfirst\n\n\r\n");
    EXPECT_TRUE(house.stream()->send(event("second\n\n")));
    EXPECT_TRUE(house.stream()->send(event("third\n\n")));
    EXPECT_EQ(client->read_until("third\n\n\r\n"), "8\r\nsecond\n\n\r\n7\r\nthird\n\n\r\n");
}

TEST_P(EventStreams, carry_what_several_threads_send) {
    House house;
    const auto client = listener(house);
    const auto stream = house.stream();
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i)
        threads.emplace_back([&] {
            for (int j = 0; j < 100; ++j)
                stream->send(event("event\n\n"));
        });
    for (auto& thread : threads)
        thread.join();
    stream->end();
    const auto heard = client->read_all();
    EXPECT_EQ(std::ranges::count(heard, 'v'), 400);
    EXPECT_TRUE(heard.ends_with(end_of_chunks));
}

TEST_P(EventStreams, end_when_they_are_told_to) {
    House house;
    const auto client = listener(house);
    house.stream()->send(event("last\n\n"));
    house.stream()->end();
    EXPECT_EQ(client->read_all(), "6\r\nlast\n\n\r\n0\r\n\r\n");
    EXPECT_FALSE(house.stream()->send(event("too late\n\n")));
}

TEST_P(EventStreams, are_kept_open_by_heartbeats) {
    House house({.heartbeat_time = 20ms});
    const auto client = listener(house);
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(client->read_until("\n\n\r\n"), "3\r\n:\n\n\r\n");
}

TEST_P(EventStreams, notice_at_once_that_their_reader_has_gone) {
    House house({.heartbeat_time = 1h});
    auto client = listener(house);
    EXPECT_TRUE(house.stream()->is_open());
    client.reset();
    EXPECT_TRUE(eventually([&] { return !house.stream()->is_open(); }));
    EXPECT_FALSE(house.stream()->send(event("to nobody\n\n")));
}

TEST_P(EventStreams, are_closed_for_a_reader_that_is_too_slow_and_for_no_other) {
    House house({.body_time = 1h, .heartbeat_time = 1h});
    const auto slow = listener(house);
    const auto quick = listener(house);
    const auto long_event = event(std::string(30'000, 'x') + "\n\n");
    while (house.stream(0)->send(long_event)) {
        EXPECT_TRUE(house.stream(1)->send(long_event));
        quick->read_until("x\n\n\r\n");
    }
    EXPECT_TRUE(house.stream(1)->send(event("go on\n\n")));
    EXPECT_TRUE(contains(quick->read_until("go on\n\n\r\n"), "go on"));
    EXPECT_FALSE(slow->read_all().ends_with(end_of_chunks));
}

TEST_P(EventStreams, are_closed_for_a_reader_that_takes_nothing_for_long) {
    House house({.body_time = 50ms, .heartbeat_time = 1h});
    const auto client = listener(house);
    const auto stream = house.stream();
    // One after the other, so that only time can end it.
    EXPECT_TRUE(eventually([&] {
        if (stream->waiting() == 0) stream->send(event(std::string(30'000, 'x')));
        return !stream->is_open();
    }));
}

TEST_P(EventStreams, end_with_their_server) {
    House house({.heartbeat_time = 1h});
    const auto client = listener(house);
    auto stopped = std::async(std::launch::async, [&] { house.server().stop(1h); });
    EXPECT_EQ(client->read_all(), end_of_chunks);
    stopped.get();
    EXPECT_FALSE(house.stream()->is_open());
}

TEST_P(EventStreams, whose_reader_takes_nothing_do_not_keep_their_server_from_stopping) {
    House house({.body_time = 1h, .heartbeat_time = 1h});
    const auto client = listener(house);
    const auto stream = house.stream();
    EXPECT_TRUE(stream->send(event(std::string(32'000'000, 'x')))) << "more than a socket holds";
    house.server().stop(1h);
    EXPECT_FALSE(stream->is_open());
}

TEST_P(EventStreams, are_sent_nothing_more_once_their_server_has_gone) {
    std::optional<House> house;
    house.emplace();
    const auto client = listener(*house);
    const auto stream = house->stream();
    auto sent = std::async(std::launch::async, [stream] {
        while (stream->is_open())
            if (stream->waiting() == 0) stream->send(event("news\n\n"));
    });
    client->read_until("news");
    house.reset();
    sent.get();
    EXPECT_FALSE(stream->is_open());
    EXPECT_FALSE(stream->send(event("too late\n\n")));
}

TEST_P(EventStreams, that_never_began_are_closed_with_their_connection) {
    const auto stream = std::make_shared<EventStream>();
    Running running({}, Service([&](const Request&) {
                        Response response{.content_type = "text/event-stream"};
                        response.body = std::string(32'000'000, 'x'); // more than a socket holds
                        response.events = stream;
                        return response;
                    }));
    std::unique_ptr<RawClient> client;
    if (GetParam())
        client = std::make_unique<RawTlsClient>(running.tls_port);
    else
        client = std::make_unique<RawClient>(running.plain_port);
    client->send(get);
    client->read_until("xxx");
    EXPECT_TRUE(stream->is_open());
    client.reset();
    EXPECT_TRUE(eventually([&] { return !stream->is_open(); }));
}

TEST_P(EventStreams, hold_no_thread) {
    House house({.threads = 1});
    std::list<std::unique_ptr<RawClient>> listeners;
    for (int i = 0; i < 50; ++i)
        listeners.push_back(listener(house));
    EXPECT_TRUE(house.connect(GetParam())->ask(get).ends_with("GET /a "));
    for (std::size_t i = 0; i < listeners.size(); ++i)
        EXPECT_TRUE(house.stream(i)->send(event("news\n\n")));
    for (const auto& each : listeners)
        EXPECT_EQ(each->read_until("news\n\n\r\n"), "6\r\nnews\n\n\r\n");
}

TEST_P(EventStreams, count_as_connections_and_give_way_as_those_do) {
    House house({.connections = 2});
    const auto first = listener(house);
    const auto second = listener(house);
    EXPECT_TRUE(house.connect(GetParam())->ask(get).ends_with("GET /a "));
    EXPECT_TRUE(eventually([&] { return !house.stream(0)->is_open(); })) << "the oldest gave way";
    EXPECT_TRUE(house.stream(1)->send(event("news\n\n")));
    EXPECT_EQ(second->read_until("news\n\n\r\n"), "6\r\nnews\n\n\r\n");
}

TEST_P(EventStreams, have_a_head_and_no_events_for_head) {
    House house;
    const auto client = house.connect(GetParam());
    client->send("HEAD /events HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_TRUE(client->read_all().ends_with("\r\n\r\n"));
    EXPECT_FALSE(house.stream()->is_open());
}

TEST_P(EventStreams, are_not_chunked_for_http_1_0) {
    House house;
    const auto client = house.connect(GetParam());
    client->send("GET /events HTTP/1.0\r\n\r\n");
    client->read_until("\r\n\r\n");
    house.stream()->send(event("second\n\n"));
    house.stream()->end();
    EXPECT_EQ(client->read_all(), "first\n\nsecond\n\n");
}

TEST_P(EventStreams, drop_what_their_reader_says_and_close_on_one_who_says_much) {
    House house({.heartbeat_time = 1h});
    const auto client = listener(house);
    client->send(get);
    EXPECT_TRUE(house.stream()->send(event("news\n\n")));
    EXPECT_EQ(client->read_until("news\n\n\r\n"), "6\r\nnews\n\n\r\n");
    EXPECT_TRUE(eventually([&] {
        client->send(std::string(1000, 'x'));
        return !house.stream()->is_open();
    }));
}

TEST(EventStream, takes_one_event_of_any_length_and_then_as_many_bytes_as_it_may_hold) {
    EventStream stream(10);
    EXPECT_TRUE(stream.send(event("longer than ten")));
    EXPECT_FALSE(stream.send(event("x")));
    EXPECT_FALSE(stream.is_open());
    EventStream other(10);
    EXPECT_TRUE(other.send(event("12345")));
    EXPECT_TRUE(other.send(event("67890")));
    EXPECT_FALSE(other.send(event("x")));
}

} // namespace

} // namespace chancery::net
