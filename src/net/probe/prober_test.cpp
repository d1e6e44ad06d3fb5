// SPDX-License-Identifier: Apache-2.0
// Many probes at once: who waits for whom, and what happens to those that are left.
#include "base/error.hpp"
#include "net/probe/prober_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::net {

namespace {

using namespace std::chrono_literals;
using namespace testing;

constexpr auto longer_than_any_test = 10min;

const HttpProbe probe{"127.0.0.1", "/"};

Errand errand(const std::string& account, unsigned short port) {
    return {.account = account, .destinations = Probing::loopback(port)};
}

/// Probes whose answers are only counted.
struct Crowd {
    void ask(Prober& prober, int number, const std::string& account, unsigned short port) {
        for (int i = 0; i < number; ++i)
            prober.ask(probe, errand(account, port), [count = answered](const Answer&) {
                ++*count;
            });
    }

    std::shared_ptr<std::atomic<int>> answered = std::make_shared<std::atomic<int>>(0);
};

TEST(Prober, does_not_let_an_account_delay_another) {
    const SilentHost silent;
    Host good(say(ok("good")));
    Probing probing(
        {.time = longer_than_any_test, .running = 8, .for_a_destination = 1000, .for_an_account = 4}
    );
    Crowd crowd;
    crowd.ask(probing.prober, 500, "crowd", silent.port);
    for (int i = 0; i < 20; ++i) {
        auto answer = await(probing.begin(probe, errand("other", good.port())));
        EXPECT_EQ(expect<HttpAnswer>(std::move(answer)).body, "good");
    }
    EXPECT_EQ(*crowd.answered, 0);
}

TEST(Prober, does_not_let_a_slow_host_delay_others_even_of_its_account) {
    const SilentHost silent;
    Host good(say(ok("good")));
    Probing probing(
        {.time = longer_than_any_test, .running = 8, .for_a_destination = 2, .for_an_account = 4}
    );
    Crowd crowd;
    crowd.ask(probing.prober, 500, "one", silent.port);
    for (int i = 0; i < 20; ++i) {
        auto answer = await(probing.begin(probe, errand("one", good.port())));
        EXPECT_EQ(expect<HttpAnswer>(std::move(answer)).body, "good");
    }
    EXPECT_EQ(*crowd.answered, 0);
}

TEST(Prober, does_not_let_slow_dns_delay_another_account) {
    Probing probing({.time = longer_than_any_test, .running = 600, .for_an_account = 500});
    probing.dns.add("good.example", rr::txt, txt_data({"good"}));
    for (int i = 0; i < 500; ++i) {
        const auto name = "silent" + std::to_string(i) + ".example";
        probing.dns.answer(name, Manner::silent);
        probing.prober.ask(
            DnsProbe{{name}, RecordType::txt}, {.account = "crowd"}, [](const Answer&) {}
        );
    }
    auto answer =
        await(probing.begin(DnsProbe{{"good.example"}, RecordType::txt}, {.account = "b"}));
    EXPECT_EQ(expect<DnsAnswer>(std::move(answer)).sets.at(0).records, std::vector<Bytes>{"good"});
}

TEST(Prober, serves_everyone_in_the_end) {
    Host good(say(ok("good")));
    Probing probing({.running = 3, .for_a_destination = 2, .for_an_account = 2});
    std::vector<std::future<Answer>> answers;
    for (int i = 0; i < 300; ++i)
        answers.push_back(
            probing.begin(probe, errand("account" + std::to_string(i % 7), good.port()))
        );
    for (auto& answer : answers)
        EXPECT_EQ(expect<HttpAnswer>(await(std::move(answer))).body, "good");
    EXPECT_TRUE(holds(
        probing.metrics.to_text(), "chancery_probes_total{kind=\"http\",result=\"answered\"} 300"
    ));
}

TEST(Prober, does_not_count_the_time_in_which_a_probe_waits_its_turn) {
    const SilentHost silent;
    Probing probing({.time = 200ms, .for_a_destination = 1});
    // Ten, one after the other, each for all of its time: the last starts after two seconds.
    std::vector<std::future<Answer>> slow;
    for (int i = 0; i < 10; ++i)
        slow.push_back(probing.begin(probe, errand("a", silent.port)));
    for (auto& answer : slow)
        EXPECT_TRUE(holds(expect<NoAnswer>(await(std::move(answer))).why, "accepted the connection")
        );
}

TEST(Prober, refuses_more_than_may_wait) {
    const SilentHost silent;
    Probing probing({.time = longer_than_any_test, .running = 1, .waiting = 2});
    std::promise<Answer> refused;
    std::atomic<int> left = 2; // Of five: one runs, two wait.
    for (int i = 0; i < 5; ++i)
        probing.prober.ask(probe, errand("a", silent.port), [&](Answer answer) {
            if (--left == 0) refused.set_value(std::move(answer));
        });
    const auto none = expect<NoAnswer>(await(refused.get_future()));
    EXPECT_EQ(none.fault, Fault::unavailable);
    EXPECT_TRUE(holds(none.why, "busy")) << none.why;
}

TEST(Prober, calls_nobody_back_once_it_is_gone) {
    const SilentHost silent;
    Crowd crowd;
    {
        Probing probing({.time = longer_than_any_test, .for_an_account = 10});
        probing.dns.answer("silent.example", Manner::silent);
        crowd.ask(probing.prober, 40, "a", silent.port);
        for (int i = 0; i < 10; ++i) {
            probing.prober.ask(
                TlsProbe{"127.0.0.1", "a.example", "acme-tls/1"},
                errand("b", silent.port),
                [count = crowd.answered](const Answer&) { ++*count; }
            );
            probing.prober.ask(
                HttpProbe{"silent.example", "/"},
                errand("c", silent.port),
                [count = crowd.answered](const Answer&) { ++*count; }
            );
        }
        // Its turn comes after those of the others that do not wait.
        probing.dns.add("good.example", rr::txt, txt_data({"x"}));
        await(probing.begin(DnsProbe{{"good.example"}, RecordType::txt}, {.account = "d"}));
    }
    EXPECT_EQ(*crowd.answered, 0);
    EXPECT_EQ(crowd.answered.use_count(), 1);
}

TEST(Prober, counts_how_probes_ended) {
    Socket keeper;
    const auto port = closed_port(keeper);
    Probing probing;
    probing.get(port);
    probing.get(port, "absent.example");
    probing.ask(TlsProbe{"127.0.0.1", "a", "acme-tls/1"}, Probing::loopback(port));
    probing.ask(DnsProbe{{"absent.example"}, RecordType::caa}, {});
    const auto text = probing.metrics.to_text();
    for (const auto* line :
         {"chancery_probes_total{kind=\"http\",result=\"connection\"} 1",
          "chancery_probes_total{kind=\"http\",result=\"dns\"} 1",
          "chancery_probes_total{kind=\"tls\",result=\"connection\"} 1",
          "chancery_probes_total{kind=\"dns\",result=\"answered\"} 1",
          "chancery_probes_waiting 0"})
        EXPECT_TRUE(holds(text, line)) << line << "\n" << text;
}

TEST(Prober, refuses_limits_that_let_nothing_through) {
    Metrics metrics;
    for (const auto& limits :
         {ProberLimits{.time = 0ms},
          ProberLimits{.running = 0},
          ProberLimits{.for_an_account = 0},
          ProberLimits{.for_a_destination = 0},
          ProberLimits{.body_bytes = 0}})
        EXPECT_THROW(Prober({}, limits, metrics), Error);
}

} // namespace

} // namespace chancery::net
