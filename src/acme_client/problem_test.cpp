// SPDX-License-Identifier: Apache-2.0
#include "acme/problem.hpp"
#include "acme_client/problem.hpp"

#include <gtest/gtest.h>

namespace chancery::acme_client {

namespace {

Problem read(const std::string& document) {
    const auto value = json::parse(document);
    return read_problem(json::Reader(value));
}

Problem read_answer(const std::string& type, const std::string& body) {
    return read_problem(
        net::Response{.status = 400, .headers = {{"Content-Type", type}}, .body = body},
        "https://ca.example/order"
    );
}

TEST(Problem, is_read_as_it_was_written) {
    const Problem problem{
        Fault::rejected_identifier,
        "some names are refused",
        {{Identifier{"dns", "a.example"}, Fault::rejected_identifier, "not listed"},
         {{}, Fault::caa, "for all of them"}}};
    const auto back = read(json::to_text(acme::to_json(problem, 403)));
    EXPECT_EQ(back.fault, problem.fault);
    EXPECT_EQ(back.detail, problem.detail);
    ASSERT_EQ(back.subproblems.size(), 2U);
    EXPECT_EQ(to_string(back.subproblems[0].place), "a.example");
    EXPECT_EQ(back.subproblems[0].fault, Fault::rejected_identifier);
    EXPECT_EQ(back.subproblems[0].detail, "not listed");
    EXPECT_EQ(to_string(back.subproblems[1].place), "");
    EXPECT_EQ(back.subproblems[1].fault, Fault::caa);
}

TEST(Problem, of_the_standard_is_read) {
    // RFC 8555 §6.7.1, the example.
    const auto problem = read(R"({
        "type": "urn:ietf:params:acme:error:malformed",
        "detail": "Some of the identifiers requested were rejected",
        "subproblems": [
            {
                "type": "urn:ietf:params:acme:error:malformed",
                "detail": "Invalid underscore in DNS name \"_example.org\"",
                "identifier": { "type": "dns", "value": "_example.org" }
            },
            {
                "type": "urn:ietf:params:acme:error:rejectedIdentifier",
                "detail": "This CA will not issue for \"example.net\"",
                "identifier": { "type": "dns", "value": "example.net" }
            }
        ]
    })");
    EXPECT_EQ(problem.fault, Fault::malformed);
    ASSERT_EQ(problem.subproblems.size(), 2U);
    EXPECT_EQ(problem.subproblems[0].detail, "Invalid underscore in DNS name \"_example.org\"");
    EXPECT_EQ(to_string(problem.subproblems[1].place), "example.net");
}

TEST(Problem, that_is_compound_is_read_as_its_first_part) {
    EXPECT_EQ(
        read(R"({"type":"urn:ietf:params:acme:error:compound","subproblems":[
            {"type":"urn:ietf:params:acme:error:dns"},
            {"type":"urn:ietf:params:acme:error:connection"}]})")
            .fault,
        Fault::dns
    );
    for (const auto* parts : {"[]", "[7]", "{}"})
        EXPECT_EQ(
            read(
                std::string(R"({"type":"urn:ietf:params:acme:error:compound","subproblems":)") +
                parts + "}"
            )
                .fault,
            Fault::server_internal
        ) << parts;
}

TEST(Problem, of_a_stranger_is_bounded_and_printable) {
    const auto problem = read(json::to_text(json::Object{
        {"type", "urn:ietf:params:acme:error:badNonce"},
        {"detail", "a\r\nb\x1b[31m" + std::string(5000, 'x')}}));
    EXPECT_EQ(problem.fault, Fault::bad_nonce);
    EXPECT_TRUE(problem.detail.starts_with("a\\u000d\\u000ab\\u001b[31mxx"));
    EXPECT_EQ(problem.detail.size(), 2003U); // with "..."
    EXPECT_EQ(read("{}").detail, "the server gave no reason");
}

TEST(Problem, of_an_answer_that_has_none_names_the_url) {
    const std::string json_type = "application/problem+json";
    for (const auto& [type, body] :
         {std::pair<std::string, std::string>{"text/html", "<html>502 Bad Gateway</html>"},
          {json_type, ""},
          {json_type, "[]"},
          {json_type, "{"}}) {
        const auto problem = read_answer(type, body);
        EXPECT_EQ(problem.fault, Fault::server_internal) << body;
        EXPECT_NE(problem.detail.find("https://ca.example/order"), std::string::npos);
        EXPECT_TRUE(problem.subproblems.empty());
    }
    EXPECT_EQ(read_answer(json_type, R"({"detail":"no"})").detail, "no");
}

TEST(Problem, with_members_of_another_type_is_read_without_them) {
    for (const auto* body :
         {R"({"type":7})",
          R"({"detail":[]})",
          R"({"subproblems":{}})",
          R"({"subproblems":[1]})",
          R"({"subproblems":[{"identifier":{"type":"dns"}}]})"})
        EXPECT_EQ(read(body).fault, Fault::server_internal) << body;
}

} // namespace

} // namespace chancery::acme_client
