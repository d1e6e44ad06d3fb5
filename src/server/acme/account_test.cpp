// SPDX-License-Identifier: Apache-2.0
#include "server/acme/acme_server_for_tests.hpp"
#include "store/registry/endpoints.hpp"

#include <gtest/gtest.h>

namespace chancery::server {

namespace {

const std::string new_account = AcmeForTests::url("new-account");

// conforms: 8555-7.1.2-1, 8555-7.3-1, 8555-7.3-3, 8555-7.3-6
// conforms-refusal: 8555-7.3-4
TEST(NewAccount, registers_a_key_with_a_credential) {
    AcmeForTests acme;
    const Host host;
    auto payload = acme.new_account_payload(host, acme.office.credential);
    payload.emplace_back("contact", json::Array{"mailto:admin@example.org"});
    payload.emplace_back("termsOfServiceAgreed", true);
    payload.emplace_back("no such member", json::Object{{"is", "minded"}});
    const auto reply = acme.post(host, new_account, payload);
    EXPECT_EQ(reply.status(), 201);
    EXPECT_TRUE(reply.header("Location").starts_with(AcmeForTests::url("account/")));
    EXPECT_EQ(reply.text("status"), "valid");
    EXPECT_EQ(reply.texts("contact"), std::vector<std::string>{"mailto:admin@example.org"});
    EXPECT_EQ(reply.text("orders"), reply.header("Location") + "/orders");
    EXPECT_EQ(reply.text("no such member"), "");
}

// conforms: 8555-7.3.4-13
// conforms-refusal: 8555-7.3.4-9
TEST(NewAccount, shows_the_binding_that_was_verified) {
    AcmeForTests acme;
    const Host host;
    const json::Value payload = acme.new_account_payload(host, acme.office.credential);
    const auto reply = acme.post(host, new_account, payload);
    EXPECT_EQ(
        reply.text("externalAccountBinding"), json::to_text(*payload.find("externalAccountBinding"))
    );
    // The server neither keeps it nor, for a key that it knows, reads it.
    EXPECT_EQ(acme.post(host, new_account, payload).text("externalAccountBinding"), "");
}

// conforms: 8555-7.3.4-8
TEST(NewAccount, is_refused_without_a_credential) {
    AcmeForTests acme;
    const auto reply = acme.post(Host(), new_account, json::Object{});
    EXPECT_EQ(reply.status(), 403);
    EXPECT_EQ(reply.problem(), "externalAccountRequired");
}

// conforms: 8555-7.3.4-11, 8555-7.3.4-14
// conforms-refusal: 8555-7.3.4-4
TEST(NewAccount, answers_an_unknown_key_id_and_a_wrong_mac_alike) {
    AcmeForTests acme;
    using namespace std::string_literals;
    std::vector<std::string> bodies;
    for (const auto& key_id : {acme.office.credential.key_id, "nobody"s, "\0"s, ""s}) {
        const workflow::EabCredential wrong{key_id, Bytes(32, 'x')};
        const Host host;
        const auto reply = acme.post(host, new_account, acme.new_account_payload(host, wrong));
        EXPECT_EQ(reply.status(), 403);
        EXPECT_EQ(reply.problem(), "unauthorized");
        bodies.push_back(reply.response.body);
    }
    for (const auto& body : bodies)
        EXPECT_EQ(body, bodies.front());
}

// conforms: 8555-7.3.4-10, 8555-7.3.4-12
// conforms-refusal: 8555-7.3.4-3, 8555-7.3.4-5, 8555-7.3.4-6
// conforms-table: 8555-7.3.4-14
TEST(NewAccount, refuses_a_binding_that_does_not_belong_to_the_request) {
    AcmeForTests acme;
    const Host host;
    const auto& credential = acme.office.credential;
    const auto& key = host.key.public_key();
    const auto payload = json::to_text(crypto::to_jwk(key));
    const Secret hmac_key(credential.hmac_key);
    const json::Object header{{"kid", credential.key_id}, {"url", new_account}};
    const auto mac = [&](const json::Object& with_header, const std::string& text) {
        return crypto::mac_jws(crypto::Hash::sha256, hmac_key, with_header, text);
    };
    const auto other_key = workflow::IssuingOffice::new_key();
    for (const auto& binding :
         {mac(with(header, "url", AcmeForTests::url("new-account", "staging")), payload),
          mac(without(header, "url"), payload),
          mac(without(header, "kid"), payload),
          mac(with(header, "nonce", acme.nonce()), payload),
          mac(with(header, "crit", json::Array{"exp"}), payload),
          mac(header, json::to_text(crypto::to_jwk(other_key.public_key()))),
          mac(header, ""),
          json::parse(crypto::sign_jws(host.key, header, payload)),
          json::Value("a text")}) {
        const auto reply =
            acme.post(host, new_account, json::Object{{"externalAccountBinding", binding}});
        EXPECT_EQ(reply.status(), 400) << json::to_text(binding);
        EXPECT_EQ(reply.problem(), "malformed") << reply.response.body;
    }
    const json::Object only{{"onlyReturnExisting", true}};
    EXPECT_EQ(acme.post(host, new_account, only).problem(), "accountDoesNotExist");
}

// conforms: 8555-7.3-5, 8555-7.3-7, 8555-7.3-8, 8555-7.3-9
TEST(NewAccount, refuses_contacts_that_it_could_not_write_to) {
    AcmeForTests acme;

    struct Case {
        const char* contact;
        const char* problem;
    };

    for (const auto& [contact, problem] : {
             Case{"tel:+12025551212", "unsupportedContact"},
             Case{"mailto:a@example.org?subject=x", "invalidContact"},
             Case{"mailto:a@example.org,b@example.org", "invalidContact"},
             Case{"mailto:nobody", "invalidContact"},
             Case{"mailto:a@b.example%0D%0ABcc:c@d.example", "invalidContact"},
         }) {
        const Host host;
        auto payload = acme.new_account_payload(host, acme.office.credential);
        payload.emplace_back("contact", json::Array{contact});
        const auto reply = acme.post(host, new_account, payload);
        EXPECT_EQ(reply.status(), 400) << contact;
        EXPECT_EQ(reply.problem(), problem) << contact;
    }
}

TEST(NewAccount, takes_every_address_that_mail_systems_take) {
    AcmeForTests acme;
    const Host host;
    auto payload = acme.new_account_payload(host, acme.office.credential);
    const json::Array contacts{
        "mailto:root@localhost",
        "mailto: a+b@c.example",
        "mailto:user%host@c.example",
        "mailto:\xc3\xa4@c.example"};
    payload.emplace_back("contact", contacts);
    const auto reply = acme.post(host, new_account, payload);
    EXPECT_EQ(reply.status(), 201) << reply.response.body;
    EXPECT_EQ(reply.texts("contact").at(1), "mailto:a+b@c.example");
}

// conforms: 8555-7.3-10, 8555-7.3-11
TEST(NewAccount, needs_agreement_where_there_are_terms) {
    AcmeForTests acme;
    auto terms = acme.office.ov;
    terms.id = crypto::new_id<EndpointId>(acme.office.request.now);
    terms.name = "terms";
    terms.terms_of_service = "https://www.example.org/terms";
    terms.staging_of = acme.office.ov.id;
    acme.office.store.write([&](store::Transaction& tx) { store::insert(tx, terms); });
    EXPECT_EQ(
        acme.send("GET", "/acme/terms/directory").text("meta").find("\"termsOfService\""), 1u
    );

    const Host host;
    const auto url = AcmeForTests::url("new-account", "terms");
    auto payload = acme.new_account_payload(host, acme.office.credential, "terms");
    const auto reply = acme.post(host, url, payload);
    EXPECT_EQ(reply.status(), 403);
    EXPECT_EQ(reply.problem(), "userActionRequired");
    auto agreed = payload;
    agreed.emplace_back("termsOfServiceAgreed", true);
    EXPECT_EQ(acme.post(host, url, agreed).status(), 201);
    // Who is known already is answered without it.
    EXPECT_EQ(acme.post(host, url, payload).status(), 200);
}

// conforms: 8555-6.2-12
TEST(NewAccount, needs_a_jwk) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const auto reply = acme.post(host, new_account, json::Object{});
    EXPECT_EQ(reply.status(), 400);
    EXPECT_EQ(reply.problem(), "malformed");
}

// conforms: 8555-6.3-4
TEST(Account, is_read_by_post_as_get_and_by_an_empty_object) {
    AcmeForTests acme;
    const auto host = acme.registered();
    for (const auto& reply :
         {acme.post_as_get(host, host.kid), acme.post(host, host.kid, json::Object{})}) {
        EXPECT_EQ(reply.status(), 200);
        EXPECT_EQ(reply.header("Location"), host.kid);
        EXPECT_EQ(reply.text("status"), "valid");
    }
}

// conforms: 8555-7.3.2-2
TEST(Account, changes_its_contacts) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const json::Object payload{{"contact", json::Array{"mailto:b@example.org"}}};
    const std::vector<std::string> expected{"mailto:b@example.org"};
    const auto reply = acme.post(host, host.kid, payload);
    EXPECT_EQ(reply.status(), 200);
    EXPECT_EQ(reply.texts("contact"), expected);
    EXPECT_EQ(acme.post_as_get(host, host.kid).texts("contact"), expected);
}

