// SPDX-License-Identifier: Apache-2.0
#include "server/acme/acme_server_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::server {

namespace {

using namespace std::chrono_literals;

const std::string nobody = "0198f3c2-7a10-7c55-9d0e-3f1b6a2c4d5e";

TEST(NewOrder, is_recorded_with_the_address_and_program_that_asked) {
    AcmeForTests acme;
    const auto host = acme.registered(); // from 192.0.2.7 by "a test"
    const auto url = AcmeForTests::url("new-order");
    const auto payload = json::to_text(AcmeForTests::identifiers({"www.example.org"}));
    auto request = acme.request(
        "POST",
        AcmeForTests::target_of(url),
        crypto::sign_jws(host.key, acme.header(host, url), payload)
    );
    request.peer.address = "198.51.100.66";
    request.headers.back().second = "a thief's program";
    EXPECT_EQ(acme.send(request).status(), 201);
    const auto actor = acme.office.events({.action = "order.created"}).front().event.actor;
    EXPECT_EQ(actor.address, "198.51.100.66");
    EXPECT_EQ(actor.user_agent, "a thief's program");
}

// conforms: 8555-7.1.3-5, 8555-7.4-9
TEST(NewOrder, is_ready_at_once_for_prevalidated_names) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const auto reply = acme.new_order(host, {"WWW.example.org", "mail.example.org"});
    EXPECT_EQ(reply.status(), 201);
    EXPECT_TRUE(reply.header("Location").starts_with(AcmeForTests::url("order/")));
    EXPECT_EQ(reply.text("status"), "ready");
    EXPECT_EQ(reply.text("expires"), to_rfc3339(acme.office.request.now + 7 * 24h));
    EXPECT_EQ(
        reply.text("identifiers"),
        R"([{"type":"dns","value":"www.example.org"},{"type":"dns","value":"mail.example.org"}])"
    );
    EXPECT_EQ(reply.texts("authorizations").size(), 2u);
    EXPECT_EQ(reply.text("finalize"), reply.header("Location") + "/finalize");
    EXPECT_EQ(reply.text("certificate"), "");
    EXPECT_EQ(reply.header("Retry-After"), "");

    const auto read = acme.post_as_get(host, reply.header("Location"));
    EXPECT_EQ(read.status(), 200);
    EXPECT_EQ(read.body, reply.body);
    EXPECT_EQ(read.header("Location"), reply.header("Location"));
}

TEST(NewOrder, folds_names_that_are_the_same) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const auto reply = acme.new_order(host, {"www.example.org", "WWW.EXAMPLE.ORG"});
    EXPECT_EQ(reply.texts("authorizations").size(), 1u);
}

// conforms: 8555-7.1.4-5, 8555-7.4-1
TEST(NewOrder, refuses_names_that_no_certificate_may_have) {
    AcmeForTests acme;
    const auto host = acme.registered();
    for (const auto* name :
         {"",
          ".",
          "www.example.org.",
          "www..example.org",
          "-www.example.org",
          "a_b.example.org",
          "bücher.example.org",
          "xn--a.example.org",
          "localhost",
          "192.0.2.1",
          "2001:db8::1",
          "pki@example.org",
          "*.*.example.org",
          "www.*.example.org",
          "*",
          "www.example.org\nmail.example.org",
          "http://www.example.org/"}) {
        const auto reply = acme.new_order(host, {name});
        EXPECT_EQ(reply.status(), 403) << name;
        EXPECT_EQ(reply.problem(), "rejectedIdentifier") << name;
        EXPECT_NE(reply.text("detail"), "") << name;
    }
}

TEST(NewOrder, refuses_other_types_of_identifiers) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const auto payload = json::parse(R"({"identifiers":[{"type":"ip","value":"192.0.2.1"}]})");
    const auto reply = acme.post(host, AcmeForTests::url("new-order"), payload);
    EXPECT_EQ(reply.status(), 400);
    EXPECT_EQ(reply.problem(), "unsupportedIdentifier");
}

