// SPDX-License-Identifier: Apache-2.0
#include "base/json.hpp"
#include "server/front.hpp"

#include <gtest/gtest.h>

namespace chancery::server {

namespace {

using namespace std::chrono_literals;

constexpr Time now{1'800'000'000s};

net::Request
request(std::string target, std::string address = "192.0.2.7", std::string method = "GET") {
    return {
        .method = std::move(method),
        .target = std::move(target),
        .headers = {},
        .body = {},
        .peer = {.address = std::move(address), .local_user = std::nullopt},
        .at = now};
}

/// Says its name, and refuses in its name.
net::Service saying(const std::string& name) {
    net::Service service([name](const net::Request&) { return net::Response{.body = name}; });
    service.refuse = [name](const net::Request&, const net::Refusal& refusal) {
        return net::Response{.status = refusal.status, .body = name + " refuses"};
    };
    return service;
}

struct FrontsForTests {
    std::optional<std::string> objection;
    net::Service service = service_of(
        {.acme = saying("acme"),
         .api = saying("api"),
         .ca = saying("ca"),
         .limits =
             net::Service([](const net::Request&) { return net::Response{.body = "limits"}; }),
         .objection = [this] { return objection; }},
        1000
    );
};

constexpr std::pair<const char*, const char*> places[] = {
    {"/acme/ov/directory", "acme"},
    {"/acme/", "acme"},
    {"/api", "api"},
    {"/api/v1/me?x", "api"},
    {"/ca/root.pem", "ca"},
    {"/limits", "limits"},
    {"/healthz", "ok\n"},
    {"/readyz?verbose", "ready\n"},
};

bool is_about_health(std::string_view target) {
    return target.starts_with("/healthz") || target.starts_with("/readyz");
}

TEST(Fronts, are_found_by_the_path) {
    const FrontsForTests fronts;
    for (const auto& [target, body] : places)
        EXPECT_EQ(fronts.service.handle(request(target)).body, body) << target;
    for (const auto* target : {"/", "/acme", "/apix", "/ca", "/limits/", "/HEALTHZ", "*"})
        EXPECT_EQ(fronts.service.handle(request(target)).status, 404) << target;
}

TEST(Fronts, refuse_in_their_own_form_and_otherwise_with_a_problem_document) {
    const FrontsForTests fronts;
    const auto refused = [&](const std::string& target) {
        return fronts.service.refuse(request(target), {413, "too long"});
    };
    EXPECT_EQ(refused("/acme/ov/new-order").body, "acme refuses");
    EXPECT_EQ(refused("/api/v1/me").body, "api refuses");
    for (const auto* target : {"/limits", "/healthz", "/", ""}) {
        const auto response = refused(target);
        EXPECT_EQ(response.status, 413) << target;
        EXPECT_EQ(json::Reader(json::parse(response.body)).at("detail").string(), "too long");
    }
}

TEST(Fronts, admit_bodies_of_the_usual_length_unless_they_say_otherwise) {
    auto api = saying("api");
    api.admit = [](const net::Request&) { return std::size_t{5000}; };
    const auto service = service_of(
        {.acme = saying("acme"),
         .api = api,
         .ca = saying("ca"),
         .limits = saying("limits"),
         .objection = {}},
        1000
    );
    EXPECT_EQ(std::get<std::size_t>(service.admit(request("/acme/ov/new-order"))), 1000u);
    EXPECT_EQ(std::get<std::size_t>(service.admit(request("/api/v1/departments"))), 5000u);
    EXPECT_EQ(std::get<std::size_t>(service.admit(request("/"))), 1000u);
}

TEST(Readyz, says_what_is_in_the_way) {
    FrontsForTests fronts;
    fronts.objection = "the database takes no writes";
    const auto response = fronts.service.handle(request("/readyz"));
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.body, "not ready: the database takes no writes\n");
    EXPECT_EQ(fronts.service.handle(request("/healthz")).status, 200);
}

TEST(WithinRate, every_front_answers_an_address_so_often) {
    const FrontsForTests fronts;
    for (const auto& [target, body] : places) {
        if (is_about_health(target)) continue;
        RequestRate rate(1);
        Metrics metrics;
        LimitCounters counters(metrics);
        const auto service =
            within_rate(fronts.service, rate, counters, std::string("https://pki.example.org"));
        for (int i = 0; i < 10; ++i)
            EXPECT_EQ(service.handle(request(target)).body, body) << target;
        const auto response = service.handle(request(target));
        EXPECT_EQ(response.status, 429) << target;
        EXPECT_EQ(response.header("Retry-After"), "1") << target;
        EXPECT_EQ(response.header("Link"), "<https://pki.example.org/limits>;rel=\"help\"");
        EXPECT_NE(
            metrics.to_text().find("chancery_rate_limited_total{limit=\"requestsPerAddress\"} 1"),
            std::string::npos
        );
        EXPECT_EQ(service.handle(request(target, "192.0.2.8")).body, body) << target;
        EXPECT_EQ(service.handle(request(target, "")).body, body) << "a local socket";
    }
}

TEST(WithinRate, explains_itself_under_the_url_that_was_asked) {
    const FrontsForTests fronts;
    RequestRate rate(1);
    LimitCounters counters;
    const acme::Bases bases(std::vector<std::string>{
        "https://new.example", "https://old.example:8443"});
    const auto service = within_rate(fronts.service, rate, counters, bases);
    for (int i = 0; i < 10; ++i)
        service.handle(request("/ca/root.pem"));
    for (const auto& [host, base] : std::vector<std::pair<std::string, std::string>>{
             {"old.example:8443", "https://old.example:8443"},
             {"new.example", "https://new.example"},
             {"proxy.example", "https://new.example"}}) {
        auto asked = request("/acme/ov/directory");
        asked.headers.emplace_back("Host", host);
        const auto response = service.handle(asked);
        EXPECT_EQ(response.status, 429) << host;
        EXPECT_EQ(response.header("Link"), "<" + base + "/limits>;rel=\"help\"");
    }
}

TEST(WithinRate, health_is_always_answered_and_takes_nothing_of_the_rate) {
    const FrontsForTests fronts;
    RequestRate rate(1);
    LimitCounters counters;
    const auto service =
        within_rate(fronts.service, rate, counters, std::string("https://a.example"));
    const auto ask_often = [&] {
        for (int i = 0; i < 100; ++i)
            for (const auto* target : {"/healthz", "/readyz", "/healthz?x=1"})
                EXPECT_EQ(service.handle(request(target)).status, 200) << target;
    };
    ask_often();
    for (int i = 0; i < 10; ++i)
        EXPECT_EQ(service.handle(request("/acme/ov/directory")).status, 200);
    EXPECT_EQ(service.handle(request("/acme/ov/directory")).body, "acme refuses");
    ask_often();
    // Only what reads them.
    auto other = request("/healthz");
    other.method = "POST";
    EXPECT_EQ(service.handle(other).status, 429);
}

TEST(WithinRate, is_one_rate_for_all_fronts_and_in_the_form_of_each) {
    const FrontsForTests fronts;
    RequestRate rate(1);
    LimitCounters counters;
    const auto service =
        within_rate(fronts.service, rate, counters, std::string("https://pki.example.org"));
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(service.handle(request("/ca/root.pem")).status, 200);
        EXPECT_EQ(service.handle(request("/acme/ov/directory")).status, 200);
    }
    EXPECT_EQ(service.handle(request("/api/v1/me")).body, "api refuses");
    EXPECT_EQ(service.handle(request("/acme/ov/directory")).body, "acme refuses");
    EXPECT_NE(service.handle(request("/")).body.find("requestsPerAddress"), std::string::npos);
    EXPECT_EQ(service.handle(request("/", "2001:db8::1")).status, 404);
}

} // namespace

} // namespace chancery::server
