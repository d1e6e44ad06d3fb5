// SPDX-License-Identifier: Apache-2.0
// Which JWKs may be an account's, and what becomes of keys whose private half is sent along.
#include "server/acme/acme_server_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::server {

namespace {

const std::string new_account = AcmeForTests::url("new-account");

/// The JWK in the header as a client must not send it.
Reply post_with_jwk(AcmeForTests& acme, const Host& host, json::Value jwk, json::Value payload) {
    const auto header = with(acme.header(host, new_account), "jwk", std::move(jwk));
    return acme.post_body(new_account, crypto::sign_jws(host.key, header, json::to_text(payload)));
}

json::Value private_jwk(const crypto::PrivateKey& key) {
    return json::parse(crypto::to_private_jwk(key).reveal());
}

TEST(NewAccount, with_a_private_key_is_refused_and_the_key_is_blocked) {
    AcmeForTests acme;
    for (const auto kind :
         {crypto::KeyType::ecdsaP256,
          crypto::KeyType::ecdsaP384,
          crypto::KeyType::ed25519,
          crypto::KeyType::rsa2048}) {
        const Host host{.key = crypto::PrivateKey::generate(kind)};
        const auto payload = acme.new_account_payload(host, acme.office.credential);
        const auto disclosed = post_with_jwk(acme, host, private_jwk(host.key), payload);
        EXPECT_EQ(disclosed.status(), 400);
        EXPECT_EQ(disclosed.problem(), "badPublicKey");
        EXPECT_EQ(acme.office.events().front().event.action, "key.blocked");
        const auto again = acme.post(host, new_account, payload);
        EXPECT_EQ(again.status(), 400) << crypto::to_string(kind);
        EXPECT_EQ(again.problem(), "badPublicKey") << "it is blocked by now";
        const auto csr = crypto::make_csr(host.key, {"www.example.org"});
        const auto other = acme.registered();
        const auto order = acme.new_order(other);
        EXPECT_EQ(
            acme.post(other, order.text("finalize"), AcmeForTests::csr_payload(csr)).problem(),
            "badCSR"
        );
    }
}

TEST(NewAccount, with_a_private_key_in_its_binding_is_refused_and_the_key_is_blocked) {
    AcmeForTests acme;
    const auto known = acme.registered();
    for (const auto& key : {known.key, workflow::IssuingOffice::new_key()}) {
        const Host host{.key = key};
        const auto binding = crypto::mac_jws(
            crypto::Hash::sha256,
            Secret(acme.office.credential.hmac_key),
            {{"kid", acme.office.credential.key_id}, {"url", new_account}},
            json::to_text(private_jwk(key))
        );
        const json::Object payload{{"externalAccountBinding", binding}};
        EXPECT_EQ(acme.post(host, new_account, payload).problem(), "badPublicKey");
        const auto good = acme.new_account_payload(host, acme.office.credential);
        EXPECT_EQ(acme.post(host, new_account, good).problem(), "badPublicKey");
    }
    EXPECT_EQ(acme.post_as_get(known, known.kid).status(), 401) << "its client is deactivated";
}

/// A request with a private key that is refused before anybody reads its key.
struct Refused {
    const char* name;
    Reply (*send)(AcmeForTests&, const Host&);
};

class DisclosingRequest : public testing::TestWithParam<Refused> {};

TEST_P(DisclosingRequest, is_refused_and_its_key_is_blocked) {
    AcmeForTests acme;
    const Host host;
    const auto reply = GetParam().send(acme, host);
    EXPECT_EQ(reply.problem(), "badPublicKey") << reply.response.body;
    const auto payload = acme.new_account_payload(host, acme.office.credential);
    EXPECT_EQ(acme.post(host, new_account, payload).problem(), "badPublicKey");
    EXPECT_EQ(acme.office.events().front().event.action, "key.blocked");
}

json::Object disclosing_header(AcmeForTests& acme, const Host& host) {
    return with(acme.header(host, new_account), "jwk", private_jwk(host.key));
}

INSTANTIATE_TEST_SUITE_P(
    Requests,
    DisclosingRequest,
    testing::Values(
        Refused{
            "with_a_kid_too",
            [](AcmeForTests& acme, const Host& host) {
                const auto header = with(disclosing_header(acme, host), "kid", "https://x/1");
                return acme.post_body(new_account, crypto::sign_jws(host.key, header, "{}"));
            }},
        Refused{
            "in_the_unprotected_header",
            [](AcmeForTests& acme, const Host& host) {
                auto jws =
                    json::parse(crypto::sign_jws(host.key, acme.header(host, new_account), "{}"));
                std::get<json::Object>(jws.variant())
                    .emplace_back("header", json::Object{{"jwk", private_jwk(host.key)}});
                return acme.post_body(new_account, json::to_text(jws));
            }},
        Refused{
            "of_another_content_type",
            [](AcmeForTests& acme, const Host& host) {
                auto request = acme.request(
                    "POST",
                    AcmeForTests::target_of(new_account),
                    crypto::sign_jws(host.key, disclosing_header(acme, host), "{}")
                );
                request.headers = {{"Content-Type", "application/json"}};
                return acme.send(request);
            }},
        Refused{
            "without_a_nonce",
            [](AcmeForTests& acme, const Host& host) {
                const auto header = without(disclosing_header(acme, host), "nonce");
                return acme.post_body(new_account, crypto::sign_jws(host.key, header, "{}"));
            }}
    ),
    [](const auto& test) { return std::string(test.param.name); }
);

// conforms: 8555-7.3.1-3
TEST(NewAccount, that_asks_for_a_known_key_hears_that_it_is_not_whatever_it_discloses) {
    AcmeForTests acme;
    const Host host;
    const auto binding = crypto::mac_jws(
        crypto::Hash::sha256,
        Secret(acme.office.credential.hmac_key),
        {{"kid", acme.office.credential.key_id}, {"url", new_account}},
        json::to_text(private_jwk(host.key))
    );
    const json::Object payload{{"onlyReturnExisting", true}, {"externalAccountBinding", binding}};
    EXPECT_EQ(acme.post(host, new_account, payload).problem(), "accountDoesNotExist");
    EXPECT_EQ(acme.office.events().front().event.action, "key.blocked");
}

TEST(NewAccount, with_a_null_for_a_private_member_is_refused_and_blocks_nothing) {
    AcmeForTests acme;
    const Host host;
    auto jwk = std::get<json::Object>(crypto::to_jwk(host.key.public_key()).variant());
    jwk.emplace_back("d", nullptr);
    const auto payload = acme.new_account_payload(host, acme.office.credential);
    EXPECT_EQ(post_with_jwk(acme, host, jwk, payload).problem(), "badPublicKey");
    EXPECT_EQ(acme.post(host, new_account, payload).status(), 201);
}

TEST(NewAccount, with_a_private_key_of_somebody_else_is_refused_and_blocks_nothing) {
    AcmeForTests acme;
    const auto victim = acme.registered();
    auto jwk = std::get<json::Object>(crypto::to_jwk(victim.key.public_key()).variant());
    jwk.emplace_back("d", to_base64url(Bytes(32, 'x')));
    const auto reply = post_with_jwk(acme, Host{.key = victim.key}, jwk, json::Object{});
    EXPECT_EQ(reply.problem(), "badPublicKey");
    EXPECT_EQ(acme.post_as_get(victim, victim.kid).status(), 200);
    EXPECT_EQ(acme.post(Host{.key = victim.key}, new_account, json::Object{}).status(), 200);
}

TEST(NewAccount, with_a_key_that_is_for_something_else_is_refused) {
    AcmeForTests acme;
    for (const auto& [member, value] : std::vector<std::pair<std::string, json::Value>>{
             {"use", "enc"}, {"alg", "ES384"}, {"key_ops", json::Array{"deriveKey"}}}) {
        const Host host;
        const auto payload = acme.new_account_payload(host, acme.office.credential);
        auto jwk = std::get<json::Object>(crypto::to_jwk(host.key.public_key()).variant());
        jwk.emplace_back(member, value);
        EXPECT_EQ(post_with_jwk(acme, host, jwk, payload).problem(), "badPublicKey") << member;
        EXPECT_EQ(acme.post(host, new_account, payload).status(), 201) << "nothing was blocked";
    }
}

// conforms: 8555-8.1-1
TEST(NewAccount, with_zero_octets_in_its_jwk_is_the_same_keys) {
    AcmeForTests acme;
    const Host host{.key = crypto::PrivateKey::generate(crypto::KeyType::rsa2048)};
    const auto jwk = std::get<json::Object>(crypto::to_jwk(host.key.public_key()).variant());
    const auto modulus = parse_base64url(json::Reader(jwk).at("n").string()).value();
    const auto longer = with(jwk, "n", to_base64url(Bytes(1, '\0') + modulus));
    const auto payload = acme.new_account_payload(host, acme.office.credential);
    const auto created = post_with_jwk(acme, host, longer, payload);
    EXPECT_EQ(created.status(), 201) << created.response.body;
    const auto again = acme.post(host, new_account, json::Object{});
    EXPECT_EQ(again.status(), 200);
    EXPECT_EQ(again.header("Location"), created.header("Location"));
}

} // namespace

} // namespace chancery::server
