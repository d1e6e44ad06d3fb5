// SPDX-License-Identifier: Apache-2.0
// Every resource, asked for by a client that may not ask any more, in whatever way that came about.
#include "server/acme/validating_for_tests.hpp"
#include "workflow/issuance/compromised_keys.hpp"
#include "workflow/registry/accounts.hpp"
#include "workflow/registry/clients.hpp"

#include <gtest/gtest.h>

#include <map>

namespace chancery::server {

namespace {

/// A client with one of everything, made while it still could.
struct Fleeting {
    Validating office;
    Host host = office.registered();
    const std::vector<std::string> names{"www.example.test"};
    std::string certificate = issued();
    Reply order = office.new_order(host, {"mail.example.test"});
    std::string authorization = order.texts("authorizations").at(0);
    std::string challenge = Validating::find_url(office.authorization_of(host, order), "http-01");

    std::string issued() {
        const auto ready = office.proven_order(host, names);
        return post(ready.text("finalize"), AcmeForTests::csr_for(names)).text("certificate");
    }

    Reply post(const std::string& url, const json::Value& payload) {
        return office.acme.post(host, url, payload);
    }

    Reply read(const std::string& url) { return office.acme.post_as_get(host, url); }

    ClientId id() const {
        return parse_id<ClientId>(host.kid.substr(host.kid.size() - 36)).value();
    }

    Bytes der() const { return office.acme.office.certificates().front().der; }
};

using Ask = Reply (*)(Fleeting&);

const json::Object deactivated{{"status", "deactivated"}};

/// What a client may ask of each resource. A resource that is added has no row here, and does not
/// compile.
std::multimap<std::string_view, Ask> asks() {
    const auto& [directory, new_nonce, new_account, new_order, new_authorization, key_change, revoke_cert, renewal_info, account, orders, order, finalize, authorization, challenge, certificate, alternate, short_ids] =
        acme::usual_paths;
    EXPECT_FALSE(short_ids);
    EXPECT_FALSE(renewal_info.empty()); // Anybody reads it, and nobody signs for that.
    return {
        {directory, [](Fleeting& c) { return c.read(Validating::url("directory")); }},
        {new_nonce, [](Fleeting& c) { return c.read(Validating::url("new-nonce")); }},
        {new_account,
         [](Fleeting& c) {
             const Host by_key{.key = c.host.key};
             return c.office.acme.post(by_key, Validating::url("new-account"), json::Object{});
         }},
        {new_account,
         [](Fleeting& c) {
             const Host by_key{.key = c.host.key};
             const json::Object payload{{"onlyReturnExisting", true}};
             return c.office.acme.post(by_key, Validating::url("new-account"), payload);
         }},
        {new_order, [](Fleeting& c) { return c.office.new_order(c.host, c.names); }},
        {new_authorization,
         [](Fleeting& c) {
             const json::Object name{{"type", "dns"}, {"value", "www.example.test"}};
             return c.post(Validating::url("new-authz"), json::Object{{"identifier", name}});
         }},
        {key_change,
         [](Fleeting& c) {
             const auto url = Validating::url("key-change");
             const auto next = workflow::IssuingOffice::new_key();
             const json::Object payload{
                 {"account", c.host.kid}, {"oldKey", crypto::to_jwk(c.host.key.public_key())}};
             json::Object header{{"jwk", crypto::to_jwk(next.public_key())}, {"url", url}};
             const auto inner = crypto::sign_jws(next, std::move(header), json::to_text(payload));
             return c.post(url, json::parse(inner));
         }},
        {revoke_cert,
         [](Fleeting& c) {
             const json::Object payload{{"certificate", to_base64url(c.der())}};
             return c.post(Validating::url("revoke-cert"), payload);
         }},
        {account, [](Fleeting& c) { return c.read(c.host.kid); }},
        {account, [](Fleeting& c) { return c.post(c.host.kid, deactivated); }},
        {account,
         [](Fleeting& c) {
             const json::Array contact{"mailto:new@example.org"};
             return c.post(c.host.kid, json::Object{{"contact", contact}});
         }},
        {orders, [](Fleeting& c) { return c.read(c.host.kid + "/orders"); }},
        {order, [](Fleeting& c) { return c.read(c.order.header("Location")); }},
        {finalize,
         [](Fleeting& c) {
             return c.post(c.order.text("finalize"), AcmeForTests::csr_for({"mail.example.test"}));
         }},
        {authorization, [](Fleeting& c) { return c.read(c.authorization); }},
        {authorization, [](Fleeting& c) { return c.post(c.authorization, deactivated); }},
        {challenge, [](Fleeting& c) { return c.read(c.challenge); }},
        {challenge, [](Fleeting& c) { return c.post(c.challenge, json::Object{}); }},
        {certificate, [](Fleeting& c) { return c.read(c.certificate); }},
        {alternate, [](Fleeting& c) { return c.read(c.certificate + "/1"); }},
    };
}

/// How it came about.
struct Ending {
    const char* name;
    int status;
    void (*happens)(Fleeting&);
};

class EndedClient : public testing::TestWithParam<Ending> {};

// conforms: 8555-7.3.6-2, 8555-7.3.6-3
TEST_P(EndedClient, is_refused_at_every_resource) {
    Fleeting client;
    GetParam().happens(client);
    for (const auto& [path, ask] : asks()) {
        const auto reply = ask(client);
        const bool by_a_blocked_key =
            path == acme::usual_paths.new_account && reply.problem() == "badPublicKey";
        if (by_a_blocked_key) continue;
        EXPECT_EQ(reply.status(), GetParam().status) << path << reply.response.body;
        EXPECT_EQ(reply.problem(), "unauthorized") << path;
        EXPECT_NE(reply.header("Replay-Nonce"), "") << path;
    }
    EXPECT_EQ(client.office.acme.office.certificates().front().status, CertificateStatus::issued)
        << "nothing was done";
    EXPECT_EQ(client.office.web.requests(), 1) << "the challenge from before is all that was asked";
}

INSTANTIATE_TEST_SUITE_P(
    Endings,
    EndedClient,
    testing::Values(
        Ending{
            "deactivated_by_itself",
            401,
            [](Fleeting& client) { client.post(client.host.kid, deactivated); }},
        Ending{
            "deactivated_by_the_office",
            401,
            [](Fleeting& client) {
                auto& office = client.office.acme.office;
                workflow::deactivate_client(office.store, office.request, {client.id()});
            }},
        Ending{
            "deactivated_by_its_key",
            401,
            [](Fleeting& client) {
                auto& office = client.office.acme.office;
                workflow::block_disclosed_key(
                    office.store, office.request, client.host.key.public_key()
                );
            }},
        Ending{
            "with_a_disabled_account",
            403,
            [](Fleeting& client) {
                auto& office = client.office.acme.office;
                const auto account = office.standing(client.id()).client.account;
                workflow::disable_account(office.store, office.request, {account});
            }},
        Ending{
            "with_a_disabled_department",
            403,
            [](Fleeting& client) {
                auto& office = client.office.acme.office;
                workflow::change_department(
                    office.store, office.request, {office.physics.id}, {.enabled = false}
                );
            }}
    ),
    [](const auto& test) { return std::string(test.param.name); }
);

TEST(LivingClient, is_served_at_every_resource) {
    for (const auto& [path, ask] : asks()) {
        Fleeting client;
        const auto reply = ask(client);
        EXPECT_NE(reply.problem(), "unauthorized") << path << reply.response.body;
    }
}

} // namespace

} // namespace chancery::server