// conforms: 8555-7.3.5-1, 8555-7.3.6-2, 8555-7.3.6-3
TEST(Account, is_deactivated_for_good) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const auto other = acme.post(host, host.kid, json::Object{{"status", "revoked"}});
    EXPECT_EQ(other.text("status"), "valid");
    const auto reply = acme.post(host, host.kid, json::Object{{"status", "deactivated"}});
    EXPECT_EQ(reply.status(), 200);
    EXPECT_EQ(reply.text("status"), "deactivated");

    const Host same{.key = host.key};
    for (const auto& refused :
         {acme.post_as_get(host, host.kid),
          acme.new_order(host),
          acme.post(host, AcmeForTests::url("key-change"), json::Object{}),
          acme.post(same, new_account, acme.new_account_payload(same, acme.office.credential)),
          acme.post(same, new_account, json::Object{{"onlyReturnExisting", true}})}) {
        EXPECT_EQ(refused.status(), 401) << refused.response.body;
        EXPECT_EQ(refused.problem(), "unauthorized");
    }
}

// conforms: 8555-6.3-3, 8555-7.3.6-1
TEST(Account, of_another_client_is_as_one_that_does_not_exist) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const auto other = acme.registered();
    const auto elsewhere = acme.registered("staging");
    const auto id = elsewhere.kid.substr(elsewhere.kid.rfind('/') + 1);
    const auto nobodys = AcmeForTests::url("account/0198f3c2-7a10-7c55-9d0e-3f1b6a2c4d5e");
    const auto expected = acme.post_as_get(host, nobodys).response.body;
    for (const auto& url :
         {other.kid, AcmeForTests::url("account/" + id), AcmeForTests::url("account/1")}) {
        const auto reply = acme.post_as_get(host, url);
        EXPECT_EQ(reply.status(), 404) << url;
        EXPECT_EQ(reply.response.body, expected) << url;
        EXPECT_EQ(acme.post(host, url, json::Object{{"status", "deactivated"}}).status(), 404);
        EXPECT_EQ(acme.post_as_get(host, url + "/orders").status(), 404) << url;
    }
    EXPECT_EQ(acme.post_as_get(other, other.kid).text("status"), "valid");
}

} // namespace

} // namespace chancery::server
