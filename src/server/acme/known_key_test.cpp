// SPDX-License-Identifier: Apache-2.0
// newAccount with a key that a client has already (RFC 8555 §7.3.1).
#include "server/acme/acme_server_for_tests.hpp"
#include "workflow/registry/accounts.hpp"

#include <gtest/gtest.h>

namespace chancery::server {

namespace {

const std::string new_account = AcmeForTests::url("new-account");

TEST(NewAccount, gives_the_same_key_the_same_client) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const Host same{.key = host.key};
    for (const auto& payload :
         {acme.new_account_payload(same, acme.office.credential),
          json::Object{},
          json::Object{{"onlyReturnExisting", true}}}) {
        const auto reply = acme.post(same, new_account, payload);
        EXPECT_EQ(reply.status(), 200);
        EXPECT_EQ(reply.header("Location"), host.kid);
    }
}

/// What a request may say of an account, well or badly.
std::vector<json::Object> said_of_an_account(const AcmeForTests& acme, const Host& host) {
    const auto& credential = acme.office.credential;
    auto wrong = credential;
    wrong.hmac_key = Bytes(32, 'x');
    auto unknown = credential;
    unknown.key_id = "nobody";
    const auto bound = [&](const workflow::EabCredential& with, const std::string& url) {
        return json::Object{{"externalAccountBinding", with.binding(host.key.public_key(), url)}};
    };
    std::vector<json::Object> all{
        {},
        {{"contact", json::Array{"mailto:other@example.org"}}, {"status", "deactivated"}},
        {{"contact", json::Array{}}},
        {{"contact", json::Array{"mailto:nobody", "tel:1", 7}}},
        {{"contact", json::Array(11, "mailto:a@b.example")}},
        {{"contact", "mailto:a@b.example"}},
        {{"contact", json::Object{}}},
        {{"termsOfServiceAgreed", "yes"}},
        {{"termsOfServiceAgreed", false}, {"orders", 7}, {"no such member", nullptr}},
        {{"onlyReturnExisting", true}},
        {{"onlyReturnExisting", "true"}},
        {{"onlyReturnExisting", true}, {"contact", "mailto:a@b.example"}},
        {{"externalAccountBinding", "text"}},
        {{"externalAccountBinding", json::Object{}}},
        {{"externalAccountBinding", json::Array{1}}},
        bound(credential, new_account),
        bound(wrong, new_account),
        bound(unknown, new_account),
        bound(credential, "https://elsewhere.example/new-account"),
    };
    const auto other = workflow::IssuingOffice::new_key();
    all.push_back({{"externalAccountBinding", credential.binding(other.public_key(), new_account)}}
    );
    return all;
}

TEST(NewAccount, with_a_key_that_is_known_ignores_everything_else) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const Host same{.key = host.key};
    const auto before = acme.post_as_get(host, host.kid);
    const auto events = acme.office.events().size();
    for (const auto& payload : said_of_an_account(acme, same)) {
        const auto reply = acme.post(same, new_account, payload);
        EXPECT_EQ(reply.status(), 200) << json::to_text(payload) << reply.response.body;
        EXPECT_EQ(reply.header("Location"), host.kid);
        EXPECT_EQ(reply.body, before.body);
    }
    EXPECT_EQ(acme.post_as_get(host, host.kid).body, before.body);
    EXPECT_EQ(acme.office.events().size(), events);
}

TEST(NewAccount, with_a_key_that_is_known_is_refused_as_its_client_is_whatever_else_it_says) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const Host same{.key = host.key};
    auto& office = acme.office;
    const auto account = office.web.account.id;
    workflow::disable_account(office.store, office.request, {account});
    for (const auto& payload : said_of_an_account(acme, same)) {
        const auto reply = acme.post(same, new_account, payload);
        EXPECT_EQ(reply.status(), 403) << json::to_text(payload) << reply.response.body;
        EXPECT_TRUE(reply.text("detail").starts_with("this ACME account is disabled"));
    }
    workflow::enable_account(office.store, office.request, {account});
    acme.post(host, host.kid, json::Object{{"status", "deactivated"}});
    for (const auto& payload : said_of_an_account(acme, same))
        EXPECT_EQ(acme.post(same, new_account, payload).status(), 401) << json::to_text(payload);
}

TEST(NewAccount, is_an_object) {
    AcmeForTests acme;
    const auto known = acme.registered();
    for (const auto& host : {Host{.key = known.key}, Host{}})
        for (const auto* payload : {"", "[]", "7", "null", "{", "text"}) {
            const auto body = crypto::sign_jws(host.key, acme.header(host, new_account), payload);
            const auto reply = acme.post_body(new_account, body);
            EXPECT_EQ(reply.status(), 400) << payload;
            EXPECT_EQ(reply.problem(), "malformed") << payload;
        }
}

// conforms: 8555-7.3-2, 8555-7.3.1-3
TEST(NewAccount, asked_for_an_existing_one_makes_nothing_whatever_else_it_says) {
    AcmeForTests acme;
    const Host stranger;
    for (auto payload : said_of_an_account(acme, stranger)) {
        payload = with(payload, "onlyReturnExisting", true);
        const auto reply = acme.post(stranger, new_account, payload);
        EXPECT_EQ(reply.status(), 400) << json::to_text(payload);
        EXPECT_EQ(reply.problem(), "accountDoesNotExist") << json::to_text(payload);
    }
}

TEST(NewAccount, never_moves_a_key_to_another_account) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const auto other = workflow::credential_of(acme.office.account("other", {}));
    const Host same{.key = host.key};
    const auto reply = acme.post(same, new_account, acme.new_account_payload(same, other));
    EXPECT_EQ(reply.status(), 403);
    EXPECT_EQ(reply.problem(), "unauthorized");
    EXPECT_TRUE(reply.text("detail").starts_with(
        "this account key belongs to the ACME account \"web\" and cannot move to \"other\"; to use "
        "that one, register again"
    )) << reply.text("detail");
}

} // namespace

} // namespace chancery::server
