// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.hpp"
#include "server/acme/acme_server_for_tests.hpp"
#include "store/registry/profiles.hpp"

#include <gtest/gtest.h>

namespace chancery::server {

namespace {

using namespace std::chrono_literals;

/// A host with a certificate, and what it may say of it.
struct Holder {
    AcmeForTests acme;
    Host host = acme.registered();
    Host key = {}; ///< The certificate's.
    Bytes der = issued();

    Bytes issued() {
        const auto csr = crypto::make_csr(key.key, {"www.example.org"});
        const auto order =
            acme.post(host, acme.new_order(host).text("finalize"), AcmeForTests::csr_payload(csr));
        const auto chain = acme.post_as_get(host, order.text("certificate")).response.body;
        return parse_pem(chain, "CERTIFICATE").at(0);
    }

    static json::Value payload(const Bytes& der, std::optional<int> reason = std::nullopt) {
        json::Object object{{"certificate", to_base64url(der)}};
        if (reason) object.emplace_back("reason", *reason);
        return object;
    }

    Reply revoke(const Host& by, std::optional<int> reason = std::nullopt) {
        return acme.post(by, AcmeForTests::url("revoke-cert"), payload(der, reason));
    }

    Reply revoke_as(const Host& by, const json::Value& as) {
        return acme.post(by, AcmeForTests::url("revoke-cert"), as);
    }