// conforms: 8555-6.7.1-1
TEST(NewOrder, tells_each_refused_name_its_reason) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const auto reply =
        acme.new_order(host, {"www.example.org", "ftp.example.org", "www.example.com"});
    EXPECT_EQ(reply.status(), 403);
    EXPECT_EQ(reply.problem(), "rejectedIdentifier");
    const auto subproblems = json::Reader(reply.body).at("subproblems").array();
    ASSERT_EQ(subproblems.size(), 2u);
    EXPECT_EQ(subproblems[0].at("identifier").at("type").string(), "dns");
    EXPECT_EQ(subproblems[0].at("identifier").at("value").string(), "ftp.example.org");
    EXPECT_EQ(subproblems[0].at("type").string(), "urn:ietf:params:acme:error:rejectedIdentifier");
    EXPECT_NE(subproblems[1].at("detail").string().find("www.example.com"), std::string::npos);

    const auto one = acme.new_order(host, {"ftp.example.org"});
    EXPECT_EQ(
        one.text("detail"),
        "ftp.example.org is not among the names of the ACME account \"web\", which this client "
        "belongs to; ask it@physics.example.org to add it, or register again with the credential "
        "of another account and a new account key (certbot: \"certbot unregister\", then \"certbot "
        "register\")"
    );
    // Policy wrote its row; the front adds none.
    const auto events = acme.office.events();
    EXPECT_EQ(events[0].event.action, "order.refused");
    EXPECT_EQ(events[1].event.action, "order.refused");
}

TEST(NewOrder, is_bounded) {
    AcmeForTests acme;
    const auto host = acme.registered();
    std::vector<std::string> names;
    for (int i = 0; i < 101; ++i)
        names.push_back("h" + std::to_string(i) + ".example.org");
    const auto many = acme.new_order(host, names);
    EXPECT_EQ(many.status(), 400);
    EXPECT_EQ(many.problem(), "malformed");
    EXPECT_EQ(acme.new_order(host, {}).problem(), "malformed");
}

TEST(NewOrder, refuses_a_payload_of_another_form) {
    AcmeForTests acme;
    const auto host = acme.registered();
    for (const auto* payload :
         {"null",
          "[]",
          "{}",
          R"({"identifiers":"www.example.org"})",
          R"({"identifiers":[{"type":"dns"}]})",
          R"({"identifiers":[{"type":"dns","value":1}]})",
          R"({"identifiers":[{"type":"dns","value":"www.example.org"}],"notBefore":"tomorrow"})",
          R"({"identifiers":[{"type":"dns","value":"www.example.org"}],
              "notAfter":"2027-06-01T00:00:00Z"})"}) {
        const auto reply = acme.post(host, AcmeForTests::url("new-order"), json::parse(payload));
        EXPECT_EQ(reply.status(), 400) << payload;
        EXPECT_EQ(reply.problem(), "malformed") << payload;
    }
    const auto url = AcmeForTests::url("new-order");
    const auto twice = R"({"identifiers":[],"identifiers":[]})";
    const auto reply =
        acme.post_body(url, crypto::sign_jws(host.key, acme.header(host, url), twice));
    EXPECT_EQ(reply.problem(), "malformed");
    // What was wrong in a request of somebody who is known has a row.
    EXPECT_EQ(acme.office.events().front().event.action, "request.refused");
}

// conforms: 8555-7.4-3, 8555-7.4-8
TEST(Order, reads_invalid_once_it_has_expired) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const auto order = acme.new_order(host);
    acme.office.request.now += 7 * 24h;
    EXPECT_EQ(acme.post_as_get(host, order.header("Location")).text("status"), "invalid");
    const auto reply =
        acme.post(host, order.text("finalize"), AcmeForTests::csr_for({"www.example.org"}));
    EXPECT_EQ(reply.status(), 403);
    EXPECT_EQ(reply.problem(), "orderNotReady");
}

// conforms: 8555-6.3-1, 8555-6.3-4
// conforms-refusal: 8555-6.3-2
TEST(Order, and_what_belongs_to_it_are_read_by_post_as_get_alone) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const auto order = acme.issued(host);
    for (const auto& url :
         {order.header("Location"), order.text("certificate"), host.kid + "/orders"}) {
        EXPECT_EQ(acme.post_as_get(host, url).status(), 200) << url;
        const auto with_payload = acme.post(host, url, json::Object{});
        EXPECT_EQ(with_payload.status(), 400) << url;
        EXPECT_EQ(with_payload.problem(), "malformed") << url;
        EXPECT_EQ(acme.send("GET", AcmeForTests::target_of(url)).status(), 405) << url;
    }
}

