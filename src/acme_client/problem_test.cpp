// SPDX-License-Identifier: Apache-2.0
#include "acme_client/problem.hpp"

#include <gtest/gtest.h>

namespace chancery::acme_client {

namespace {

using namespace std::chrono_literals;

net::Response answer(int status, std::string body) {
    return {.status = status, .content_type = {}, .body = std::move(body)};
}

net::Response problem_answer(std::string body) {
    auto response = answer(403, std::move(body));
    response.set("Content-Type", "application/problem+json; charset=utf-8");
    return response;
}

TEST(ReadProblem, keeps_the_servers_sentence_and_each_names_own) {
    const auto problem = read_problem(
        problem_answer(R"({"type":"urn:ietf:params:acme:error:rejectedIdentifier",
            "detail":"two names are refused","subproblems":[
            {"type":"urn:ietf:params:acme:error:caa","detail":"CAA forbids it",
             "identifier":{"type":"dns","value":"a.example"}},
            {"type":"urn:something:else","identifier":{"type":"dns","value":"b.example"}}]})"),
        "https://ca.example/order"
    );
    EXPECT_EQ(problem.fault, Fault::rejected_identifier);
    ASSERT_EQ(problem.subproblems.size(), 2U);
    EXPECT_EQ(problem.subproblems[0].fault, Fault::caa);
    EXPECT_EQ(problem.subproblems[1].fault, Fault::server_internal);
    EXPECT_EQ(
        describe(problem),
        "two names are refused\n  a.example: CAA forbids it\n  b.example: urn:something:else"
    );
}

TEST(ReadProblem, makes_control_characters_harmless) {
    const auto problem =
        read_problem(problem_answer(R"({"detail":"a\u001b[2Jb"})"), "https://ca.example/");
    EXPECT_EQ(problem.detail.find('\x1b'), std::string::npos);
}

TEST(ReadProblem, has_a_sentence_for_what_is_no_problem_document) {
    for (const auto& response :
         {answer(404, "<html>"), problem_answer("[]"), problem_answer("{nonsense")}) {
        const auto problem = read_problem(response, "https://ca.example/dir");
        EXPECT_NE(problem.detail.find("https://ca.example/dir"), std::string::npos);
    }
    EXPECT_EQ(read_problem(answer(502, ""), "https://x/").fault, Fault::unavailable);
}

TEST(RetryAfter, is_seconds_or_a_date) {
    const auto of = [](const char* value) {
        net::Response response;
        response.set("Date", "Fri, 15 Jan 2027 08:00:00 GMT");
        response.set("Retry-After", value);
        return retry_after(response);
    };
    EXPECT_EQ(of("7"), 7s);
    EXPECT_EQ(of("Fri, 15 Jan 2027 08:01:00 GMT"), 60s);
    EXPECT_EQ(of("Fri, 15 Jan 2027 07:00:00 GMT"), 0s);
    for (const auto* text : {"", "soon", "-3", "7 s"})
        EXPECT_FALSE(of(text)) << text;
}

} // namespace

} // namespace chancery::acme_client
