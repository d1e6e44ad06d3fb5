// SPDX-License-Identifier: Apache-2.0
#include "net/server/hello.hpp"

#include <gtest/gtest.h>

#include <array>
#include <sys/socket.h>
#include <unistd.h>

namespace chancery::net {

namespace {

using enum Hello::Progress;

const std::string header = "PROXY TCP4 203.0.113.7 192.0.2.1 4711 443\r\n";

/// A trusted proxy at the other end of a connection.
class Proxy {
public:
    Proxy() = default;

    ~Proxy() {
        for (const int end : ends_)
            ::close(end);
    }

    Proxy(const Proxy&) = delete;
    Proxy& operator=(const Proxy&) = delete;

    void send(std::string_view bytes) const {
        EXPECT_EQ(::send(ends_[1], bytes.data(), bytes.size(), 0), std::ssize(bytes));
    }

    void finish() const { ::shutdown(ends_[1], SHUT_WR); }

    Hello::Progress look() {
        std::array<char, 4096> scratch{};
        return hello_.look(stream_, scratch);
    }

    /// What the stream begins with.
    std::string rest() {
        std::array<char, 64> bytes{};
        return {bytes.data(), stream_.read(bytes).bytes};
    }

    std::string client() { return hello_.take_client().value_or("nobody"); }

private:
    static std::array<int, 2> connected() {
        std::array<int, 2> ends{};
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()), 0);
        return ends;
    }

    std::array<int, 2> ends_ = connected();
    Stream stream_{ends_[0], std::shared_ptr<void>()};
    Hello hello_{{.proxy_header = true, .tls = false}};
};

TEST(Hello, reads_a_header_that_comes_in_pieces) {
    Proxy proxy;
    for (std::size_t i = 0; i + 1 < header.size(); ++i) {
        proxy.send(header.substr(i, 1));
        EXPECT_EQ(proxy.look(), wait) << i;
    }
    proxy.send(header.substr(header.size() - 1));
    EXPECT_EQ(proxy.look(), done);
    EXPECT_EQ(proxy.client(), "203.0.113.7");
}

/// Two threads may be told of the same bytes.
TEST(Hello, goes_on_waiting_when_it_is_woken_and_nothing_more_has_come) {
    Proxy proxy;
    proxy.send(header.substr(0, 12));
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(proxy.look(), wait);
    proxy.send(header.substr(12));
    EXPECT_EQ(proxy.look(), done);
    EXPECT_EQ(proxy.client(), "203.0.113.7");
}

TEST(Hello, is_over_when_the_peer_goes_in_the_middle_of_its_header) {
    Proxy proxy;
    proxy.send(header.substr(0, 12));
    EXPECT_EQ(proxy.look(), wait);
    proxy.finish();
    EXPECT_EQ(proxy.look(), closed);
    Proxy quick;
    quick.send(header.substr(0, 12));
    quick.finish();
    EXPECT_EQ(quick.look(), wait) << "the end wakes at once";
    EXPECT_EQ(quick.look(), closed);
}

TEST(Hello, takes_what_came_before_the_end) {
    Proxy proxy;
    proxy.send(header.substr(0, 12));
    EXPECT_EQ(proxy.look(), wait);
    proxy.send(header.substr(12));
    proxy.finish();
    EXPECT_EQ(proxy.look(), done);
    EXPECT_EQ(proxy.client(), "203.0.113.7");
}

TEST(Hello, skips_a_header_as_long_as_the_protocol_lets_it_be) {
    std::string longest("\r\n\r\n\0\r\nQUIT\n\x21\x11\xff\xff\xcb\0\x71\x07\xc0\0\2\1\0\1\0\2", 28);
    longest.resize(16 + 65535, 'x');
    Proxy proxy;
    for (std::size_t at = 0; at < longest.size(); at += 5000) {
        EXPECT_EQ(proxy.look(), wait) << at;
        proxy.send(longest.substr(at, 5000));
    }
    EXPECT_EQ(proxy.look(), done);
    EXPECT_EQ(proxy.client(), "203.0.113.7");
}

TEST(Hello, leaves_what_follows_a_header) {
    Proxy proxy;
    proxy.send(header + "GET");
    EXPECT_EQ(proxy.look(), done);
    EXPECT_EQ(proxy.rest(), "GET");
}

} // namespace

} // namespace chancery::net
