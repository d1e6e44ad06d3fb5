// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.hpp"
#include "server/acme/acme_server_for_tests.hpp"
#include "server/acme/csr_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::server {

namespace {

using namespace std::chrono_literals;

const std::vector<std::string> www{"www.example.org"};

Bytes openssl_csr(std::string_view base64) {
    return parse_base64(base64).value();
}

// conforms: 8555-7.1.3-4, 8555-7.4-5, 8555-7.4.2-1, 8555-9.1-1, 8555-9.1-2, 8555-9.1-3
TEST(Finalize, answers_a_valid_order_whose_certificate_can_be_fetched) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const auto order = acme.new_order(host, {"www.example.org", "mail.example.org"});
    const auto csr = AcmeForTests::csr_for({"mail.example.org", "www.example.org"});
    const auto reply = acme.post(host, order.text("finalize"), csr);
    EXPECT_EQ(reply.status(), 200);
    EXPECT_EQ(reply.text("status"), "valid");
    EXPECT_EQ(reply.header("Location"), order.header("Location"));
    EXPECT_EQ(reply.header("Retry-After"), "");
    for (const auto* never_changes : {"identifiers", "authorizations"})
        EXPECT_EQ(reply.text(never_changes), order.text(never_changes));
    ASSERT_TRUE(reply.text("certificate").starts_with(AcmeForTests::url("certificate/")));

    const auto fetched = acme.post_as_get(host, reply.text("certificate"));
    EXPECT_EQ(fetched.status(), 200);
    EXPECT_EQ(fetched.response.content_type, "application/pem-certificate-chain");
    EXPECT_NE(fetched.header("Replay-Nonce"), "");
    const auto chain = parse_pem(fetched.response.body, "CERTIFICATE");
    ASSERT_EQ(chain.size(), 2u); // the root is the host's already
    EXPECT_EQ(
        fetched.response.body, to_pem(chain[0], "CERTIFICATE") + to_pem(chain[1], "CERTIFICATE")
    ) << "and no text between them";
    const auto leaf = crypto::read_certificate(chain[0]);
    const auto issuing = crypto::read_certificate(chain[1]);
    EXPECT_TRUE(crypto::signed_by(chain[0], issuing.key));
    EXPECT_EQ(leaf.common_name, "mail.example.org"); // the CSR's
    EXPECT_EQ(leaf.dns_names, (std::vector<std::string>{"www.example.org", "mail.example.org"}));
    EXPECT_NE(leaf.subject.find("O=Example University"), std::string::npos);
    EXPECT_EQ(leaf.not_before, acme.office.request.now - 1h);
    EXPECT_EQ(leaf.not_after, leaf.not_before + 90 * 24h - 1s);
    EXPECT_FALSE(leaf.is_ca);
}

// conforms-refusal: 8555-7.4-2
TEST(Finalize, copies_nothing_but_key_and_name_from_the_csr) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const auto order = acme.new_order(host);
    const auto csr = openssl_csr(csr::with_a_subject_of_its_own);
    const auto reply = acme.post(host, order.text("finalize"), AcmeForTests::csr_payload(csr));
    ASSERT_EQ(reply.text("status"), "valid") << reply.response.body;
    const auto fetched = acme.post_as_get(host, reply.text("certificate"));
    const auto leaf =
        crypto::read_certificate(parse_pem(fetched.response.body, "CERTIFICATE").front());
    EXPECT_EQ(leaf.common_name, "www.example.org");
    EXPECT_EQ(leaf.subject.find("Evil"), std::string::npos);
    EXPECT_EQ(leaf.subject.find("XX"), std::string::npos);
    EXPECT_EQ(leaf.dns_names, www);
    EXPECT_EQ(leaf.key.spki(), crypto::parse_csr(csr).key.spki());
}

TEST(Finalize, takes_the_csrs_of_old_certbots) {
    AcmeForTests acme;
    const auto host = acme.registered();
    for (const auto made : {csr::of_certbot_0_40, csr::of_certbot_1_21}) {
        const auto csr = openssl_csr(made);
        const auto reply =
            acme.post(host, acme.new_order(host).text("finalize"), AcmeForTests::csr_payload(csr));
        ASSERT_EQ(reply.text("status"), "valid") << reply.response.body;
        const auto fetched = acme.post_as_get(host, reply.text("certificate"));
        const auto leaf =
            crypto::read_certificate(parse_pem(fetched.response.body, "CERTIFICATE").front());
        EXPECT_EQ(leaf.dns_names, www);
        EXPECT_EQ(leaf.key, crypto::parse_csr(csr).key);
    }
}