// conforms: 8555-6.3-3, 8555-7.5.2-1
TEST(Order, and_what_belongs_to_it_do_not_exist_for_another_client) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const auto other = acme.registered();
    const auto order = acme.issued(host);
    const auto ready = acme.new_order(host);

    struct Case {
        std::string theirs;
        std::string nobodys;
        json::Value payload; ///< null: POST-as-GET.
    };

    const auto csr = AcmeForTests::csr_for({"www.example.org"});
    const json::Object deactivation{{"status", "deactivated"}};
    const auto authorization = ready.texts("authorizations").front();
    for (const auto& [theirs, path, payload] : {
             Case{order.header("Location"), "order/" + nobody, nullptr},
             Case{order.text("certificate"), "certificate/" + nobody, nullptr},
             Case{authorization, "authorization/" + nobody, nullptr},
             Case{authorization, "authorization/" + nobody, deactivation},
             Case{ready.text("finalize"), "order/" + nobody + "/finalize", csr},
         }) {
        const auto ask = [&](const std::string& url) {
            return payload.is_null() ? acme.post_as_get(other, url)
                                     : acme.post(other, url, payload);
        };
        const auto reply = ask(theirs);
        EXPECT_EQ(reply.status(), 404) << theirs;
        EXPECT_EQ(reply.response.body, ask(AcmeForTests::url(path)).response.body) << theirs;
        auto no_id = path;
        no_id.replace(no_id.find(nobody), nobody.size(), "1");
        EXPECT_EQ(ask(AcmeForTests::url(no_id)).status(), 404) << no_id;
    }
    EXPECT_EQ(acme.post_as_get(host, ready.header("Location")).text("status"), "ready");
}

// conforms: 8555-7.1.2.1-1, 8555-7.1.2.1-4
TEST(Orders, are_listed_in_pages_with_a_link_to_the_next) {
    AcmeForTests acme;
    const auto host = acme.registered();
    acme.new_order(acme.registered());
    std::vector<std::string> expected;
    for (int i = 0; i < 101; ++i)
        expected.insert(expected.begin(), acme.new_order(host).header("Location"));

    const auto first = acme.post_as_get(host, host.kid + "/orders");
    EXPECT_EQ(first.status(), 200);
    auto listed = first.texts("orders");
    EXPECT_EQ(listed.size(), 100u);
    std::string next;
    for (const auto& [name, value] : first.response.headers)
        if (name == "Link" && value.ends_with(";rel=\"next\""))
            next = value.substr(1, value.find('>') - 1);
    ASSERT_NE(next, "");

    const auto second = acme.post_as_get(host, next);
    EXPECT_EQ(second.status(), 200);
    for (const auto& url : second.texts("orders"))
        listed.push_back(url);
    EXPECT_EQ(listed, expected);
    for (const auto& [name, value] : second.response.headers)
        EXPECT_FALSE(name == "Link" && value.find("next") != std::string::npos);

    const auto wrong = acme.post_as_get(host, host.kid + "/orders?cursor=1");
    EXPECT_EQ(wrong.status(), 400);
    EXPECT_EQ(wrong.problem(), "malformed");
}

// conforms: 8555-7.1.4-1
// conforms-refusal: 8555-7.1.4-3
TEST(Authorization, is_valid_from_birth_without_challenges) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const auto order = acme.new_order(host);
    const auto reply = acme.post_as_get(host, order.texts("authorizations").front());
    EXPECT_EQ(reply.status(), 200);
    EXPECT_EQ(reply.text("status"), "valid");
    EXPECT_EQ(reply.text("identifier"), R"({"type":"dns","value":"www.example.org"})");
    EXPECT_EQ(reply.text("challenges"), "[]");
    EXPECT_EQ(reply.text("expires"), to_rfc3339(acme.office.request.now + 7 * 24h));
    EXPECT_EQ(reply.text("wildcard"), "");
}

TEST(Authorization, takes_its_order_with_it_when_it_is_deactivated) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const auto order = acme.new_order(host);
    const auto url = order.texts("authorizations").front();
    EXPECT_EQ(acme.post(host, url, json::Object{{"status", "valid"}}).status(), 400);
    EXPECT_EQ(acme.post(host, url, json::Object{}).status(), 400);
    const auto reply = acme.post(host, url, json::Object{{"status", "deactivated"}});
    EXPECT_EQ(reply.status(), 200);
    EXPECT_EQ(reply.text("status"), "deactivated");
    const auto read = acme.post_as_get(host, order.header("Location"));
    EXPECT_EQ(read.text("status"), "invalid");
    EXPECT_NE(read.text("error"), "");
}

} // namespace

} // namespace chancery::server
