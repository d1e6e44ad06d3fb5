// SPDX-License-Identifier: Apache-2.0
// What a proof is good for beyond its challenge: later orders, newAuthz, other identifiers.
#include "crypto/certificate.hpp"
#include "server/acme/validating_for_tests.hpp"
#include "store/orders/authorizations.hpp"

#include <gtest/gtest.h>

namespace chancery::server {

namespace {

using namespace std::chrono_literals;

TEST(Proofs, are_relied_on_again_until_they_expire) {
    Validating office;
    const auto host = office.registered();
    const auto first = office.proven_order(host, {"www.example.test"});
    const auto again = office.new_order(host, {"www.example.test", "mail.example.test"});
    EXPECT_EQ(again.texts("authorizations")[0], first.texts("authorizations")[0]);
    EXPECT_EQ(office.authorization_of(host, again, 0).text("status"), "valid");
    EXPECT_EQ(office.authorization_of(host, again, 1).text("status"), "pending");
    EXPECT_EQ(office.new_order(host, {"www.example.test"}).text("status"), "ready");
    EXPECT_EQ(
        office.new_order(office.registered(), {"www.example.test"}).text("status"), "pending"
    );

    office.acme.office.request.now += 30 * 24h;
    EXPECT_EQ(office.new_order(host, {"www.example.test"}).text("status"), "pending");
}

// conforms: persist-7.8-1
TEST(Proofs, by_a_persistent_record_are_asked_for_again_by_every_order) {
    Validating office;
    office.offer_every_type();
    const auto host = office.registered();
    office.dns.add(
        "_validation-persist.www.example.test",
        net::testing::rr::txt,
        net::testing::txt_data({"pki.example.org; accounturi=" + host.kid})
    );
    const auto prove = [&] {
        const auto order = office.new_order(host, {"www.example.test"});
        EXPECT_EQ(order.text("status"), "pending");
        const auto authorization = office.authorization_of(host, order);
        office.respond(host, Validating::find_url(authorization, "dns-persist-01"));
        office.await(host, order.texts("authorizations").front());
        return office.acme.post_as_get(host, order.header("Location"));
    };
    const auto order = prove();
    EXPECT_EQ(order.text("status"), "ready");
    EXPECT_EQ(prove().text("status"), "ready");
    const auto csr = AcmeForTests::csr_for({"www.example.test"});
    EXPECT_EQ(office.acme.post(host, order.text("finalize"), csr).text("status"), "valid");
}

// conforms-refusal: 8555-7.5.2-2
TEST(Proofs, that_are_deactivated_take_every_order_that_relies_on_them_with_them) {
    Validating office;
    const auto host = office.registered();
    const auto first = office.proven_order(host, {"www.example.test"});
    const auto second = office.new_order(host, {"www.example.test"});
    ASSERT_EQ(second.text("status"), "ready");
    office.acme.post(
        host, first.texts("authorizations")[0], json::Object{{"status", "deactivated"}}
    );
    const auto after = office.acme.post_as_get(host, second.header("Location"));
    EXPECT_EQ(after.text("status"), "invalid");
    EXPECT_EQ(office.new_order(host, {"www.example.test"}).text("status"), "pending");
}

TEST(Proofs, that_expired_since_newOrder_let_nothing_be_issued) {
    Validating office;
    const auto host = office.registered();
    const auto order = office.proven_order(host, {"www.example.test"});
    const auto id = order.text("finalize");
    office.shorten(order.texts("authorizations").front(), 60s);
    office.acme.office.request.now += 60s;
    const auto refused = office.acme.post(host, id, AcmeForTests::csr_for({"www.example.test"}));
    EXPECT_EQ(refused.problem(), "rejectedIdentifier");
    EXPECT_NE(
        refused.text("detail").find("no longer has a valid authorization"), std::string::npos
    );
}

// conforms: 8555-7.4.1-3
TEST(NewAuthorization, proves_a_name_before_it_is_ordered) {
    Validating office;
    const auto host = office.registered();
    const json::Object payload{
        {"identifier", json::Object{{"type", "dns"}, {"value", "www.example.test"}}}};
    const auto created = office.acme.post(host, Validating::url("new-authz"), payload);
    ASSERT_EQ(created.status(), 201) << created.response.body;
    EXPECT_EQ(created.text("status"), "pending");
    const auto url = created.header("Location");
    EXPECT_EQ(office.proven(host, url).text("status"), "valid");
    const auto again = office.acme.post(host, Validating::url("new-authz"), payload);
    EXPECT_EQ(again.status(), 200); // RFC 8555 §7.4.1
    EXPECT_EQ(again.header("Location"), url);
    EXPECT_EQ(Validating::types_of(again), std::vector<std::string>{"http-01"}); // RFC 8555 §7.1.4
    const auto order = office.new_order(host, {"www.example.test"});
    EXPECT_EQ(order.text("status"), "ready");
    EXPECT_EQ(order.texts("authorizations"), std::vector<std::string>{url});
}

// conforms: 8555-7.4.1-3
TEST(NewAuthorization, of_a_prevalidated_name_is_born_valid) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const auto created = acme.post(
        host,
        AcmeForTests::url("new-authz"),
        json::Object{{"identifier", json::Object{{"type", "dns"}, {"value", "www.example.org"}}}}
    );
    ASSERT_EQ(created.status(), 201) << created.response.body;
    EXPECT_EQ(created.text("status"), "valid");
    EXPECT_EQ(created.text("challenges"), "[]");
}

// conforms: 8555-7.4.1-1, 8555-7.4.1-2
TEST(NewAuthorization, is_refused_as_an_order_is) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const auto reply_to = [&](const std::string& type, const std::string& value) {
        return acme.post(
            host,
            AcmeForTests::url("new-authz"),
            json::Object{{"identifier", json::Object{{"type", type}, {"value", value}}}}
        );
    };
    const auto ask = [&](const std::string& type, const std::string& value) {
        return reply_to(type, value).problem();
    };
    EXPECT_EQ(reply_to("dns", "other.example.org").status(), 403);
    EXPECT_EQ(ask("dns", "other.example.org"), "rejectedIdentifier");
    EXPECT_EQ(acme.office.events().front().event.action, "authorization.refused");
    EXPECT_EQ(ask("dns", "*.example.org"), "malformed"); // RFC 8555 §7.4.1
    EXPECT_EQ(ask("dns", "a_b.example.org"), "rejectedIdentifier");
    EXPECT_EQ(ask("ip", "192.0.2.7"), "unsupportedIdentifier");
    EXPECT_EQ(
        acme.post(host, AcmeForTests::url("new-authz"), json::Object{}).problem(), "malformed"
    );
}

