// SPDX-License-Identifier: Apache-2.0
#include "acme/acme_for_tests.hpp"
#include "acme/problem.hpp"
#include "model/rules.hpp"

#include <gtest/gtest.h>

#include <set>

namespace chancery::acme {

namespace {

const std::string urn = "urn:ietf:params:acme:error:";

std::vector<Fault> every_fault() {
    std::vector<Fault> faults;
    for (int value = 0; value <= static_cast<int>(Fault::internal); ++value)
        faults.push_back(static_cast<Fault>(value));
    return faults;
}

// RFC 8555 §6.7, RFC 9773 §7.4 and the profiles' draft: what a client may meet.
const std::set<std::string> registered{
    "accountDoesNotExist",
    "alreadyReplaced",
    "alreadyRevoked",
    "badCSR",
    "badNonce",
    "badPublicKey",
    "badRevocationReason",
    "badSignatureAlgorithm",
    "caa",
    "connection",
    "dns",
    "externalAccountRequired",
    "incorrectResponse",
    "invalidContact",
    "invalidProfile",
    "malformed",
    "orderNotReady",
    "rateLimited",
    "rejectedIdentifier",
    "serverInternal",
    "tls",
    "unauthorized",
    "unsupportedContact",
    "unsupportedIdentifier",
    "userActionRequired"};

// conforms-refusal: 8555-6.7-2
TEST(ProblemType, is_a_registered_one_for_every_fault) {
    std::set<std::string> seen;
    for (const auto fault : every_fault()) {
        const auto type = problem_type(fault);
        ASSERT_TRUE(type.starts_with(urn)) << type;
        seen.insert(type.substr(urn.size()));
    }
    EXPECT_EQ(seen, registered);
}

TEST(ProblemType, of_rfc_8555_is_found_again) {
    for (auto value = 0; value <= static_cast<int>(Fault::user_action_required); ++value) {
        const auto fault = static_cast<Fault>(value);
        EXPECT_EQ(fault_of_type(problem_type(fault)), fault) << problem_type(fault);
    }
    // Those of the API are said in the nearest word of RFC 8555.
    EXPECT_EQ(problem_type(Fault::refused), urn + "rejectedIdentifier");
    EXPECT_EQ(problem_type(Fault::deactivated), urn + "unauthorized");
    EXPECT_EQ(problem_type(Fault::not_found), urn + "malformed");
    EXPECT_EQ(problem_type(Fault::unavailable), urn + "serverInternal");
}

TEST(ProblemType, that_is_unknown_is_the_other_servers_own_trouble) {
    for (const auto* type :
         {"about:blank",
          "",
          "badCSR",
          "urn:ietf:params:acme:error:",
          "urn:ietf:params:acme:error:badcsr",
          "urn:ietf:params:acme:error:compound",
          "urn:ietf:params:acme:badCSR",
          "https://ca.example/problems/badCSR"})
        EXPECT_EQ(fault_of_type(type), Fault::server_internal) << type;
}

// conforms: 8555-6.7-1
TEST(Problem, is_written_as_rfc_9457_asks) {
    EXPECT_EQ(
        json::to_text(to_json({Fault::bad_csr, "the CSR is bad"}, 400)),
        R"({"type":"urn:ietf:params:acme:error:badCSR","detail":"the CSR is bad","status":400})"
    );
    EXPECT_EQ( // as it stands in an order
        json::to_text(to_json({Fault::bad_nonce, "again"})),
        R"({"type":"urn:ietf:params:acme:error:badNonce","detail":"again"})"
    );
}

// conforms: 8555-6.7.1-1
// conforms-refusal: 8555-6.7.1-2
TEST(Problem, names_the_identifier_of_each_of_its_parts) {
    // RFC 8555 §6.7.1; the rule is the register's own word and stays here.
    const Problem problem{
        Fault::refused,
        "some names are refused",
        {{Identifier{"dns", "a.example"}, Fault::refused, "not listed", Rule::name_not_listed},
         {Identifier{"dns", "*.b.example"}, Fault::unsupported_identifier, "no wildcards"},
         {{}, Fault::caa, "for all of them"}}};
    EXPECT_EQ(
        json::to_text(to_json(problem, 403)),
        R"({"type":"urn:ietf:params:acme:error:compound",)"
        R"("detail":"some names are refused","status":403,"subproblems":[)"
        R"({"type":"urn:ietf:params:acme:error:rejectedIdentifier","detail":"not listed",)"
        R"("identifier":{"type":"dns","value":"a.example"}},)"
        R"({"type":"urn:ietf:params:acme:error:unsupportedIdentifier","detail":"no wildcards",)"
        R"("identifier":{"type":"dns","value":"*.b.example"}},)"
        R"({"type":"urn:ietf:params:acme:error:caa","detail":"for all of them"}]})"
    );
}

TEST(Problem, is_compound_when_its_parts_failed_in_several_ways) {
    // RFC 8555 §6.7, §6.7.1.
    Problem problem{
        Fault::rejected_identifier,
        "some identifiers may not be ordered",
        {{Identifier{"dns", "a.example"}, Fault::rejected_identifier, "why"},
         {Identifier{"dns", "b.example"}, Fault::rejected_identifier, "why"}}};
    const auto type = [&] { return json::to_text(*json::Value(to_json(problem)).find("type")); };
    EXPECT_EQ(type(), R"("urn:ietf:params:acme:error:rejectedIdentifier")");
    problem.subproblems.push_back(
        {Identifier{"ip", "1.2.3.4"}, Fault::unsupported_identifier, "why"}
    );
    EXPECT_EQ(type(), R"("urn:ietf:params:acme:error:compound")");
}

} // namespace

} // namespace chancery::acme