TEST(Finalize, certifies_every_kind_of_key_that_is_issued_here) {
    AcmeForTests acme;
    const auto host = acme.registered();
    for (const auto kind :
         {crypto::KeyType::ecdsaP256,
          crypto::KeyType::ecdsaP384,
          crypto::KeyType::ed25519,
          crypto::KeyType::rsa2048}) {
        const auto csr = crypto::make_csr(crypto::PrivateKey::generate(kind), www);
        const auto order = acme.new_order(host);
        const auto reply = acme.post(host, order.text("finalize"), AcmeForTests::csr_payload(csr));
        EXPECT_EQ(reply.text("status"), "valid") << crypto::to_string(kind);
    }
}

/// Changes the profile of `ov`.
template <class Change>
void change_profile(const AcmeForTests& acme, Change change) {
    acme.office.store.write([&](store::Transaction& tx) {
        auto profile = store::find_profile(tx, "ov").value();
        change(profile);
        store::update(tx, profile, acme.office.request.now);
    });
}

TEST(Finalize, takes_of_a_csr_what_its_profile_lets_it) {
    AcmeForTests acme;
    change_profile(acme, [](Profile& profile) {
        profile.key_types = {"ecdsaP256", "ecdsaP521"};
        profile.takes_must_staple = true;
    });
    const auto host = acme.registered();
    const auto of_p521 =
        crypto::make_csr(crypto::PrivateKey::generate(crypto::KeyType::ecdsaP521), www);
    for (const auto& csr : {openssl_csr(csr::with_must_staple), of_p521}) {
        const auto url = acme.new_order(host).text("finalize");
        const auto reply = acme.post(host, url, AcmeForTests::csr_payload(csr));
        EXPECT_EQ(reply.text("status"), "valid") << reply.response.body;
    }
}

// conforms: 8555-7.4-6, 8555-7.4-7, 8555-11.1-2
// conforms-refusal: 8555-7.4-4
TEST(Finalize, refuses_a_bad_csr_and_leaves_the_order_ready) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const auto order = acme.new_order(host);
    const auto key = workflow::IssuingOffice::new_key();
    auto changed = crypto::make_csr(key, www);
    changed.back() = static_cast<char>(changed.back() ^ 1);

    struct Case {
        const char* what;
        Bytes csr;
    };

    for (const auto& [what, csr] : {
             Case{"nothing", ""},
             Case{"no DER", "csr"},
             Case{"more than a CSR", crypto::make_csr(key, www) + "x"},
             Case{"a signature that does not fit", changed},
             Case{"another name", crypto::make_csr(key, {"mail.example.org"})},
             Case{"one name more", crypto::make_csr(key, {"www.example.org", "mail.example.org"})},
             Case{"no name", crypto::make_csr(key, {})},
             Case{"an address", crypto::make_csr(key, www, {Bytes("\xc0\0\x02\x01", 4)})},
             Case{"the account's key", crypto::make_csr(host.key, www)},
             Case{"a CA", openssl_csr(csr::asks_for_a_ca)},
             Case{"an e-mail address", openssl_csr(csr::with_an_email)},
             Case{"a CN outside the SANs", openssl_csr(csr::with_another_cn)},
             Case{"must-staple", openssl_csr(csr::with_must_staple)},
             Case{
                 "P-521",
                 crypto::make_csr(crypto::PrivateKey::generate(crypto::KeyType::ecdsaP521), www)},
             Case{"RSA of 1024 bits", openssl_csr(csr::of_rsa_1024)},
         }) {
        const auto reply = acme.post(host, order.text("finalize"), AcmeForTests::csr_payload(csr));
        EXPECT_EQ(reply.status(), 400) << what;
        EXPECT_EQ(reply.problem(), "badCSR") << what;
        EXPECT_NE(reply.text("detail"), "") << what;
    }
    EXPECT_EQ(acme.post_as_get(host, order.header("Location")).text("status"), "ready");
    EXPECT_TRUE(acme.office.certificates().empty());
    EXPECT_EQ(acme.post(host, order.text("finalize"), AcmeForTests::csr_for(www)).status(), 200);
}

