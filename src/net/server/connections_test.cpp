// SPDX-License-Identifier: Apache-2.0
// Who gives way when all connections are taken. Clients have many addresses here, because the proxy
// that they come through says so.
#include "base/eventually_for_tests.hpp"
#include "net/running_for_tests.hpp"

#include <gtest/gtest.h>

#include <future>
#include <list>
#include <semaphore>

namespace chancery::net {

namespace {

using namespace testing;

/// One thread has done with a connection before it answers on the next: all are idle but the last.
Limits limited_to(std::size_t connections, unsigned threads = 1) {
    return {
        .connections = connections,
        .trusted_proxies = {parse_network("127.0.0.1").value()},
        .threads = threads,
    };
}

/// A connection that was served once, and is idle.
class Client {
public:
    Client(const Running& running, const std::string& address) : connection_(running.plain_port) {
        const auto family = address.find(':') == address.npos ? "TCP4 " : "TCP6 ";
        const auto server = address.find(':') == address.npos ? " 192.0.2.1" : " 2001:db8::1";
        connection_.send("PROXY " + std::string(family) + address + server + " 1 2\r\n");
        is_served_ = is_answered();
    }

    bool is_served() const { return is_served_; }

    bool is_answered() { return contains(connection_.ask(get), "200 OK"); }

