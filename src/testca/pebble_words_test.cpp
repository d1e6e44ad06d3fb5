// SPDX-License-Identifier: Apache-2.0
#include "acme/problem.hpp"
#include "testca/pebble_words.hpp"

#include <gtest/gtest.h>

namespace chancery::testca {

namespace {

// The sentences are Pebble 2.10's.

std::string fault(const std::vector<std::string>& names) {
    return find_name_fault(names).value_or("none");
}

TEST(PebbleWords, name_the_illegal_character_as_go_prints_it) {
    const std::pair<std::string, std::string> rows[] = {
        {"a_b.example.org", "'_'"},
        {"a b.example.org", "' '"},
        {"a\"b.example.org", "'\"'"},
        {"a'b.example.org", R"('\'')"},
        {"a\\b.example.org", R"('\\')"},
        {"a\nb.example.org", R"('\n')"},
        {std::string("a\0b.example.org", 15), R"('\x00')"},
        {"a\x7f.example.org", R"('\x7f')"},
        {"m\u00fcller.example.org", "'\u00c3'"}, // its first byte, 0xc3
        {"a\u0085.example.org", "'\u00c2'"},
        {"\xad.example.org", R"('\u00ad')"},
        {"\x80.example.org", R"('\u0080')"},
        {"a/b", "'/'"},
        {"ops@example.org", "'@'"},
        {"2001:db8::1", "':'"},
    };
    for (const auto& [name, character] : rows)
        EXPECT_EQ(
            fault({name}),
            "Order included DNS identifier with a value containing an illegal character: " +
                character
        ) << name;
}

TEST(PebbleWords, tell_what_else_is_wrong_with_a_name) {
    EXPECT_EQ(fault({""}), "Order included DNS identifier with empty value");
    EXPECT_EQ(
        fault({std::string(254, 'a')}),
        "Order included DNS identifier that was longer than 253 characters"
    );
    EXPECT_EQ(
        fault({"192.0.2.7"}),
        "Order included a DNS identifier with an IP address value: \"192.0.2.7\""
    );
    EXPECT_EQ(
        fault({"example.org."}),
        "Order included a DNS identifier with a value ending in a period: \"example.org.\""
    );
    const std::string wildcard = "Order included DNS type identifier with illegal wildcard value: ";
    EXPECT_EQ(fault({"*.*.org"}), wildcard + "too many wildcards \"*.*.org\"");
    EXPECT_EQ(fault({"a.*.org"}), wildcard + "wildcard isn't leftmost prefix \"a.*.org\"");
}

TEST(PebbleWords, are_of_the_first_bad_name_in_the_order_of_the_alphabet) {
    EXPECT_EQ(
        fault({"z_.example.org", "good.example.org", "B+.example.org"}),
        "Order included DNS identifier with a value containing an illegal character: '+'"
    );
}

TEST(PebbleWords, have_nothing_against_a_name_that_may_be_ordered) {
    EXPECT_EQ(fault({"EXAMPLE.org", "*.example.org", "xn--mller-kva.example.org"}), "none");
}

net::Request post(std::string path) {
    net::Request request;
    request.method = "POST";
    request.target = std::move(path);
    return request;
}

net::Response refusal(int status, const std::string& type) {
    return {
        .status = status,
        .content_type = "application/problem+json",
        .body = R"({"type":")" + type + R"(","detail":"ours","status":)" + std::to_string(status) +
                R"(,"subproblems":[]})"};
}

struct Refusal {
    Fault fault;
    int status;
};

std::string spoken(const std::string& path, Refusal ours, std::string_view payload = {}) {
    std::optional<acme::SignedRequest> message;
    if (!payload.empty()) {
        message.emplace();
        message->jws.payload = payload;
    }
    auto response = refusal(ours.status, acme::problem_type(ours.fault));
    speak_as_pebble(post(path), message, ours.fault, response);
    return std::to_string(response.status) + " " + response.body;
}

TEST(PebbleWords, are_those_of_a_deactivated_account) {
    const Refusal ours{Fault::deactivated, 401};
    EXPECT_EQ(
        spoken("/order-plz", ours),
        R"(401 {"type":"urn:ietf:params:acme:error:unauthorized","detail":"Account has been deactivated","status":401,"subproblems":[]})"
    );
    EXPECT_EQ(
        spoken("/sign-me-up", ours),
        R"(401 {"type":"urn:ietf:params:acme:error:unauthorized","detail":"An account with the provided public key exists but is deactivated","status":401,"subproblems":[]})"
    );
    EXPECT_NE(spoken("/order-plz", {Fault::unauthorized, 403}).find("ours"), std::string::npos);
}

TEST(PebbleWords, are_those_of_terms_that_were_not_agreed_to) {
    const Refusal ours{Fault::user_action_required, 403};
    EXPECT_NE(
        spoken("/sign-me-up", ours).find("Provided account did not agree to the terms of service"),
        std::string::npos
    );
    EXPECT_NE(spoken("/order-plz", ours).find("ours"), std::string::npos);
}

TEST(PebbleWords, make_a_name_that_cannot_be_malformed) {
    constexpr auto payload = R"({"identifiers":[{"type":"dns","value":"a_b.example.org"}]})";
    EXPECT_EQ(
        spoken("/order-plz", {Fault::rejected_identifier, 403}, payload),
        R"(400 {"type":"urn:ietf:params:acme:error:malformed","detail":"Order included DNS identifier with a value containing an illegal character: '_'","status":400})"
    );
    constexpr auto one = R"({"identifier":{"type":"dns","value":"a_b.example.org"}})";
    EXPECT_TRUE(spoken("/authz-plz", {Fault::rejected_identifier, 403}, one).starts_with("400 "));
}

TEST(PebbleWords, leave_the_refusal_of_a_name_that_can_be) {
    constexpr auto payload = R"({"identifiers":[{"type":"dns","value":"blocked.example.org"}]})";
    EXPECT_TRUE(spoken("/order-plz", {Fault::rejected_identifier, 403}, payload).starts_with("403 ")
    );
}

} // namespace

} // namespace chancery::testca
