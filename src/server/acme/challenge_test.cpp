// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.hpp"
#include "server/acme/validating_for_tests.hpp"
#include "store/orders/authorizations.hpp"

#include <gtest/gtest.h>

namespace chancery::server {

namespace {

using namespace std::chrono_literals;

// conforms: 8555-8.3-1, 8555-8.4-1, 8737-3-1, account-3-1
// conforms-refusal: 8555-8.3-2, 8555-8.4-2, 8737-3-2, account-3-2
TEST(Challenges, of_a_name_are_all_that_the_endpoint_has) {
    Validating office;
    office.offer_every_type();
    const auto host = office.registered();
    const auto order = office.new_order(host, {"www.example.test"});
    ASSERT_EQ(order.status(), 201) << order.response.body;
    EXPECT_EQ(order.text("status"), "pending");
    const auto authorization = office.authorization_of(host, order);
    EXPECT_EQ(authorization.text("status"), "pending");
    EXPECT_EQ(authorization.header("Retry-After"), "");
    EXPECT_EQ(
        Validating::types_of(authorization),
        (std::vector<std::string>{
            "http-01", "dns-01", "tls-alpn-01", "dns-account-01", "dns-persist-01"})
    );
    for (const auto type : every<acme::ChallengeType>) {
        const auto token = parse_base64url(
            Validating::find(authorization, std::string(to_string(type))).value().token
        );
        ASSERT_TRUE(token) << to_string(type);
        EXPECT_GE(token->size(), 16u) << to_string(type); // 128 bits
    }
}

// conforms: 8555-7.1.4-2
TEST(Challenges, of_a_wildcard_are_those_by_dns) {
    Validating office;
    office.offer_every_type();
    const auto host = office.registered();
    const auto order = office.new_order(host, {"*.example.test"});
    const auto authorization = office.authorization_of(host, order);
    EXPECT_EQ(authorization.text("wildcard"), "true");
    EXPECT_EQ(
        Validating::types_of(authorization),
        (std::vector<std::string>{"dns-01", "dns-account-01", "dns-persist-01"})
    );
}

// conforms: 8555-7.5.1-3
TEST(Challenges, that_are_met_make_authorization_and_order_go_on) {
    Validating office;
    const auto host = office.registered();
    const auto order = office.new_order(host, {"www.example.test", "mail.example.test"});
    const auto authorizations = order.texts("authorizations");
    EXPECT_EQ(office.proven(host, authorizations[0]).text("status"), "valid");
    EXPECT_EQ(office.acme.post_as_get(host, order.header("Location")).text("status"), "pending");
    const auto second = office.proven(host, authorizations[1]);
    EXPECT_NE(second.text("expires"), "");
    EXPECT_EQ(Validating::types_of(second), std::vector<std::string>{"http-01"}); // RFC 8555 §7.1.4
    EXPECT_EQ(office.acme.post_as_get(host, order.header("Location")).text("status"), "ready");

    const auto issued = office.acme.post(
        host,
        order.text("finalize"),
        AcmeForTests::csr_for({"www.example.test", "mail.example.test"})
    );
    EXPECT_EQ(issued.text("status"), "valid") << issued.response.body;
}

// conforms: 8555-7.1-3, 8555-7.5.1-5
TEST(Challenges, say_what_is_going_on) {
    Validating office;
    const auto host = office.registered();
    office.dns.answer("silent.example.test", net::testing::Manner::silent);
    const auto order = office.new_order(host, {"silent.example.test"});
    const auto authorization = office.authorization_of(host, order);
    const auto challenge = Validating::find(authorization, "http-01").value().url;
    EXPECT_EQ(office.acme.post_as_get(host, challenge).text("status"), "pending");
    const auto responded = office.respond(host, challenge);
    EXPECT_EQ(responded.status(), 200);
    EXPECT_EQ(responded.text("status"), "processing");
    EXPECT_EQ(responded.header("Retry-After"), "1"); // RFC 8555 §7.5.1
    EXPECT_EQ(
        responded.header("Link"), // RFC 8555 §7.1.5
        "<" + order.texts("authorizations").front() + ">;rel=\"up\""
    );
    const auto polled = office.authorization_of(host, order);
    EXPECT_EQ(polled.status(), 200);
    EXPECT_EQ(polled.header("Retry-After"), "1");
}

// conforms: 8555-8-2, 8555-8-3
// conforms-refusal: 8555-7.5.1-4
TEST(Challenges, that_fail_show_why_and_end_authorization_and_order) {
    Validating office;
    const auto host = office.registered();
    const auto order = office.new_order(host, {"www.example.test"});
    const auto authorization = office.tried(host, order.texts("authorizations").front());
    EXPECT_EQ(authorization.text("status"), "invalid");
    const auto challenges = json::Reader(authorization.body).at("challenges").array();
    ASSERT_EQ(challenges.size(), 1u);
    EXPECT_EQ(challenges.front().at("status").string(), "invalid");
    const auto error = challenges.front().at("error");
    EXPECT_EQ(error.at("type").string(), "urn:ietf:params:acme:error:incorrectResponse");
    EXPECT_NE(error.at("detail").string().find("status 404"), std::string::npos);

    const auto ended = office.acme.post_as_get(host, order.header("Location"));
    EXPECT_EQ(ended.text("status"), "invalid");
    const auto sub = json::Reader(ended.body).at("error").at("subproblems").array().front();
    EXPECT_EQ(sub.at("identifier").at("value").string(), "www.example.test");
    const auto event = office.acme.office.events().front().event;
    EXPECT_EQ(event.action, "authorization.failed");
    EXPECT_EQ(event.outcome, Outcome::failed);

    const auto again = office.respond(host, challenges.front().at("url").string());
    EXPECT_EQ(again.status(), 200);
    EXPECT_EQ(again.text("status"), "invalid");
}

// conforms: 8555-8-1
TEST(Challenges, that_are_valid_stay_so_when_they_are_responded_to_again) {
    Validating office;
    const auto host = office.registered();
    const auto order = office.new_order(host, {"www.example.test"});
    const auto authorization = order.texts("authorizations").front();
    const auto challenge = json::Reader(office.proven(host, authorization).body)
                               .at("challenges")
                               .array()
                               .front()
                               .at("url")
                               .string();
    const auto asked = office.web.requests();
    const auto again = office.respond(host, challenge);
    EXPECT_EQ(again.status(), 200);
    EXPECT_EQ(again.text("status"), "valid");
    EXPECT_NE(again.text("validated"), "");
    EXPECT_EQ(office.web.requests(), asked);
}

TEST(Challenges, of_a_name_that_is_proven_already_are_answered_and_not_asked_for) {
    Validating office;
    const auto host = office.registered();
    const auto order = office.new_order(host, {"www.example.test"});
    const auto other = Validating::find(office.authorization_of(host, order), "dns-01").value();
    office.proven(host, order.texts("authorizations").front());
    const auto responded = office.respond(host, other.url);
    EXPECT_EQ(responded.status(), 200);
    EXPECT_EQ(responded.text("status"), "pending");
}

// conforms: 8555-6.3-3
TEST(Challenges, of_others_do_not_exist) {
    Validating office;
    const auto host = office.registered();
    const auto other = office.registered();
    const auto order = office.new_order(host, {"www.example.test"});
    const auto authorization = order.texts("authorizations").front();
    const auto challenge =
        Validating::find(office.acme.post_as_get(host, authorization), "http-01").value().url;
    EXPECT_EQ(office.respond(other, challenge).status(), 404);
    EXPECT_EQ(office.acme.post_as_get(other, challenge).status(), 404);
    EXPECT_EQ(office.acme.post_as_get(other, authorization).status(), 404);
    EXPECT_EQ(office.respond(host, authorization + "/http-01").status(), 404);
    const auto unknown = challenge.substr(0, challenge.rfind('/')) + "/email-reply-00";
    EXPECT_EQ(office.respond(host, unknown).status(), 404);
}

// conforms: 8555-7.5.1-1, 8555-7.5.1-2
TEST(Challenges, take_an_object_and_nothing_else) {
    Validating office;
    const auto host = office.registered();
    const auto order = office.new_order(host, {"www.example.test"});
    const auto challenge =
        Validating::find(office.authorization_of(host, order), "http-01").value().url;
    EXPECT_EQ(office.acme.post(host, challenge, json::Array{}).problem(), "malformed");
    EXPECT_EQ(office.acme.post_as_get(host, challenge).text("status"), "pending");
    const json::Object claims{{"status", "valid"}, {"keyAuthorization", "x"}};
    EXPECT_EQ(office.acme.post(host, challenge, claims).text("status"), "processing");
}

TEST(Challenges, of_a_deactivated_authorization_are_not_asked_for) {
    Validating office;
    const auto host = office.registered();
    const auto order = office.new_order(host, {"www.example.test"});
    const auto authorization = order.texts("authorizations").front();
    const auto challenge =
        Validating::find(office.authorization_of(host, order), "http-01").value().url;
    office.acme.post(host, authorization, json::Object{{"status", "deactivated"}});
    const auto refused = office.respond(host, challenge);
    EXPECT_EQ(refused.problem(), "malformed");
    EXPECT_NE(refused.text("detail").find("deactivated"), std::string::npos);
    EXPECT_EQ(office.web.requests(), 0);
}

TEST(Challenges, that_nobody_asks_for_any_more_are_taken_over) {
    Validating office;
    const auto host = office.registered();
    const auto order = office.new_order(host, {"www.example.test"});
    const auto authorization = order.texts("authorizations").front();
    const auto offered = Validating::find(office.authorization_of(host, order), "http-01").value();
    office.web.put(offered.token + "." + Validating::thumbprint_of(host));

    // As a process that died when it had answered.
    auto& of = office.acme.office;
    const auto client =
        of.standing(parse_id<ClientId>(host.kid.substr(host.kid.size() - 36)).value());
    const auto id =
        parse_id<AuthorizationId>(authorization.substr(authorization.size() - 36)).value();
    workflow::respond(of.store, client, {id, acme::ChallengeType::http_01}, of.request.now);
    EXPECT_EQ(office.run_jobs(59s), 0);
    EXPECT_EQ(office.run_jobs(60s), 1);
    EXPECT_EQ(office.await(host, authorization).text("status"), "valid");
}

TEST(Challenges, that_wait_for_longer_than_their_lease_are_asked_for_once) {
    Validating office;
    const auto host = office.registered();
    const auto order = office.new_order(host, {"www.example.test", "absent.example.test"});
    const auto authorization = order.texts("authorizations").front();
    const auto offered = Validating::find(office.authorization_of(host, order), "http-01").value();
    office.web.put(offered.token + "." + Validating::thumbprint_of(host));
    {
        const auto held = office.web.hold();
        office.respond(host, offered.url);
        EXPECT_EQ(office.run_jobs(60s), 1);
        // Whatever the job began has come as far as this one.
        office.tried(host, order.texts("authorizations").back());
    }
    EXPECT_EQ(office.await(host, authorization).text("status"), "valid");
    EXPECT_EQ(office.web.requests(), 1);
}

TEST(Challenges, that_find_no_room_to_wait_are_asked_for_later) {
    Validating office(false, false, {.running = 1, .waiting = 1});
    office.dns.add_ipv4("third.example.test", "127.0.0.1");
    const auto host = office.registered();
    const auto order =
        office.new_order(host, {"www.example.test", "mail.example.test", "third.example.test"});
    std::vector<std::string> urls;
    for (std::size_t i = 0; i < 3; ++i) {
        const auto offered =
            Validating::find(office.authorization_of(host, order, i), "http-01").value();
        office.web.put(offered.token + "." + Validating::thumbprint_of(host));
        urls.push_back(offered.url);
    }
    {
        const auto held = office.web.hold();
        office.respond(host, urls[0]);
        EXPECT_TRUE(office.comes_to("chancery_probes_running 1\n"));
        office.respond(host, urls[1]);
        office.respond(host, urls[2]);
        EXPECT_TRUE(
            office.comes_to("chancery_probes_total{kind=\"http\",result=\"unavailable\"} 1\n")
        );
    }
    const auto status = [&] {
        return office.acme.post_as_get(host, order.header("Location")).text("status");
    };
    for (int i = 1; i < 1000 && status() == "pending"; ++i) {
        office.run_jobs(i * 60s);
        std::this_thread::sleep_for(10ms);
    }
    EXPECT_EQ(status(), "ready");
}

// conforms-refusal: 8555-7.1.3-4
TEST(Order, keeps_its_identifiers_and_authorizations_whatever_becomes_of_it) {
    Validating office;
    const auto host = office.registered();
    const auto ordered = [&] {
        return office.new_order(host, {"www.example.test", "mail.example.test"});
    };
    const auto expect_kept = [&](const Reply& before, const char* status) {
        const auto now = office.acme.post_as_get(host, before.header("Location"));
        EXPECT_EQ(now.text("status"), status);
        for (const auto* never_changes : {"identifiers", "authorizations"})
            EXPECT_EQ(now.text(never_changes), before.text(never_changes)) << status;
    };
    const auto valid = ordered();
    expect_kept(valid, "pending");
    for (const auto& authorization : valid.texts("authorizations"))
        office.proven(host, authorization);
    expect_kept(valid, "ready");
    const auto csr = AcmeForTests::csr_for({"www.example.test", "mail.example.test"});
    ASSERT_EQ(office.acme.post(host, valid.text("finalize"), csr).text("status"), "valid");
    expect_kept(valid, "valid");
    office.acme.post(
        host, valid.texts("authorizations")[0], json::Object{{"status", "deactivated"}}
    );
    expect_kept(valid, "valid");

    const auto failed = office.new_order(host, {"other.example.test"});
    office.tried(host, failed.texts("authorizations").front());
    expect_kept(failed, "invalid");
    const auto expired = office.new_order(host, {"late.example.test"});
    office.acme.office.request.now += std::chrono::days(30);
    expect_kept(expired, "invalid");
}

} // namespace

} // namespace chancery::server
