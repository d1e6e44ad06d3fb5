// SPDX-License-Identifier: Apache-2.0
#include "acme/challenge.hpp"

#include <gtest/gtest.h>

#include <set>
#include <utility>

namespace chancery::acme {

namespace {

using namespace std::chrono_literals;

const Parties parties{"https://ca.example/acct/123", {"authority.example", "ca.example.net"}};
const std::string url = "https://ca.example/acme/dv/challenge/1";

Challenge challenge_of(ChallengeType type) {
    return {
        .authorization = {},
        .type = type,
        .token = "DGyRejmCefe7v4NfDGDKfA",
    };
}

std::string text_of(const Challenge& challenge) {
    return json::to_text(challenge_json(url, challenge, parties));
}

// conforms-refusal: 8555-7.1.6-3
TEST(Challenge, takes_the_steps_of_rfc_8555_and_no_others) {
    using enum ChallengeStatus;
    std::set<std::pair<ChallengeStatus, ChallengeStatus>> taken;
    for (const auto from : every<ChallengeStatus>)
        for (const auto to : every<ChallengeStatus>) {
            auto challenge = challenge_of(ChallengeType::http_01);
            challenge.status = from;
            try {
                advance(challenge, to);
                taken.emplace(from, to);
                EXPECT_EQ(challenge.status, to);
            } catch (const Error& error) {
                EXPECT_EQ(error.fault(), Fault::internal);
                EXPECT_EQ(challenge.status, from);
            }
        }
    const std::set<std::pair<ChallengeStatus, ChallengeStatus>> expected{
        {pending, processing}, {processing, valid}, {processing, invalid}};
    EXPECT_EQ(taken, expected);
}

TEST(Challenge, words_are_found_again) {
    for (const auto type : every<ChallengeType>)
        EXPECT_EQ(find_value<ChallengeType>(to_string(type)), type);
    EXPECT_EQ(find_value<ChallengeType>("dns-persist-01"), ChallengeType::dns_persist_01);
    EXPECT_EQ(find_value<ChallengeType>("tls-alpn-01"), ChallengeType::tls_alpn_01);
    EXPECT_EQ(find_value<ChallengeType>("dns-account-01"), ChallengeType::dns_account_01);
    EXPECT_EQ(find_value<ChallengeStatus>("processing"), ChallengeStatus::processing);
    EXPECT_EQ(find_value<ChallengeStatus>("invalid"), ChallengeStatus::invalid);
    for (const auto* word : {"", "HTTP-01", "http_01", "tls-sni-01"})
        EXPECT_FALSE(find_value<ChallengeType>(word)) << word;
    EXPECT_FALSE(find_value<ChallengeStatus>("Valid"));
}

// conforms: 8555-8.1-2
TEST(Challenge, key_authorization_is_the_token_and_the_thumbprint) {
    // RFC 8555 §8.3's example.
    EXPECT_EQ(
        key_authorization(
            "LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEuX0",
            "9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI"
        ),
        "LoqXcYV8q5ONbJQxbmR7SCTNo3tiAXDfowyjxAjEuX0.9jg46WB3rR_AHD-EBXdN7cBkH1WOu0tA3M9fm21mqTI"
    );
}

// conforms: 8555-8-1
TEST(Challenge, is_written_as_the_standard_asks) {
    EXPECT_EQ(
        text_of(challenge_of(ChallengeType::http_01)),
        R"({"type":"http-01","url":"https://ca.example/acme/dv/challenge/1","status":"pending",)"
        R"("token":"DGyRejmCefe7v4NfDGDKfA"})"
    );
    auto valid = challenge_of(ChallengeType::dns_account_01);
    valid.status = ChallengeStatus::valid;
    valid.validated_at = Time{1'800'000'000s};
    EXPECT_EQ(
        text_of(valid),
        R"({"type":"dns-account-01","url":"https://ca.example/acme/dv/challenge/1",)"
        R"("status":"valid","token":"DGyRejmCefe7v4NfDGDKfA",)"
        R"("validated":"2027-01-15T08:00:00Z"})"
    );
}

TEST(Challenge, of_every_type_and_status_carries_its_token) {
    using enum ChallengeStatus;
    for (const auto type : every<ChallengeType>)
        for (const auto status : every<ChallengeStatus>) {
            auto challenge = challenge_of(type);
            challenge.status = status;
            const auto value = challenge_json(url, challenge, parties);
            EXPECT_EQ(json::Reader(value).at("token").string(), challenge.token) << to_string(type);
        }
}

// conforms: 8555-8-3
TEST(Challenge, that_failed_shows_its_error) {
    auto failed = challenge_of(ChallengeType::dns_01);
    failed.status = ChallengeStatus::invalid;
    failed.problem = Problem{Fault::incorrect_response, "another value was found"};
    EXPECT_EQ(
        text_of(failed),
        R"({"type":"dns-01","url":"https://ca.example/acme/dv/challenge/1","status":"invalid",)"
        R"("token":"DGyRejmCefe7v4NfDGDKfA",)"
        R"("error":{"type":"urn:ietf:params:acme:error:incorrectResponse",)"
        R"("detail":"another value was found"}})"
    );
}

TEST(Challenge, by_a_persistent_record_names_account_and_issuer_beside_its_token) {
    EXPECT_EQ(
        text_of(challenge_of(ChallengeType::dns_persist_01)),
        R"({"type":"dns-persist-01","url":"https://ca.example/acme/dv/challenge/1",)"
        R"("status":"pending","token":"DGyRejmCefe7v4NfDGDKfA",)"
        R"("accounturi":"https://ca.example/acct/123",)"
        R"("issuer-domain-names":["authority.example","ca.example.net"]})"
    );
}

} // namespace

} // namespace chancery::acme
