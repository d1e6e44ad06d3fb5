// SPDX-License-Identifier: Apache-2.0
#include "server/acme/acme_front.hpp"
#include "server/acme/acme_server_for_tests.hpp"
#include "server/acme/answer.hpp"
#include "workflow/failing_store_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::server {

namespace {

const std::string index_link = "<https://pki.example.org/acme/ov/directory>;rel=\"index\"";

// conforms: 8555-6.3-5, 8555-7.1-1, 8555-7.1-2, 8555-7.1.1-2, 8555-7.3.4-7, 9773-3-1
TEST(AcmeFront, has_a_directory_that_lists_only_what_exists) {
    AcmeForTests acme;
    const auto reply = acme.send("GET", "/acme/ov/directory");
    EXPECT_EQ(reply.status(), 200);
    EXPECT_EQ(reply.response.content_type, "application/json");
    EXPECT_EQ(reply.body, json::parse(R"({"newNonce":"https://pki.example.org/acme/ov/new-nonce",
            "newAccount":"https://pki.example.org/acme/ov/new-account",
            "newOrder":"https://pki.example.org/acme/ov/new-order",
            "newAuthz":"https://pki.example.org/acme/ov/new-authz",
            "keyChange":"https://pki.example.org/acme/ov/key-change",
            "revokeCert":"https://pki.example.org/acme/ov/revoke-cert",
            "renewalInfo":"https://pki.example.org/acme/ov/renewal-info",
            "meta":{"website":"https://www.example.org/pki","externalAccountRequired":true,
            "profiles":{"ov":
                "Organization validated: the certificate names the organization"}}})"));
    EXPECT_EQ(reply.header("Cache-Control"), "public, no-cache");
    EXPECT_EQ(reply.header("Replay-Nonce"), "");
    EXPECT_EQ(reply.header("Link"), ""); // RFC 8555 §7.1: it is the index itself
    EXPECT_EQ(acme.send("HEAD", "/acme/ov/directory").status(), 200);
}

// conforms: 8555-6.3-5, 8555-7.1-1, 8555-7.1-2, 8555-7.2-1, 8555-7.2-2, 8555-7.2-4
// conforms-refusal: 8555-7.2-3
TEST(AcmeFront, gives_nonces) {
    AcmeForTests acme;
    const auto head = acme.send("HEAD", "/acme/ov/new-nonce");
    const auto get = acme.send("GET", "/acme/ov/new-nonce");
    EXPECT_EQ(head.status(), 200);
    EXPECT_EQ(get.status(), 204);
    EXPECT_TRUE(get.response.body.empty());
    for (const auto& reply : {head, get}) {
        EXPECT_NE(reply.header("Replay-Nonce"), "");
        EXPECT_EQ(reply.header("Cache-Control"), "no-store");
        EXPECT_EQ(reply.header("Link"), index_link);
    }
    EXPECT_NE(head.header("Replay-Nonce"), get.header("Replay-Nonce"));
}

// conforms: 8555-6.3-6
TEST(AcmeFront, lets_a_client_read_the_directory_and_new_nonce_by_post_as_get) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const auto directory = acme.post_as_get(host, AcmeForTests::url("directory"));
    EXPECT_EQ(directory.status(), 200);
    EXPECT_EQ(directory.body, acme.send("GET", "/acme/ov/directory").body);
    const auto nonce = acme.post_as_get(host, AcmeForTests::url("new-nonce"));
    EXPECT_EQ(nonce.status(), 204);
    for (const auto& reply : {directory, nonce}) {
        EXPECT_NE(reply.header("Replay-Nonce"), "");
        EXPECT_EQ(reply.header("Cache-Control"), "no-store");
    }
    for (const auto* resource : {"directory", "new-nonce"}) {
        const auto url = AcmeForTests::url(resource);
        EXPECT_EQ(acme.post(host, url, json::Object{}).problem(), "malformed") << resource;
        EXPECT_EQ(acme.post_as_get(Host(), url).status(), 400) << resource;
    }
}

