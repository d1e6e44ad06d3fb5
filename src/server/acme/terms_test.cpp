// SPDX-License-Identifier: Apache-2.0
// Terms of service and their change (RFC 8555 §7.3.3).
#include "server/acme/acme_server_for_tests.hpp"
#include "store/registry/endpoints.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace chancery::server {

namespace {

const std::string first_terms = "https://www.example.org/terms/1";
const std::string second_terms = "https://www.example.org/terms/2";

bool has_link(const Reply& reply, const std::string& link) {
    const auto& headers = reply.response.headers;
    return std::ranges::any_of(headers, [&](const auto& header) {
        return header.first == "Link" && header.second == link;
    });
}

struct Terms {
    AcmeForTests acme;

    explicit Terms(const std::string& url = first_terms) { set(url); }

    void set(const std::string& url) {
        auto ov = acme.office.endpoint("ov");
        ov.terms_of_service = url;
        acme.office.store.write([&](store::Transaction& tx) {
            store::update(tx, ov, acme.office.request.now);
        });
    }

    Host agreed() {
        Host host;
        auto payload = acme.new_account_payload(host, acme.office.credential);
        payload.emplace_back("termsOfServiceAgreed", true);
        const auto reply = acme.post(host, AcmeForTests::url("new-account"), payload);
        ensure(reply.status() == 201, reply.response.body);
        host.kid = reply.header("Location");
        return host;
    }

    Client client(const Host& host) const {
        const auto id = parse_id<ClientId>(host.kid.substr(host.kid.rfind('/') + 1)).value();
        return acme.office.standing(id).client;
    }
};

// conforms: 8555-7.3.3-1, 8555-7.3.3-2, 8555-7.3.3-3
TEST(TermsOfService, that_changed_must_be_agreed_to_before_anything_else) {
    Terms office;
    auto& acme = office.acme;
    const auto host = office.agreed();
    const auto order = acme.new_order(host);
    ASSERT_EQ(order.status(), 201);
    office.set(second_terms);
    for (const auto& reply :
         {acme.new_order(host),
          acme.post_as_get(host, order.header("Location")),
          acme.post(host, order.text("finalize"), AcmeForTests::csr_for({"www.example.org"}))}) {
        EXPECT_EQ(reply.status(), 403);
        EXPECT_EQ(reply.problem(), "userActionRequired");
        EXPECT_EQ(reply.text("instance"), second_terms);
        EXPECT_NE(reply.text("detail").find(second_terms), std::string::npos);
        EXPECT_TRUE(has_link(reply, "<" + second_terms + ">;rel=\"terms-of-service\""));
    }
}

TEST(TermsOfService, are_agreed_to_by_an_account_update) {
    Terms office;
    auto& acme = office.acme;
    const auto host = office.agreed();
    EXPECT_EQ(office.client(host).agreed_terms, first_terms);
    office.set(second_terms);
    acme.office.request.now += std::chrono::hours(1);
    const auto contact = json::Array{"mailto:a@example.org"};
    EXPECT_EQ(acme.post(host, host.kid, json::Object{{"contact", contact}}).status(), 200);
    EXPECT_EQ(acme.new_order(host).status(), 403); // that was no agreement

    const json::Object agreement{{"termsOfServiceAgreed", true}};
    EXPECT_EQ(acme.post(host, host.kid, agreement).status(), 200);
    EXPECT_EQ(acme.new_order(host).status(), 201);
    const auto client = office.client(host);
    EXPECT_EQ(client.agreed_terms, second_terms);
    EXPECT_EQ(client.agreed_at, acme.office.request.now);
    const auto event = acme.office.events({.action = "client.changed"}).front().event;
    EXPECT_EQ(event.changes.front().from, first_terms);
    EXPECT_EQ(event.changes.front().to, second_terms);
}

TEST(TermsOfService, keep_nobody_from_leaving_or_revoking) {
    Terms office;
    auto& acme = office.acme;
    const auto host = office.agreed();
    const auto url = acme.issued(host).text("certificate");
    const auto chain = acme.post_as_get(host, url).response.body;
    office.set(second_terms);
    EXPECT_EQ(acme.post_as_get(host, host.kid).status(), 200);
    const auto der = parse_pem(chain, "CERTIFICATE").front();
    const json::Object revocation{{"certificate", to_base64url(der)}};
    EXPECT_EQ(acme.post(host, AcmeForTests::url("revoke-cert"), revocation).status(), 200);
    const json::Object leave{{"status", "deactivated"}};
    EXPECT_EQ(acme.post(host, host.kid, leave).text("status"), "deactivated");
}

TEST(TermsOfService, ask_nothing_where_there_are_none) {
    Terms office("");
    const auto host = office.acme.registered();
    EXPECT_EQ(office.acme.new_order(host).status(), 201);
    // Terms that come later are asked of everybody; when they go, so does the question.
    office.set(first_terms);
    EXPECT_EQ(office.acme.new_order(host).problem(), "userActionRequired");
    office.set("");
    EXPECT_EQ(office.acme.new_order(host).status(), 201);
}

TEST(TermsOfService, are_linked_when_a_registration_lacks_agreement) {
    Terms office;
    const Host host;
    const auto payload = office.acme.new_account_payload(host, office.acme.office.credential);
    const auto reply = office.acme.post(host, AcmeForTests::url("new-account"), payload);
    EXPECT_EQ(reply.problem(), "userActionRequired");
    EXPECT_EQ(reply.text("instance"), first_terms);
}

} // namespace

} // namespace chancery::server
