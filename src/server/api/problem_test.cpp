// SPDX-License-Identifier: Apache-2.0
#include "model/rules.hpp"
#include "server/api/problem.hpp"

#include <gtest/gtest.h>

namespace chancery::server::api {

namespace {

using namespace std::chrono_literals;

TEST(Problem, has_a_code_and_a_status_for_each_fault_of_the_api) {
    struct Case {
        Fault fault;
        const char* code;
        int status;
    };

    for (const auto& [fault, code, status] : {
             Case{Fault::malformed, "malformed", 400},
             Case{Fault::unauthenticated, "unauthenticated", 401},
             Case{Fault::forbidden, "forbidden", 403},
             Case{Fault::not_found, "notFound", 404},
             Case{Fault::method_not_allowed, "methodNotAllowed", 405},
             Case{Fault::conflict, "conflict", 409},
             Case{Fault::stale, "stale", 412},
             Case{Fault::too_large, "tooLarge", 413},
             Case{Fault::unsupported_media_type, "unsupportedMediaType", 415},
             Case{Fault::invalid, "invalid", 422},
             Case{Fault::refused, "refused", 422},
             Case{Fault::precondition_required, "preconditionRequired", 428},
             Case{Fault::rate_limited, "rateLimited", 429},
             Case{Fault::internal, "internal", 500},
             Case{Fault::unavailable, "unavailable", 503},
             Case{Fault::not_issuing, "unavailable", 503},
         }) {
        EXPECT_EQ(kind_of(fault).code, code);
        EXPECT_EQ(kind_of(fault).status, status);
    }
}

TEST(Problem, says_its_code_beside_the_type) {
    const auto document =
        json::to_text(to_json({Fault::too_large, "too much"}, "https://x", "the id"));
    EXPECT_TRUE(document.starts_with(R"({"type":"https://x/problems/tooLarge","code":"tooLarge",)"))
        << document;
}

TEST(Problem, of_a_permission_names_it_and_the_roles_that_have_it) {
    const Problem lacking{
        Fault::forbidden,
        "no",
        {{MissingPermission{"delegation.withdraw"}, Fault::forbidden, "no"}}};
    const auto document = json::to_text(to_json(lacking, "https://x", "id"));
    const std::string_view said =
        R"("permission":"delegation.withdraw","heldBy":["administrator","departmentAdministrator"])";
    EXPECT_NE(document.find(said), document.npos) << document;
}

TEST(Problem, of_a_rate_says_when_to_try_again) {
    const Problem limited{.fault = Fault::rate_limited, .detail = "no", .retry_after = 7s};
    const auto document = to_json(limited, "https://x", "id");
    EXPECT_NE(json::to_text(document).find(R"("retryAfter":7)"), std::string::npos);
    EXPECT_EQ(respond(limited, document).header("Retry-After"), "7");
}

TEST(Problem, tells_nothing_of_what_went_wrong_inside) {
    for (const auto fault : {Fault::internal, Fault::unavailable}) {
        const auto document =
            json::to_text(to_json({fault, "/var/lib/x: no such table"}, "https://x", "the id"));
        EXPECT_EQ(document.find("table"), std::string::npos);
        EXPECT_NE(document.find("the id"), std::string::npos);
    }
}

TEST(Problem, lists_verdicts_where_policy_refused_and_errors_where_values_are_wrong) {
    const Problem refused{
        Fault::refused,
        "no",
        {{Identifier{"dns", "a.example.org"}, Fault::refused, "not yours", Rule::not_delegated}}};
    EXPECT_NE(
        json::to_text(to_json(refused, "https://x", "id"))
            .find(
                R"("verdicts":[{"name":"a.example.org","code":"notDelegated","detail":"not yours"}])"
            ),
        std::string::npos
    );
    const Problem invalid{
        Fault::invalid,
        "no",
        {{JsonPointer{"/name"}, Fault::invalid, "is missing"},
         {JsonPointer{"/names/0", "a_b"}, Fault::invalid, "\"a_b\" has an underscore"}}};
    EXPECT_NE(
        json::to_text(to_json(invalid, "https://x", "id"))
            .find(R"("errors":[{"pointer":"/name","detail":"is missing"},)"
                  R"({"pointer":"/names/0","detail":"\"a_b\" has an underscore","value":"a_b"}])"),
        std::string::npos
    );
}

TEST(Problem, says_when_to_try_again) {
    const Problem busy{Fault::rate_limited, "too many", {}, 90s};
    EXPECT_EQ(respond(busy, {}).header("Retry-After"), "90");
    EXPECT_EQ(respond({Fault::unavailable, "down"}, {}).header("Retry-After"), "10");
    EXPECT_EQ(respond({Fault::invalid, "no"}, {}).header("Retry-After"), "");
}

} // namespace

} // namespace chancery::server::api