// conforms: 8738-3-1
// conforms-refusal: 8738-7-1
TEST(Addresses, are_issued_where_they_are_proven) {
    Validating office;
    const auto host = office.registered();
    const auto order = office.acme.post(
        host,
        Validating::url("new-order"),
        json::Object{
            {"identifiers", json::Array{json::Object{{"type", "ip"}, {"value", "127.0.0.1"}}}}}
    );
    ASSERT_EQ(order.status(), 201) << order.response.body;
    const auto authorization = office.authorization_of(host, order);
    EXPECT_EQ(
        Validating::types_of(authorization), (std::vector<std::string>{"http-01", "tls-alpn-01"})
    );
    EXPECT_EQ(authorization.text("identifier"), R"({"type":"ip","value":"127.0.0.1"})");
    ASSERT_EQ(office.proven(host, order.texts("authorizations")[0]).text("status"), "valid");
    const auto csr =
        crypto::make_csr(workflow::IssuingOffice::new_key(), {}, {Bytes("\x7f\0\0\1", 4)});
    const auto issued =
        office.acme.post(host, order.text("finalize"), AcmeForTests::csr_payload(csr));
    ASSERT_EQ(issued.text("status"), "valid") << issued.response.body;
    const auto certificate = office.acme.office.certificates().front();
    EXPECT_EQ(certificate.names, std::vector<std::string>{"127.0.0.1"});
}

TEST(OpenAccount, has_any_name_but_those_of_disabled_domains) {
    Validating office;
    const auto host = office.registered();
    auto& of = office.acme.office;
    workflow::change_domain(of.store, of.request, {of.example.id}, {.enabled = false});
    const auto refused = office.new_order(host, {"www.example.org"});
    EXPECT_EQ(refused.problem(), "rejectedIdentifier");
    EXPECT_NE(refused.text("detail").find("disabled"), std::string::npos);
}

TEST(PendingOrders, are_given_again_where_the_endpoint_says_so) {
    Validating office(false, true);
    const auto host = office.registered();
    const auto first = office.new_order(host, {"www.example.test", "mail.example.test"});
    const auto second = office.new_order(host, {"mail.example.test", "www.example.test"});
    EXPECT_EQ(second.status(), 201);
    EXPECT_EQ(second.header("Location"), first.header("Location"));
    EXPECT_NE(
        office.new_order(host, {"www.example.test"}).header("Location"), first.header("Location")
    );
    Validating other;
    const auto at = other.registered();
    EXPECT_NE(
        other.new_order(at, {"www.example.test"}).header("Location"),
        other.new_order(at, {"www.example.test"}).header("Location")
    );
}

TEST(PendingOrders, are_not_given_again_when_a_proof_of_theirs_is_over) {
    Validating office(false, true);
    const auto host = office.registered();
    const auto ready = office.proven_order(host, {"www.example.test"});
    const auto first = ready.texts("authorizations").front();
    EXPECT_EQ(office.new_order(host, {"www.example.test"}).texts("authorizations").front(), first);
    office.shorten(first, 30min);
    EXPECT_NE(office.new_order(host, {"www.example.test"}).texts("authorizations").front(), first);
}

} // namespace

} // namespace chancery::server