// conforms: 8555-11.1-1
TEST(Finalize, refuses_the_account_key_of_any_client_as_a_certificates) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const auto order = acme.new_order(host);
    for (const auto& other : {acme.registered(), acme.registered("staging")}) {
        const auto csr = AcmeForTests::csr_payload(crypto::make_csr(other.key, www));
        const auto reply = acme.post(host, order.text("finalize"), csr);
        EXPECT_EQ(reply.problem(), "badCSR");
        EXPECT_NE(reply.text("detail").find("account key of a client"), std::string::npos);
    }
    EXPECT_EQ(acme.post_as_get(host, order.header("Location")).text("status"), "ready");
}

TEST(Finalize, refuses_a_payload_without_a_csr) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const auto url = acme.new_order(host).text("finalize");
    EXPECT_EQ(acme.post_as_get(host, url).problem(), "malformed");
    EXPECT_EQ(acme.post(host, url, json::Object{}).problem(), "malformed");
    EXPECT_EQ(acme.post(host, url, json::Object{{"csr", 1}}).problem(), "malformed");
    EXPECT_EQ(acme.post(host, url, json::Object{{"csr", "a+b/"}}).problem(), "badCSR");
}

// conforms: 8555-7.4-8
TEST(Finalize, happens_once) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const auto order = acme.issued(host);
    const auto again = acme.post(host, order.text("finalize"), AcmeForTests::csr_for(www));
    EXPECT_EQ(again.status(), 403);
    EXPECT_EQ(again.problem(), "orderNotReady");
    EXPECT_EQ(acme.office.certificates().size(), 1u);
}

TEST(Finalize, refused_by_policy_makes_the_order_invalid_with_its_error) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const auto order = acme.new_order(host);
    auto& office = acme.office;
    workflow::withdraw_delegation(office.store, office.request, {office.below.id});
    const auto reply = acme.post(host, order.text("finalize"), AcmeForTests::csr_for(www));
    EXPECT_EQ(reply.status(), 403);
    EXPECT_EQ(reply.problem(), "rejectedIdentifier");
    EXPECT_EQ(
        reply.text("detail"),
        "www.example.org is not delegated to the department; ask pki@example.org"
    );
    const auto read = acme.post_as_get(host, order.header("Location"));
    EXPECT_EQ(read.text("status"), "invalid");
    const auto error = json::Reader(read.body).at("error");
    EXPECT_EQ(error.at("type").string(), "urn:ietf:params:acme:error:rejectedIdentifier");
    EXPECT_EQ(error.at("detail").string(), reply.text("detail"));
    EXPECT_EQ(office.events().front().event.action, "order.refused");
}

TEST(Finalize, of_a_disabled_account_leaves_the_order_for_when_it_is_enabled) {
    AcmeForTests acme;
    const auto host = acme.registered();
    const auto order = acme.new_order(host);
    auto& office = acme.office;
    workflow::disable_account(office.store, office.request, {office.web.account.id});
    const auto reply = acme.post(host, order.text("finalize"), AcmeForTests::csr_for(www));
    EXPECT_EQ(reply.status(), 403);
    EXPECT_EQ(reply.problem(), "unauthorized");
    workflow::enable_account(office.store, office.request, {office.web.account.id});
    EXPECT_EQ(acme.post_as_get(host, order.header("Location")).text("status"), "ready");
    EXPECT_EQ(
        acme.post(host, order.text("finalize"), AcmeForTests::csr_for(www)).text("status"), "valid"
    );
}

TEST(Finalize, at_another_endpoint_knows_no_order_of_this_one) {
    AcmeForTests acme;
    const auto order = acme.new_order(acme.registered());
    const auto elsewhere = acme.registered("staging");
    auto url = order.text("finalize");
    url.replace(url.find("/ov/"), 4, "/staging/");
    EXPECT_EQ(acme.post(elsewhere, url, AcmeForTests::csr_for(www)).status(), 404);
}

TEST(Finalize, at_staging_gives_certificates_of_the_untrusted_ca) {
    AcmeForTests acme;
    const auto host = acme.registered("staging");
    const auto order =
        acme.post(host, AcmeForTests::url("new-order", "staging"), AcmeForTests::identifiers(www));
    const auto reply = acme.post(host, order.text("finalize"), AcmeForTests::csr_for(www));
    ASSERT_EQ(reply.text("status"), "valid") << reply.response.body;
    const auto fetched = acme.post_as_get(host, reply.text("certificate"));
    const auto leaf =
        crypto::read_certificate(parse_pem(fetched.response.body, "CERTIFICATE").front());
    EXPECT_NE(leaf.issuer.find("STAGING untrusted"), std::string::npos);
}

} // namespace

} // namespace chancery::server
