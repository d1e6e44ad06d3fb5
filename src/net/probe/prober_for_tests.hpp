// SPDX-License-Identifier: Apache-2.0
#pragma once

// For the tests of the prober: one that may go to the loopback addresses, and its DNS server.

#include "net/probe/dns_for_tests.hpp"
#include "net/probe/hosts_for_tests.hpp"
#include "net/probe/prober.hpp"

#include <future>

namespace chancery::net::testing {

inline Answer await(std::future<Answer>&& answer) {
    constexpr auto patience = std::chrono::seconds(60);
    require(answer.wait_for(patience) == std::future_status::ready, "a probe is answered");
    return answer.get();
}

/// A prober and its DNS server; www.example.test is 127.0.0.1. Hosts must outlive it.
struct Probing {
    explicit Probing(ProberLimits limits = {}, ResolverOptions options = {.validate = false})
        : prober(with_server(std::move(options)), limits, metrics) {
        dns.add_ipv4("www.example.test", "127.0.0.1");
    }

    ResolverOptions with_server(ResolverOptions options) const {
        options.servers = {dns.address()};
        return options;
    }

    std::future<Answer> begin(Probe probe, Errand errand) {
        auto promise = std::make_shared<std::promise<Answer>>();
        prober.ask(std::move(probe), std::move(errand), [promise](Answer answer) {
            promise->set_value(std::move(answer));
        });
        return promise->get_future();
    }

    Answer ask(Probe probe, Destinations to) {
        return await(begin(std::move(probe), {.account = "a", .destinations = std::move(to)}));
    }

    Answer get(unsigned short port, const std::string& host = "www.example.test") {
        return ask(HttpProbe{host, "/path"}, loopback(port));
    }

    static Destinations loopback(unsigned short port) {
        return {
            .allowed = {parse_network("127.0.0.0/8").value(), parse_network("::1").value()},
            .http_port = port,
            .tls_port = port};
    }

    DnsServer dns;
    Metrics metrics;
    Prober prober;
};

/// What is expected, or a sentence that says what came.
template <class Expected>
Expected expect(Answer answer) {
    if (auto* expected = std::get_if<Expected>(&answer)) return std::move(*expected);
    const auto* none = std::get_if<NoAnswer>(&answer);
    throw std::runtime_error(none ? "no answer: " + none->why : "an answer of another kind");
}

inline bool holds(const std::string& text, std::string_view part) {
    return text.find(part) != text.npos;
}

} // namespace chancery::net::testing