    Certificate kept() { return acme.office.certificates().front(); }
};

std::string detail(const Reply& reply) {
    return reply.text("detail");
}

bool names(const Reply& reply, std::string_view what) {
    return detail(reply).find(what) != std::string::npos;
}

// conforms: 8555-7.6-5, 8555-7.6-8
TEST(RevokeCert, takes_the_word_of_the_client_that_got_it) {
    Holder holder;
    const auto reply = holder.revoke(holder.host, 4);
    EXPECT_EQ(reply.status(), 200) << reply.response.body;
    EXPECT_EQ(reply.response.body, "");
    EXPECT_NE(reply.header("Replay-Nonce"), "");
    EXPECT_EQ(holder.kept().status, CertificateStatus::revoked);
    EXPECT_EQ(holder.kept().revocation->reason, RevocationReason::superseded);
    EXPECT_EQ(holder.kept().revocation->by, "web");
}

// conforms: 8555-6.2-12, 8555-7.6-7
TEST(RevokeCert, takes_the_word_of_the_certificates_own_key) {
    Holder holder;
    EXPECT_EQ(holder.revoke(holder.key, 1).status(), 200);
    EXPECT_EQ(holder.kept().revocation->reason, RevocationReason::keyCompromise);
    const auto events = holder.acme.office.events();
    EXPECT_EQ(events.at(0).event.action, "key.blocked");
    EXPECT_EQ(events.at(1).event.action, "certificate.revoked");
    EXPECT_EQ(events.at(1).event.actor.name, "the certificate's own key");
    EXPECT_EQ(events.at(1).event.actor.address, "192.0.2.7");
}

// conforms: 8555-6.2-12, 8555-7.6-7
TEST(RevokeCert, takes_es512_of_a_certificates_own_key_and_of_nobody_else) {
    Holder holder;
    auto& office = holder.acme.office;
    office.store.write([&](store::Transaction& tx) {
        auto profile = store::find_profile(tx, "ov").value();
        profile.key_types = {"ecdsaP521"};
        store::update(tx, profile, office.request.now);
    });
    holder.key.key = crypto::PrivateKey::generate(crypto::KeyType::ecdsaP521);
    holder.der = holder.issued();
    const Host other{crypto::PrivateKey::generate(crypto::KeyType::ecdsaP521)};
    EXPECT_EQ(holder.revoke(other).problem(), "unauthorized");
    auto& acme = holder.acme;
    const auto registering = acme.post(
        holder.key, AcmeForTests::url("new-account"), json::Object{{"onlyReturnExisting", true}}
    );
    EXPECT_EQ(registering.problem(), "badSignatureAlgorithm");
    EXPECT_EQ(registering.texts("algorithms").size(), 4u);
    auto named = holder.key;
    named.kid = holder.host.kid;
    EXPECT_EQ(holder.revoke(named).problem(), "badSignatureAlgorithm");
    EXPECT_EQ(holder.revoke(holder.key, 1).status(), 200);
    EXPECT_EQ(holder.kept().revocation->by, "the certificate's own key");
}

// conforms: 8555-7.6-4, 8555-7.6-6
TEST(RevokeCert, takes_the_word_of_a_client_with_authorizations_for_all_names) {
    Holder holder;
    const auto other = holder.acme.registered();
    const auto refused = holder.revoke(other);
    EXPECT_EQ(refused.status(), 403);
    EXPECT_EQ(refused.problem(), "unauthorized");
    EXPECT_TRUE(names(refused, "www.example.org")) << detail(refused);

    const auto order = holder.acme.new_order(other);
    const auto compromised = holder.revoke(other, 1);
    EXPECT_EQ(compromised.status(), 400);
    EXPECT_EQ(compromised.problem(), "badRevocationReason");
    EXPECT_EQ(holder.kept().status, CertificateStatus::issued);
    EXPECT_EQ(holder.revoke(other, 5).status(), 200);
    EXPECT_EQ(holder.kept().revocation->reason, RevocationReason::cessationOfOperation);
}

// conforms: 8555-7.6-4
TEST(RevokeCert, is_refused_with_an_authorization_that_was_given_back) {
    Holder holder;
    const auto other = holder.acme.registered();
    const auto order = holder.acme.new_order(other);
    for (const auto& url : order.texts("authorizations"))
        holder.acme.post(other, url, json::Object{{"status", "deactivated"}});
    EXPECT_EQ(holder.revoke(other).problem(), "unauthorized");
}

// conforms: 8555-7.6-4
TEST(RevokeCert, is_refused_to_another_key) {
    Holder holder;
    const auto reply = holder.revoke(Host{});
    EXPECT_EQ(reply.status(), 403);
    EXPECT_EQ(reply.problem(), "unauthorized");
    // The client's own key, but as a key and not as a client.
    Host unnamed = holder.host;
    unnamed.kid.clear();
    EXPECT_EQ(holder.revoke(unnamed).problem(), "unauthorized");
    EXPECT_EQ(holder.kept().status, CertificateStatus::issued);
}

// conforms: 8555-7.6-8
TEST(RevokeCert, happens_once) {
    Holder holder;
    EXPECT_EQ(holder.revoke(holder.host).status(), 200);
    EXPECT_EQ(holder.kept().revocation->reason, RevocationReason::unspecified);
    for (const auto& [by, reason] :
         {std::pair{&holder.host, 1}, {&holder.host, 4}, {&holder.key, 0}, {&holder.key, 4}}) {
        const auto again = holder.revoke(*by, reason);
        EXPECT_EQ(again.status(), 400);
        EXPECT_EQ(again.problem(), "alreadyRevoked");
    }
    EXPECT_EQ(holder.kept().revocation->reason, RevocationReason::unspecified);
}

TEST(RevokeCert, happens_again_when_the_certificates_own_key_says_that_it_is_compromised) {
    Holder holder;
    EXPECT_EQ(holder.revoke(holder.host, 4).status(), 200);
    EXPECT_EQ(holder.revoke(holder.key, 1).status(), 200);
    EXPECT_EQ(holder.kept().revocation->reason, RevocationReason::keyCompromise);
    EXPECT_EQ(holder.revoke(holder.key, 1).problem(), "alreadyRevoked");
    const auto csr = crypto::make_csr(holder.key.key, {"www.example.org"});
    const auto order = holder.acme.new_order(holder.host);
    const auto reply =
        holder.acme.post(holder.host, order.text("finalize"), AcmeForTests::csr_payload(csr));
    EXPECT_EQ(reply.problem(), "badCSR") << "the key is blocked";
    // Nobody registers with it either.
    const Host stranger{.key = holder.key.key};
    const auto payload = holder.acme.new_account_payload(stranger, holder.acme.office.credential);
    const auto registering = holder.acme.post(stranger, AcmeForTests::url("new-account"), payload);
    EXPECT_EQ(registering.status(), 400);
    EXPECT_EQ(registering.problem(), "badPublicKey");
}

// conforms: 8555-7.6-2, 8555-7.6-3
TEST(RevokeCert, takes_only_reasons_that_a_server_may_have) {
    Holder holder;
    for (const int reason : {-1, 2, 6, 7, 8, 10, 11, 1000}) {
        const auto reply = holder.revoke(holder.host, reason);
        EXPECT_EQ(reply.status(), 400) << reason;
        EXPECT_EQ(reply.problem(), "badRevocationReason") << reason;
        EXPECT_TRUE(names(reply, "4 (superseded)")) << detail(reply);
    }
    for (const char* reason : {R"("4")", R"("superseded")", "4.5", "true", "[4]"}) {
        const auto text =
            R"({"certificate":")" + to_base64url(holder.der) + R"(","reason":)" + reason + "}";
        EXPECT_EQ(holder.revoke_as(holder.host, json::parse(text)).problem(), "malformed") << text;
    }
    EXPECT_EQ(holder.kept().status, CertificateStatus::issued);
}

TEST(RevokeCert, knows_only_the_very_certificates_of_its_endpoint) {
    Holder holder;
    auto changed = holder.der;
    changed.back() = static_cast<char>(changed.back() ^ 1);
    const auto root = parse_pem(workflow::authority_for_tests().root_pem, "CERTIFICATE").at(0);
    for (const auto& der : {changed, root}) {
        const auto reply = holder.revoke_as(holder.host, Holder::payload(der));
        EXPECT_EQ(reply.status(), 404) << reply.response.body;
        EXPECT_EQ(reply.problem(), "malformed");
    }
    const auto elsewhere = AcmeForTests::url("revoke-cert", "staging");
    EXPECT_EQ(
        holder.acme.post(holder.key, elsewhere, Holder::payload(holder.der)).problem(), "malformed"
    );
    EXPECT_EQ(holder.kept().status, CertificateStatus::issued);
}

TEST(RevokeCert, refuses_what_is_no_certificate) {
    Holder holder;
    for (const auto& der : {Bytes(), Bytes("\x30\x00", 2), holder.der + "x", Bytes(5000, '0')}) {
        const auto reply = holder.revoke_as(holder.host, Holder::payload(der));
        EXPECT_EQ(reply.status(), 400) << der.size();
        EXPECT_EQ(reply.problem(), "malformed");
    }
    for (const auto* text :
         {"{}", "[]", R"({"certificate":null})", R"({"certificate":"MIIB/+8"})", R"("")"})
        EXPECT_EQ(holder.revoke_as(holder.host, json::parse(text)).problem(), "malformed") << text;
    EXPECT_EQ(
        holder.acme.post_as_get(holder.host, AcmeForTests::url("revoke-cert")).problem(),
        "malformed"
    );
}

TEST(RevokeCert, keeps_a_compromised_key_out_of_later_certificates) {
    Holder holder;
    EXPECT_EQ(holder.revoke(holder.key, 1).status(), 200);
    const auto csr = crypto::make_csr(holder.key.key, {"www.example.org"});
    const auto order = holder.acme.new_order(holder.host);
    const auto reply =
        holder.acme.post(holder.host, order.text("finalize"), AcmeForTests::csr_payload(csr));
    EXPECT_EQ(reply.status(), 400);
    EXPECT_EQ(reply.problem(), "badCSR");
    EXPECT_TRUE(names(reply, "compromised")) << detail(reply);
    const auto other = AcmeForTests::csr_for({"www.example.org"});
    EXPECT_EQ(holder.acme.post(holder.host, order.text("finalize"), other).text("status"), "valid");
}

// conforms: 8555-7.3.6-2
// conforms-refusal: 8555-7.3.6-5
TEST(RevokeCert, is_refused_to_clients_that_may_do_nothing_any_more) {
    Holder holder;
    holder.acme.post(holder.host, holder.host.kid, json::Object{{"status", "deactivated"}});
    EXPECT_EQ(holder.revoke(holder.host).status(), 401);
    EXPECT_EQ(holder.kept().status, CertificateStatus::issued) << "nobody revoked it";
    EXPECT_EQ(holder.revoke(holder.key).status(), 200) << "the key is enough";
}

} // namespace

} // namespace chancery::server
