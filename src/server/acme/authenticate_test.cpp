// SPDX-License-Identifier: Apache-2.0
#include "server/acme/acme_server_for_tests.hpp"
#include "server/acme/authenticate.hpp"
#include "workflow/orders/client_changes.hpp"
#include "workflow/registry/credentials.hpp"

#include <gtest/gtest.h>

namespace chancery::server {

namespace {

using namespace std::chrono_literals;

// conforms: 8555-6.2-9, 8555-6.2-10
TEST(Authenticate, takes_every_kind_of_key_that_an_account_may_have) {
    AcmeForTests acme;
    for (const auto kind :
         {crypto::KeyType::ecdsaP256,
          crypto::KeyType::ecdsaP384,
          crypto::KeyType::ed25519,
          crypto::KeyType::rsa2048}) {
        Host host{.key = crypto::PrivateKey::generate(kind)};
        const auto reply = acme.post(
            host,
            AcmeForTests::url("new-account"),
            acme.new_account_payload(host, acme.office.credential)
        );
        ASSERT_EQ(reply.status(), 201) << crypto::to_string(kind);
        host.kid = reply.header("Location");
        EXPECT_EQ(acme.post_as_get(host, host.kid).status(), 200) << crypto::to_string(kind);
    }
}

// conforms: 8555-6.5-4, 8555-6.5-5, 8555-6.5-6
TEST(Authenticate, redeems_a_nonce_once) {
    Read read;
    EXPECT_EQ(read.send(read.header).status(), 200);
    const auto replayed = read.send(read.header);
    EXPECT_EQ(replayed.status(), 400);
    EXPECT_EQ(replayed.problem(), "badNonce");
    const auto again = with(read.header, "nonce", replayed.header("Replay-Nonce"));
    EXPECT_EQ(read.send(again).status(), 200);
}

TEST(Authenticate, refuses_a_nonce_that_is_over_an_hour_old) {
    Read read;
    read.acme.office.request.now += 1h + 1s;
    EXPECT_EQ(read.send(read.header).problem(), "badNonce");
}

// conforms: 8555-6.2-18
TEST(Authenticate, needs_the_content_type_and_allows_it_a_parameter) {
    Read read;
    const auto body = crypto::sign_jws(read.host.key, read.header, "");
    const auto sent_as = [&](const std::string& type) {
        auto request = read.acme.request("POST", AcmeForTests::target_of(read.host.kid), body);
        request.headers = {{"content-type", type}};
        return read.acme.send(request);
    };
    for (const auto* type : {"", "application/json", "application/jose", "text/plain"}) {
        EXPECT_EQ(sent_as(type).status(), 415) << type;
        EXPECT_EQ(sent_as(type).problem(), "malformed") << type;
    }
    EXPECT_EQ(sent_as("Application/JOSE+JSON; charset=utf-8").status(), 200);
}

// conforms: 8555-6.2-1
TEST(Authenticate, tells_nobody_how_a_client_stands_who_cannot_sign_for_it) {
    Read read;
    const auto healthy = read.acme.post_body(read.host.kid, read.badly_signed());
    workflow::disable_account(
        read.acme.office.store, read.acme.office.request, {read.acme.office.web.account.id}
    );
    const auto disabled = read.acme.post_body(read.host.kid, read.badly_signed());
    const auto id = read.host.kid.substr(read.host.kid.rfind('/') + 1);
    auto& office = read.acme.office;
    workflow::deactivate_client(
        office.store, office.standing(*parse_id<ClientId>(id)), office.request.now
    );
    const auto deactivated = read.acme.post_body(read.host.kid, read.badly_signed());
    EXPECT_EQ(healthy.status(), 400);
    EXPECT_EQ(disabled.response.body, healthy.response.body);
    EXPECT_EQ(deactivated.response.body, healthy.response.body);
}

TEST(Authenticate, refuses_the_client_of_a_disabled_account_and_records_it) {
    Read read;
    auto& office = read.acme.office;
    workflow::disable_account(office.store, office.request, {office.web.account.id});
    const auto reply = read.send(read.header);
    EXPECT_EQ(reply.status(), 403);
    EXPECT_EQ(reply.problem(), "unauthorized");
    EXPECT_EQ(
        reply.text("detail"),
        "this ACME account is disabled (accountDisabled); ask it@physics.example.org"
    );
    const auto event = office.events().front().event;
    EXPECT_EQ(event.action, "request.refused");
    EXPECT_EQ(event.outcome, Outcome::refused);
    EXPECT_EQ(event.actor.name, "web");
    workflow::enable_account(office.store, office.request, {office.web.account.id});
    EXPECT_EQ(read.acme.post_as_get(read.host, read.host.kid).status(), 200);
}

TEST(Authenticate, refuses_the_clients_of_a_disabled_department) {
    Read read;
    auto& office = read.acme.office;
    workflow::change_department(
        office.store, office.request, {office.physics.id}, {.enabled = false}
    );
    EXPECT_EQ(read.send(read.header).status(), 403);
}

// conforms: persist-7.2-1
TEST(Authenticate, refuses_the_clients_of_a_credential_that_was_cut_off) {
    Read read;
    auto& office = read.acme.office;
    workflow::revoke_credential(
        office.store, office.request, {office.web.account.id}, {.to = CredentialState::blocked}
    );
    EXPECT_EQ(read.send(read.header).status(), 200);
    workflow::revoke_credential(office.store, office.request, {office.web.account.id}, {});
    const auto refused = read.acme.post_as_get(read.host, read.host.kid);
    EXPECT_EQ(refused.status(), 403);
    EXPECT_EQ(refused.problem(), "unauthorized");
    EXPECT_NE(refused.text("detail").find("(credentialRevoked); ask it@"), std::string::npos);
    EXPECT_EQ(office.events().front().event.action, "request.refused");

    const auto rotated = workflow::rotate_credential(
        office.store, office.sealer, office.request, {office.web.account.id}
    );
    EXPECT_EQ(read.acme.post_as_get(read.host, read.host.kid).status(), 403);
}

TEST(Authenticate, takes_requests_from_the_accounts_networks_alone) {
    Read read;
    auto& office = read.acme.office;
    const auto allow = [&](std::vector<std::string> networks) {
        workflow::change_account(
            office.store,
            office.request,
            {office.web.account.id},
            {.terms = {.networks = std::move(networks)}}
        );
    };
    allow({"192.0.2.0/24"});
    EXPECT_EQ(read.send(read.header).status(), 200);
    allow({"192.0.3.0/24", "2001:db8::/32"});
    const auto refused = read.acme.post_as_get(read.host, read.host.kid);
    EXPECT_EQ(refused.status(), 403);
    EXPECT_EQ(
        refused.text("detail"),
        "this ACME account may not be used from the address 192.0.2.7 (sourceNotAllowed); ask "
        "it@physics.example.org"
    );
    auto from_within = read.acme.request(
        "POST",
        AcmeForTests::target_of(read.host.kid),
        crypto::sign_jws(read.host.key, read.acme.header(read.host, read.host.kid), "")
    );
    from_within.peer.address = "2001:db8::7";
    EXPECT_EQ(read.acme.send(from_within).status(), 200);
    allow({});
    EXPECT_EQ(read.acme.post_as_get(read.host, read.host.kid).status(), 200);
}

TEST(Authenticate, knows_no_client_of_another_endpoint) {
    Read read;
    const auto elsewhere = read.acme.registered("staging");
    // Its own key, at the other endpoint, under either name.
    auto id = elsewhere.kid.substr(elsewhere.kid.rfind('/') + 1);
    for (const auto& kid : {elsewhere.kid, AcmeForTests::url("account/" + id)}) {
        const auto header = with(read.acme.header(elsewhere, read.host.kid), "kid", kid);
        const auto reply =
            read.acme.post_body(read.host.kid, crypto::sign_jws(elsewhere.key, header, ""));
        EXPECT_EQ(reply.status(), 400);
        EXPECT_EQ(reply.problem(), "accountDoesNotExist");
    }
}

} // namespace

} // namespace chancery::server
