// SPDX-License-Identifier: Apache-2.0
#include "server/acme/acme_server_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::server {

namespace {

const std::string key_change = AcmeForTests::url("key-change");

/// A client that wants another key, and what it sends, which a test may spoil.
struct Rollover {
    AcmeForTests acme;
    Host host = acme.registered();
    Host next = {};
    json::Object inner_header{{"jwk", crypto::to_jwk(next.key.public_key())}, {"url", key_change}};
    json::Object inner_payload{
        {"account", host.kid}, {"oldKey", crypto::to_jwk(host.key.public_key())}};

    std::string inner() const {
        return crypto::sign_jws(next.key, inner_header, json::to_text(inner_payload));
    }

    Reply send(const std::string& payload) {
        return acme.post_body(
            key_change, crypto::sign_jws(host.key, acme.header(host, key_change), payload)
        );
    }

    Reply send() { return send(inner()); }
};

/// All that its client can read of itself and of what it ordered, one after the other.
std::vector<std::string>
all_of(AcmeForTests& acme, const Host& host, const std::vector<std::string>& urls) {
    std::vector<std::string> texts;
    for (const auto& url : urls)
        texts.push_back(acme.post_as_get(host, url).response.body);
    return texts;
}

// conforms-refusal: 8555-7.3.5-9, 8555-7.3.5-10
// conforms-table: 8555-7.3.5-9
TEST(KeyChange, changes_nothing_that_the_client_can_read) {
    Rollover rollover;
    auto& acme = rollover.acme;
    const auto& host = rollover.host;
    acme.post(host, host.kid, json::Object{{"contact", json::Array{"mailto:a@example.org"}}});
    const auto open = acme.new_order(host);
    const auto done = acme.issued(host);
    std::vector<std::string> urls{
        host.kid,
        host.kid + "/orders",
        open.header("Location"),
        open.texts("authorizations").front(),
        done.header("Location"),
        done.texts("authorizations").front(),
        done.text("certificate")};
    const auto before = all_of(acme, host, urls);
    ASSERT_EQ(rollover.send().status(), 200);
    const Host renewed{.key = rollover.next.key, .kid = host.kid};
    EXPECT_EQ(all_of(acme, renewed, urls), before);
    EXPECT_EQ(
        acme.post(renewed, open.text("finalize"), AcmeForTests::csr_for({"www.example.org"}))
            .text("status"),
        "valid"
    );
}

// conforms: account-3.2-1, persist-4.5-2
TEST(KeyChange, gives_a_client_its_new_key_and_refuses_the_old_one) {
    Rollover rollover;
    auto& acme = rollover.acme;
    const auto order = acme.new_order(rollover.host).header("Location");
    const auto reply = rollover.send();
    EXPECT_EQ(reply.status(), 200) << reply.response.body;
    EXPECT_EQ(reply.header("Location"), rollover.host.kid);
    EXPECT_EQ(reply.text("status"), "valid");

    const Host renewed{.key = rollover.next.key, .kid = rollover.host.kid};
    EXPECT_EQ(acme.post_as_get(renewed, order).text("status"), "ready");
    EXPECT_EQ(acme.post_as_get(rollover.host, order).problem(), "malformed");
    const auto event = acme.office.events({.action = "client.keyChanged"}).front().event;
    EXPECT_EQ(event.outcome, Outcome::succeeded);
    EXPECT_EQ(event.changes.at(0).from, crypto::thumbprint(rollover.host.key.public_key()));
    EXPECT_EQ(event.changes.at(0).to, crypto::thumbprint(rollover.next.key.public_key()));
}

TEST(KeyChange, lets_the_old_key_register_anew) {
    Rollover rollover;
    rollover.send();
    const auto kid = rollover.acme.post(
        Host{.key = rollover.host.key},
        AcmeForTests::url("new-account"),
        rollover.acme.new_account_payload(rollover.host, rollover.acme.office.credential)
    );
    EXPECT_EQ(kid.status(), 201);
    EXPECT_NE(kid.header("Location"), rollover.host.kid);
}

// conforms: 8555-7.3.5-7, 8555-7.3.5-8
TEST(KeyChange, to_a_key_that_a_client_has_names_that_client) {
    Rollover rollover;
    const auto other = rollover.acme.registered();
    rollover.next = other;
    rollover.inner_header =
        with(rollover.inner_header, "jwk", crypto::to_jwk(other.key.public_key()));
    const auto reply = rollover.send();
    EXPECT_EQ(reply.status(), 409);
    EXPECT_EQ(reply.header("Location"), other.kid);
    EXPECT_EQ(rollover.acme.post_as_get(rollover.host, rollover.host.kid).status(), 200);
    const auto event = rollover.acme.office.events({.action = "client.keyChanged"}).front().event;
    EXPECT_EQ(event.outcome, Outcome::refused);
}

// conforms: 8555-7.3.5-2, 8555-7.3.5-3, 8555-7.3.5-4, 8555-7.3.5-5, 8555-7.3.5-6
TEST(KeyChange, refuses_what_the_new_key_has_not_signed_for_this_account) {
    Rollover good;
    const auto stranger = good.acme.registered();
    const auto rejected = [&](json::Object header, json::Object payload, const char* why) {
        const auto& signer = good.next.key;
        const auto reply =
            good.send(crypto::sign_jws(signer, std::move(header), json::to_text(payload)));
        EXPECT_EQ(reply.status(), 400) << why << reply.response.body;
        EXPECT_EQ(reply.problem(), "malformed") << why;
    };
    const auto& header = good.inner_header;
    const auto& payload = good.inner_payload;
    const auto strangers_key = crypto::to_jwk(stranger.key.public_key());
    rejected(header, with(payload, "account", stranger.kid), "another account");
    rejected(header, with(payload, "oldKey", strangers_key), "another old key");
    rejected(header, without(payload, "account"), "no account");
    rejected(header, without(payload, "oldKey"), "no old key");
    rejected(with(header, "url", good.host.kid), payload, "another url");
    rejected(without(header, "url"), payload, "no url");
    rejected(with(header, "nonce", good.acme.nonce()), payload, "a nonce");
    rejected(with(header, "kid", good.host.kid), payload, "a kid");
    rejected(without(header, "jwk"), payload, "no jwk");
    rejected(with(header, "crit", json::Array{"exp"}), payload, "an extension");
    EXPECT_EQ(good.send("{}").problem(), "malformed");
    EXPECT_EQ(good.send("").problem(), "malformed");
    EXPECT_EQ(good.send().status(), 200); // and none of them changed anything
}

// conforms: 8555-7.3.5-2
TEST(KeyChange, refuses_a_signature_that_is_not_the_new_keys) {
    Rollover rollover;
    rollover.next.key = workflow::IssuingOffice::new_key();
    const auto reply = rollover.send();
    EXPECT_EQ(reply.status(), 400);
    EXPECT_EQ(reply.problem(), "malformed");
}

TEST(KeyChange, refuses_a_key_that_no_client_may_have) {
    Rollover rollover;
    rollover.inner_header = with(
        rollover.inner_header,
        "jwk",
        json::Object{{"kty", "RSA"}, {"e", "AQAB"}, {"n", to_base64url(Bytes(128, '\xc5'))}}
    );
    EXPECT_EQ(rollover.send().problem(), "badPublicKey"); // 1024 bits
}

json::Value private_jwk(const crypto::PrivateKey& key) {
    return json::parse(crypto::to_private_jwk(key).reveal());
}

TEST(KeyChange, refuses_and_blocks_a_new_key_that_comes_with_its_private_half) {
    Rollover rollover;
    const auto good = rollover.inner_header;
    rollover.inner_header = with(good, "jwk", private_jwk(rollover.next.key));
    EXPECT_EQ(rollover.send().problem(), "badPublicKey");
    rollover.inner_header = good;
    const auto again = rollover.send();
    EXPECT_EQ(again.status(), 400);
    EXPECT_EQ(again.problem(), "badPublicKey") << "it is blocked by now";
    EXPECT_EQ(rollover.acme.post_as_get(rollover.host, rollover.host.kid).status(), 200);
}

TEST(KeyChange, ends_a_client_whose_present_key_comes_with_its_private_half) {
    Rollover rollover;
    rollover.inner_payload = with(rollover.inner_payload, "oldKey", private_jwk(rollover.host.key));
    EXPECT_EQ(rollover.send().problem(), "badPublicKey");
    EXPECT_EQ(rollover.acme.post_as_get(rollover.host, rollover.host.kid).status(), 401);
}

} // namespace

} // namespace chancery::server
