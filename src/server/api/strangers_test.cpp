// SPDX-License-Identifier: Apache-2.0
// What the API gives to those whom it does not know: short bodies, few lines in the log, refusals
// in its form.
#include "base/text.hpp"
#include "server/api/api.hpp"
#include "server/api/api_for_tests.hpp"
#include "server/front.hpp"
#include "workflow/failing_store_for_tests.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace chancery::server::api {

namespace {

constexpr std::size_t usual = 1000;

/// The head of a request of this bearer, or of a stranger where the token is empty.
net::Request head(const ApiForTests& api, const std::string& token, net::Headers headers) {
    auto request = api.request("POST", "/departments", nullptr, std::move(headers), token);
    request.peer = {.address = "192.0.2.7", .local_user = std::nullopt};
    return request;
}

const net::Headers chunked{{"Transfer-Encoding", "chunked"}};

net::Headers length(const std::string& value) {
    return {{"Content-Length", value}};
}

TEST(Strangers, may_not_send_a_long_body_nor_one_of_no_known_length) {
    ApiForTests api;
    for (const std::string token : {"", "chy_wrong"})
        for (const auto& headers : {chunked, length("1001"), length("1000000000000")}) {
            const auto admission = api.api.admit(head(api, token, headers), usual);
            ASSERT_TRUE(std::holds_alternative<net::Refusal>(admission));
            EXPECT_EQ(std::get<net::Refusal>(admission).status, 401);
        }
    for (const auto& headers : {length("1000"), length("0"), net::Headers()})
        EXPECT_EQ(std::get<std::size_t>(api.api.admit(head(api, "", headers), usual)), usual);
}

TEST(Strangers, are_those_without_a_valid_token_or_the_servers_own_user) {
    ApiForTests api;
    const auto token = api.token(Role::auditor);
    for (const auto& headers : {chunked, length("1001")}) {
        EXPECT_EQ(
            std::get<std::size_t>(api.api.admit(head(api, token, headers), usual)),
            Api::longest_body
        );
        const auto local = api.request("POST", "/departments", nullptr, headers, "");
        EXPECT_EQ(std::get<std::size_t>(api.api.admit(local, usual)), Api::longest_body);
    }
}

TEST(Strangers, have_no_look_at_the_database_for_each_long_body) {
    ApiForTests api;
    RequestRate rate(1);
    const Api limited(
        {api.office.store, api.office.sealer, std::string("https://pki.example.org"), &rate}
    );
    for (int i = 0; i < 10; ++i)
        EXPECT_TRUE(
            std::holds_alternative<net::Refusal>(limited.admit(head(api, "", chunked), usual))
        );
    const auto token = api.token(Role::administrator);
    for (const auto& whose : {std::string(), token}) {
        const auto admission = limited.admit(head(api, whose, chunked), usual);
        ASSERT_TRUE(std::holds_alternative<net::Refusal>(admission));
        const auto& refusal = std::get<net::Refusal>(admission);
        EXPECT_EQ(refusal.status, 429) << "and not that the body is too long";
        EXPECT_TRUE(refusal.retry_after);
    }
}

TEST(Strangers, are_not_told_that_a_body_is_too_long_where_nobody_can_say_who_asks) {
    ApiForTests api;
    const auto token = api.token(Role::administrator);
    workflow::FailingStore failing((api.office.directory.path() / "chancery.db").string());
    const Api broken({failing.store, api.office.sealer, std::string("https://pki.example.org")});
    failing.failure->fail_at(1);
    const auto admission = broken.admit(head(api, token, chunked), usual);
    ASSERT_TRUE(std::holds_alternative<net::Refusal>(admission));
    EXPECT_EQ(std::get<net::Refusal>(admission).status, 503);
}

TEST(Strangers, are_refused_in_the_form_of_the_api_where_a_request_does_not_come_to_it) {
    const ApiForTests api;

    struct Case {
        int status;
        const char* word;
    };

    for (const auto& [status, word] : {
             Case{400, "malformed"},
             Case{401, "unauthenticated"},
             Case{408, "malformed"},
             Case{413, "tooLarge"},
             Case{429, "rateLimited"},
             Case{431, "malformed"},
             Case{500, "internal"},
             Case{501, "malformed"},
             Case{503, "unavailable"},
         }) {
        const auto response =
            api.api.refuse(head(api, "", {}), {status, "why", std::chrono::seconds(7)});
        EXPECT_EQ(response.status, status);
        EXPECT_EQ(response.content_type, "application/problem+json");
        EXPECT_EQ(response.header("Cache-Control"), "no-store");
        const auto document = json::parse(response.body);
        const json::Reader problem(document);
        EXPECT_EQ(problem.at("status").integer(), status);
        EXPECT_EQ(
            problem.at("type").string(),
            std::string("https://pki.example.org:8443/problems/") + word
        );
        EXPECT_EQ(problem.at("requestId").string(), response.header("X-Request-Id"));
        EXPECT_EQ(response.header("Retry-After"), status == 429 || status == 503 ? "7" : "")
            << status;
        EXPECT_EQ(response.header("WWW-Authenticate").empty(), status != 401);
    }
}

/// The lines of the log about so many requests.
std::vector<std::string> lines_about(int times, const std::function<void()>& request) {
    testing::internal::CaptureStderr();
    for (int i = 0; i < times; ++i)
        request();
    std::vector<std::string> lines;
    std::string text = testing::internal::GetCapturedStderr();
    for (const auto line : split(text, '\n'))
        if (!line.empty()) lines.emplace_back(line);
    return lines;
}

TEST(Strangers, get_few_and_short_lines_in_the_log_whatever_they_send) {
    ApiForTests api;
    const std::string long_text(15'000, 'x');
    for (const auto& [method, path] :
         {std::pair(long_text, std::string("/me")),
          {"GET", "/" + long_text},
          {"GET", "/health"},
          {"B\x1b[2JREW", "/me"}}) {
        api.office.request.now += std::chrono::seconds(1);
        const auto lines =
            lines_about(100, [&, name = method, place = path] { api.call_as("", name, place); });
        EXPECT_LE(lines.size(), std::size_t{RefusalLog::lines_a_second});
        for (const auto& line : lines) {
            EXPECT_LT(line.size(), 600u);
            EXPECT_EQ(line.find('\x1b'), std::string::npos);
            EXPECT_NE(line.find("192.0.2.7"), std::string::npos);
        }
    }
    const auto refused = lines_about(100, [&] {
        (void)api.api.refuse(head(api, "", {}), {413, "too long"});
    });
    EXPECT_LE(refused.size(), std::size_t{RefusalLog::lines_a_second});
}

TEST(Strangers, do_not_keep_the_requests_of_others_out_of_the_log) {
    ApiForTests api;
    const auto token = api.token(Role::auditor);
    lines_about(100, [&] { api.call_as("", "GET", "/me"); });
    EXPECT_EQ(lines_about(30, [&] { api.call_as(token, "GET", "/me"); }).size(), 30u);
}

TEST(Strangers, pay_more_of_their_rate_than_the_bearer_of_a_token) {
    ApiForTests api;
    RequestRate rate(1);
    LimitCounters counters;
    const Api limited(
        {api.office.store, api.office.sealer, std::string("https://pki.example.org"), &rate}
    );
    const auto service = within_rate(
        service_of(limited, usual), rate, counters, std::string("https://pki.example.org")
    );
    const auto answered = [&](const std::string& token, const std::string& address) {
        auto request = api.request("GET", "/me", nullptr, {}, token);
        request.peer = {.address = address, .local_user = std::nullopt};
        int some = 0;
        while (some < 200 && service.handle(request).status != 429)
            ++some;
        return some;
    };
    EXPECT_EQ(answered("", "192.0.2.1"), 10);
    EXPECT_EQ(answered(api.token(Role::auditor), "192.0.2.2"), 91);
}

TEST(Strangers, learn_from_health_that_the_server_cannot_do_its_work) {
    ApiForTests api;
    std::optional<std::string> objection;
    const Api asked({
        .store = api.office.store,
        .sealer = api.office.sealer,
        .bases = std::string("https://pki.example.org"),
        .objection = [&] { return objection; },
    });
    const auto request = api.request("GET", "/health", nullptr, {}, "");
    EXPECT_EQ(asked.handle(request).status, 200);
    objection = "the database takes no writes";
    EXPECT_EQ(asked.handle(request).status, 503);
}

} // namespace

} // namespace chancery::server::api