    bool was_closed() { return connection_.read_all().empty(); }

private:
    RawClient connection_;
    bool is_served_ = false;
};

int gave_way(const Running& running) {
    const std::string name = "\nchancery_http_connections_gave_way_total{server=\"main\"} ";
    const auto text = running.metrics.to_text();
    return std::stoi(text.substr(text.find(name) + name.size()));
}

TEST(Connections, of_the_address_with_the_most_give_way_the_oldest_idle_one_first) {
    Running running(limited_to(5));
    Client other(running, "192.0.2.9");
    std::list<Client> most;
    for (int i = 0; i < 4; ++i)
        most.emplace_back(running, "192.0.2.7");
    Client newcomer(running, "192.0.2.8");
    EXPECT_TRUE(newcomer.is_served());
    EXPECT_TRUE(most.front().was_closed());
    most.pop_front();
    Client another(running, "192.0.2.6");
    EXPECT_TRUE(another.is_served());
    EXPECT_TRUE(most.front().was_closed());
    most.pop_front();
    for (auto* client : {&other, &newcomer, &another, &most.front(), &most.back()})
        EXPECT_TRUE(client->is_answered());
    EXPECT_EQ(gave_way(running), 2);
}

TEST(Connections, of_an_address_that_has_the_most_give_way_to_its_own_next_one) {
    Running running(limited_to(3));
    Client other(running, "192.0.2.9");
    Client first(running, "192.0.2.7");
    Client second(running, "192.0.2.7");
    Client third(running, "192.0.2.7");
    EXPECT_TRUE(third.is_served());
    EXPECT_TRUE(first.was_closed());
    EXPECT_TRUE(other.is_answered());
    EXPECT_TRUE(second.is_answered());
}

TEST(Connections, of_addresses_that_have_as_many_give_way_by_age) {
    Running running(limited_to(2));
    Client first(running, "192.0.2.9");
    Client second(running, "192.0.2.1");
    Client third(running, "192.0.2.5");
    EXPECT_TRUE(third.is_served());
    EXPECT_TRUE(first.was_closed());
    EXPECT_TRUE(second.is_answered());
}

TEST(Connections, of_one_ipv6_network_count_together) {
    Running running(limited_to(3));
    Client other(running, "2001:db8:0:2::1");
    Client first(running, "2001:db8:0:1::1");
    Client second(running, "2001:db8:0:1:ffff::2");
    Client newcomer(running, "192.0.2.7");
    EXPECT_TRUE(newcomer.is_served());
    EXPECT_TRUE(first.was_closed());
    EXPECT_TRUE(other.is_answered());
    EXPECT_TRUE(second.is_answered());
}

TEST(Connections, of_a_proxy_count_for_the_client_of_the_last_request) {
    Running running(limited_to(3));
    std::list<RawClient> proxied;
    for (const auto* client : {"192.0.2.7", "192.0.2.7", "192.0.2.8"})
        EXPECT_TRUE(contains(
            proxied.emplace_back(running.plain_port)
                .ask(
                    "GET /a HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: " + std::string(client) +
                    "\r\n\r\n"
                ),
            "200 OK"
        ));
    Client newcomer(running, "192.0.2.9");
    EXPECT_TRUE(newcomer.is_served());
    EXPECT_EQ(proxied.front().read_all(), "");
    EXPECT_TRUE(contains(proxied.back().ask(get), "200 OK"));
}

TEST(Connections, that_come_faster_than_others_go_wait_and_are_served) {
    std::promise<void> released;
    std::promise<void> arrived;
    Running running({.connections = 2, .threads = 1}, Service([&](const Request& request) {
                        if (request.path() == "/slow") {
                            arrived.set_value();
                            released.get_future().wait_for(longest_wait);
                        }
                        return echo(request);
                    }));
    RawClient working(running.plain_port);
    working.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_EQ(arrived.get_future().wait_for(longest_wait), std::future_status::ready);
    // The only thread is busy, so that none of those that give way can be closed yet.
    std::list<RawClient> flood;
    for (int i = 0; i < 300; ++i)
        flood.emplace_back(running.plain_port);
    flood.back().send(get);
    EXPECT_TRUE(eventually([&] { return gave_way(running) >= 256; }));
    released.set_value();
    EXPECT_TRUE(contains(flood.back().read_answer(), "200 OK"));
    EXPECT_EQ(flood.front().read_all(), "");
}

TEST(Connections, that_are_at_work_do_not_give_way) {
    std::promise<void> released;
    const auto release = released.get_future().share();
    std::counting_semaphore<> arrived{0};
    Running running(limited_to(3, 4), Service([&](const Request& request) {
                        if (request.path() == "/slow") {
                            arrived.release();
                            release.wait_for(longest_wait);
                        }
                        return echo(request);
                    }));
    std::list<RawClient> working;
    for (int i = 0; i < 2; ++i) {
        working.emplace_back(running.plain_port)
            .send("PROXY TCP4 192.0.2.7 192.0.2.1 1 2\r\n"
                  "GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
        arrived.acquire();
    }
    Client idle(running, "192.0.2.7");
    // Another thread may still be finishing the answer to `idle`.
    EXPECT_TRUE(eventually([&] { return Client(running, "192.0.2.8").is_served(); }));
    EXPECT_TRUE(idle.was_closed());
    released.set_value();
    for (auto& connection : working)
        EXPECT_TRUE(contains(connection.read_answer(), "200 OK"));
}

/// Until all that the sockets on the way can hold is held.
TEST(Connections, that_take_no_answer_give_way_whatever_they_ask_for_besides) {
    Running running(limited_to(2), Service([](const Request& request) {
                        auto response = echo(request);
                        if (request.path() == "/long")
                            response.body = std::string(std::size_t{32} * 1024 * 1024, 'x');
                        return response;
                    }));
    std::list<RawClient> greedy;
    for (int i = 0; i < 2; ++i)
        for (int j = 0; j < 3; ++j) {
            if (j == 0)
                greedy.emplace_back(running.plain_port)
                    .send("PROXY TCP4 192.0.2.7 192.0.2.1 1 2\r\n");
            greedy.back().send("GET /long HTTP/1.1\r\nHost: x\r\n\r\n");
        }
    EXPECT_TRUE(eventually([&] { return Client(running, "192.0.2.8").is_served(); }));
}

TEST(Connections, that_stop_in_the_middle_of_a_proxy_header_give_way) {
    Running running(limited_to(2));
    std::list<RawClient> stopped;
    for (int i = 0; i < 2; ++i)
        stopped.emplace_back(running.plain_port).send("PROXY TCP4 192.0.2.7 ");
    EXPECT_TRUE(eventually([&] { return Client(running, "192.0.2.8").is_served(); }));
}

TEST(Connections, that_are_idle_give_way_however_many_older_ones_are_at_work) {
    constexpr int many = 200;
    std::promise<void> released;
    const auto release = released.get_future().share();
    std::counting_semaphore<> arrived{0};
    Running running(limited_to(many + 1, many + 1), Service([&](const Request& request) {
                        if (request.path() == "/slow") {
                            arrived.release();
                            release.wait_for(longest_wait);
                        }
                        return echo(request);
                    }));
    std::list<RawClient> working;
    for (int i = 0; i < many; ++i)
        working.emplace_back(running.plain_port)
            .send("PROXY TCP4 192.0.2.7 192.0.2.1 1 2\r\nGET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    for (int i = 0; i < many; ++i)
        arrived.acquire();
    Client idle(running, "192.0.2.7");
    EXPECT_TRUE(eventually([&] { return Client(running, "192.0.2.8").is_served(); }));
    EXPECT_TRUE(idle.was_closed());
    released.set_value();
    for (auto& connection : working)
        EXPECT_TRUE(contains(connection.read_answer(), "200 OK"));
}

/// Their requests wait for a thread, and the newcomer is another's first.
TEST(Connections, of_who_has_the_most_give_way_where_all_wait_for_a_thread) {
    std::promise<void> released;
    std::promise<void> arrived;
    Running running(limited_to(3), Service([&](const Request& request) {
                        if (request.path() == "/slow") {
                            arrived.set_value();
                            released.get_future().wait_for(longest_wait);
                        }
                        return echo(request);
                    }));
    RawClient working(running.plain_port);
    working.send("PROXY TCP4 192.0.2.7 192.0.2.1 1 2\r\nGET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
    ASSERT_EQ(arrived.get_future().wait_for(longest_wait), std::future_status::ready);
    std::list<RawClient> waiting;
    for (int i = 0; i < 2; ++i)
        waiting.emplace_back(running.plain_port).send(get);
    RawClient newcomer(running.plain_port, "127.0.0.2");
    newcomer.send(get);
    EXPECT_TRUE(eventually([&] { return gave_way(running) == 1; }));
    released.set_value();
    EXPECT_TRUE(contains(newcomer.read_answer(), "200 OK"));
    EXPECT_TRUE(contains(working.read_answer(), "200 OK"));
    EXPECT_EQ(waiting.front().read_all(), "");
    EXPECT_TRUE(contains(waiting.back().read_answer(), "200 OK"));
}

TEST(Connections, that_trickle_give_way_where_none_is_idle) {
    Running running(limited_to(2));
    const std::string head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n"
                             "Expect: 100-continue\r\n\r\n";
    std::list<RawClient> trickling;
    for (int i = 0; i < 2; ++i)
        EXPECT_TRUE(contains(
            trickling.emplace_back(running.plain_port)
                .ask("PROXY TCP4 192.0.2.7 192.0.2.1 1 2\r\n" + head),
            "100 Continue"
        ));
    Client newcomer(running, "192.0.2.8");
    EXPECT_TRUE(newcomer.is_served());
    EXPECT_EQ(trickling.front().read_all(), "");
    EXPECT_TRUE(contains(trickling.back().ask("123456789"), "200 OK"));
}

} // namespace

} // namespace chancery::net