// conforms: 8555-6.5-2
TEST(AcmeFront, takes_the_nonce_of_an_error_for_the_next_request) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const auto error = acme.send("POST", "/acme/ov/new-order");
    auto header = with(acme.header(host, host.kid), "nonce", error.header("Replay-Nonce"));
    EXPECT_EQ(acme.post_body(host.kid, crypto::sign_jws(host.key, header, "")).status(), 200);
}

TEST(AcmeFront, tells_nobody_why_its_database_does_not_answer) {
    workflow::IssuingOffice office;
    workflow::FailingStore failing(office.url());
    AcmeForTests acme(office, failing.store);
    failing.failure->fail_at(1);
    const auto reply = acme.send("GET", "/acme/ov/directory");
    EXPECT_EQ(reply.status(), 503);
    EXPECT_EQ(reply.text("detail"), "the server cannot do this at the moment; try again later");
    EXPECT_NE(reply.header("Retry-After"), "");
}

// conforms: 8555-6.3-1
TEST(AcmeFront, says_which_methods_there_are) {
    AcmeForTests acme;

    struct Case {
        const char* method;
        const char* target;
        const char* allow;
    };

    for (const auto& [method, target, allow] : {
             Case{"PUT", "/acme/ov/directory", "GET, HEAD, POST, OPTIONS"},
             Case{"PUT", "/acme/ov/new-nonce", "HEAD, GET, POST, OPTIONS"},
             Case{"POST", "/acme/ov/renewal-info/x", "GET, HEAD, OPTIONS"},
             Case{"GET", "/acme/ov/new-account", "POST, OPTIONS"},
             Case{"GET", "/acme/ov/order/0198f3c2-7a10-7c55-9d0e-3f1b6a2c4d5e", "POST, OPTIONS"},
             Case{"HEAD", "/acme/ov/new-order", "POST, OPTIONS"},
             Case{"DELETE", "/acme/ov/account/x/orders", "POST, OPTIONS"},
         }) {
        const auto reply = acme.send(method, target);
        EXPECT_EQ(reply.status(), 405) << method << target;
        EXPECT_EQ(reply.problem(), "malformed") << target;
        EXPECT_EQ(reply.header("Allow"), allow) << target;
    }
    const auto get = acme.send("GET", "/acme/ov/certificate/x");
    EXPECT_NE(get.text("detail").find("POST-as-GET"), std::string::npos);
}

// conforms: 8555-6.1-3
TEST(AcmeFront, lets_web_pages_of_any_origin_ask) {
    AcmeForTests acme;
    const auto send = [&](const std::string& method, const std::string& target) {
        auto request = acme.request(method, target);
        request.headers.emplace_back("Origin", "https://app.example");
        return acme.send(request);
    };
    const auto reply = send("OPTIONS", "/acme/ov/new-order");
    EXPECT_EQ(reply.status(), 204);
    EXPECT_EQ(reply.header("Access-Control-Allow-Origin"), "*");
    EXPECT_EQ(reply.header("Access-Control-Allow-Methods"), "POST, OPTIONS");
    EXPECT_EQ(reply.header("Access-Control-Allow-Headers"), "Content-Type");
    EXPECT_EQ(
        send("OPTIONS", "/acme/ov/new-nonce").header("Access-Control-Allow-Methods"),
        "HEAD, GET, POST, OPTIONS"
    );
    EXPECT_EQ(
        send("GET", "/acme/ov/directory").header("Access-Control-Expose-Headers"),
        "Link, Location, Replay-Nonce, Retry-After"
    );
}

TEST(AcmeFront, tells_who_is_no_web_page_nothing_of_origins) {
    AcmeForTests acme;
    for (const auto* method : {"OPTIONS", "POST", "GET"})
        for (const auto& [name, value] : acme.send(method, "/acme/ov/new-order").response.headers)
            EXPECT_FALSE(name.starts_with("Access-Control-")) << method << name;
    EXPECT_EQ(acme.send("OPTIONS", "/acme/ov/new-order").header("Allow"), "POST, OPTIONS");
}

