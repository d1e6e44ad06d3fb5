// SPDX-License-Identifier: Apache-2.0
#include "base/error.hpp"
#include "net/http_client.hpp"
#include "net/running_for_tests.hpp"
#include "net/server/listener.hpp"

#include <gtest/gtest.h>

#include <sys/stat.h>

namespace chancery::net {

namespace {

using namespace testing;

template <class Call>
std::pair<Fault, std::string> failure_of(Call call) {
    try {
        call();
    } catch (const Error& error) {
        return {error.fault(), error.what()};
    }
    return {Fault::internal, "nothing failed"};
}

TEST(ListenAddress, is_an_address_and_a_port) {
    EXPECT_EQ(parse_listen_address("0.0.0.0:8443").address, "0.0.0.0");
    EXPECT_EQ(parse_listen_address("0.0.0.0:8443").port, 8443);
    EXPECT_EQ(parse_listen_address("[::1]:0").address, "::1");
    for (const auto* text :
         {"",
          ":1",
          "host:1",
          "1.2.3.4",
          "1.2.3.4:",
          "1.2.3.4:x",
          "1.2.3.4:65536",
          "1.2.3.4:-1",
          "::1:80",
          "[::1]",
          "[1.2.3.4]:1",
          "[::1]:1 "})
        EXPECT_EQ(failure_of([&] { parse_listen_address(text); }).first, Fault::invalid) << text;
}

TEST(Listener, says_why_it_cannot_listen) {
    Running running;
    const auto [fault, detail] = failure_of([&] {
        running.server.listen_plain({"127.0.0.1", running.plain_port}, echo);
    });
    EXPECT_EQ(fault, Fault::unavailable);
    EXPECT_EQ(
        detail,
        "cannot listen on 127.0.0.1:" + std::to_string(running.plain_port) +
            ": Address already in use; stop the program that uses it or choose another port"
    );
    EXPECT_EQ(failure_of([&] { listen_on_tcp({"192.0.2.1", 0}); }).first, Fault::unavailable);
}

TEST(LocalListener, knows_the_user_and_is_for_nobody_else) {
    const Directory directory;
    const auto path = directory / "api.sock";
    Metrics metrics;
    HttpServer server({}, metrics);
    Service service([](const Request& request) {
        return Response{.body = std::to_string(request.peer.local_user.value_or(1234567))};
    });
    service.admit = [](const Request& head) -> Admission {
        return std::size_t{head.peer.local_user ? 1000U : 0U};
    };
    server.listen_local(path, service);
    server.start();

    struct stat status {};

    ASSERT_EQ(::stat(path.c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U);
    HttpClient client({.local_socket = path});
    EXPECT_EQ(client.request("GET", "http://localhost/a").body, std::to_string(::getuid()));
    EXPECT_EQ(client.request("POST", "http://localhost/a", {}, std::string(1001, 'a')).status, 413);
    server.stop(std::chrono::seconds(1));
    EXPECT_NE(::stat(path.c_str(), &status), 0);
}

TEST(LocalListener, replaces_a_dead_socket_and_no_other_file) {
    const Directory directory;
    const auto path = directory / "api.sock";
    const auto first = listen_on_local(path);
    const auto [fault, detail] = failure_of([&] { listen_on_local(path); });
    EXPECT_EQ(fault, Fault::unavailable);
    EXPECT_TRUE(contains(detail, "already in use"));
    ::close(first);
    const auto second = listen_on_local(path);
    EXPECT_GE(second, 0);
    ::close(second);
    const auto file = directory.write("file", "text");
    EXPECT_EQ(failure_of([&] { listen_on_local(file); }).first, Fault::invalid);
    EXPECT_TRUE(std::filesystem::exists(file));
}

TEST(LocalListener, takes_a_path_of_107_bytes_and_no_longer) {
    const Directory directory;
    auto path = directory / "";
    path += std::string(107 - path.size(), 'a');
    ::close(listen_on_local(path));
    EXPECT_EQ(failure_of([&] { listen_on_local(path + "a"); }).first, Fault::invalid);
}

} // namespace

} // namespace chancery::net