TEST(AcmeFront, knows_no_other_endpoints_or_resources) {
    AcmeForTests acme;
    for (const auto* target :
         {"/acme/",
          "/acme/none/directory",
          "/acme/OV/directory",
          "/acme//directory",
          "/acme/ov/../ov/directory",
          "/acme/ov",
          "/acme/ov/",
          "/acme/ov/directory/",
          "/acme/ov/order/a/b",
          "/acme/ov/challenge/a",
          "/acme/ov/challenge/a/b/c",
          "/acme/ov/order//finalize",
          "/acme/ov/account/"}) {
        const auto reply = acme.send("GET", target);
        EXPECT_EQ(reply.status(), 404) << target;
        EXPECT_EQ(reply.problem(), "malformed") << target;
    }
}

TEST(AcmeFront, does_not_quote_what_a_stranger_wrote_but_printably) {
    AcmeForTests acme;
    const auto reply = acme.send("GET", "/acme/<b>%0a" + std::string(500, 'x') + "/directory");
    EXPECT_EQ(reply.status(), 404);
    EXPECT_LT(reply.text("detail").size(), 100u);
    EXPECT_EQ(reply.header("Link"), "");
}

// conforms: 8555-6.7-1
TEST(AcmeFront, has_the_status_that_rfc_8555_gives_each_problem) {
    struct Case {
        Fault fault;
        int status;
        const char* type;
    };

    for (const auto& [fault, status, type] : {
             Case{Fault::account_does_not_exist, 400, "accountDoesNotExist"},
             Case{Fault::bad_csr, 400, "badCSR"},
             Case{Fault::bad_nonce, 400, "badNonce"},
             Case{Fault::bad_public_key, 400, "badPublicKey"},
             Case{Fault::bad_signature_algorithm, 400, "badSignatureAlgorithm"},
             Case{Fault::external_account_required, 403, "externalAccountRequired"},
             Case{Fault::invalid_contact, 400, "invalidContact"},
             Case{Fault::malformed, 400, "malformed"},
             Case{Fault::order_not_ready, 403, "orderNotReady"},
             Case{Fault::rejected_identifier, 403, "rejectedIdentifier"},
             Case{Fault::unauthorized, 403, "unauthorized"},
             Case{Fault::deactivated, 401, "unauthorized"},
             Case{Fault::unsupported_contact, 400, "unsupportedContact"},
             Case{Fault::unsupported_identifier, 400, "unsupportedIdentifier"},
             Case{Fault::user_action_required, 403, "userActionRequired"},
             Case{Fault::not_found, 404, "malformed"},
             Case{Fault::method_not_allowed, 405, "malformed"},
             Case{Fault::unsupported_media_type, 415, "malformed"},
             Case{Fault::too_large, 413, "malformed"},
             Case{Fault::rate_limited, 429, "rateLimited"},
             Case{Fault::unavailable, 503, "serverInternal"},
             Case{Fault::not_issuing, 503, "serverInternal"},
             Case{Fault::internal, 500, "serverInternal"},
         }) {
        const auto response = problem_response({fault, "why"});
        const auto document = json::parse(response.body);
        EXPECT_EQ(response.status, status) << to_string(fault);
        EXPECT_EQ(json::Reader(document).at("status").integer(), status);
        EXPECT_EQ(
            json::Reader(document).at("type").string(),
            std::string("urn:ietf:params:acme:error:") + type
        );
        EXPECT_EQ(json::Reader(document).at("detail").string(), "why");
    }
}

TEST(AcmeFront, says_when_to_come_back_where_that_may_help) {
    EXPECT_EQ(problem_response({Fault::unavailable, "why"}).header("Retry-After"), "10");
    EXPECT_EQ(problem_response({Fault::malformed, "why"}).header("Retry-After"), "");
    Problem limited{Fault::rate_limited, "why"};
    limited.retry_after = std::chrono::seconds(60);
    EXPECT_EQ(problem_response(limited).header("Retry-After"), "60");
}

} // namespace

} // namespace chancery::server
