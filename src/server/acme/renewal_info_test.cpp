// SPDX-License-Identifier: Apache-2.0
#include "acme/renewal.hpp"
#include "base/encoding.hpp"
#include "crypto/certificate.hpp"
#include "server/acme/validating_for_tests.hpp"
#include "workflow/issuance/revocation.hpp"
#include "workflow/orders/renewal.hpp"

#include <gtest/gtest.h>

namespace chancery::server {

namespace {

using namespace std::chrono_literals;

const std::string new_order = AcmeForTests::url("new-order");

/// What RFC 9773 calls the newest certificate.
std::string renewal_id_of_newest(const AcmeForTests& acme) {
    const auto certificate = acme.office.certificates().front();
    const auto issuing = acme.office.issuers.current()->facts(certificate.issuer).key_identifier;
    return to_string(acme::RenewalId{issuing, crypto::read_certificate(certificate.der).serial});
}

/// An office with a certificate that is to be renewed.
struct Renewing {
    AcmeForTests acme;
    Host host = acme.registered();
    std::string id = issue({"www.example.org"});

    /// To the host.
    std::string issue(const std::vector<std::string>& names) {
        acme.issued(host, names);
        return renewal_id_of_newest(acme);
    }

    Reply info(const std::string& of, const std::string& endpoint = "ov") {
        return acme.send("GET", "/acme/" + endpoint + "/renewal-info/" + of);
    }

    Reply order(
        const Host& by,
        const std::string& replaces,
        const std::vector<std::string>& names = {"www.example.org"}
    ) {
        auto payload = std::get<json::Object>(AcmeForTests::identifiers(names).variant());
        payload.emplace_back("replaces", replaces);
        return acme.post(by, new_order, payload);
    }

    Reply finalize(const Reply& order) {
        return acme.post(host, order.text("finalize"), AcmeForTests::csr_for({"www.example.org"}));
    }
};

// conforms: 9773-4.1-1, 9773-4.2-1, 9773-4.3.1-1
TEST(RenewalInfo, is_given_to_whoever_knows_the_certificate) {
    Renewing office;
    const auto reply = office.info(office.id);
    EXPECT_EQ(reply.status(), 200) << reply.response.body;
    EXPECT_EQ(reply.header("Retry-After"), "21600"); // 6 hours, for 90 days
    EXPECT_EQ(reply.header("Replay-Nonce"), "");
    EXPECT_NE(reply.header("Link").find("rel=\"index\""), std::string::npos); // RFC 8555 §7.1
    const json::Reader body(reply.body);
    const auto window = body.at("suggestedWindow");
    const auto certificate = office.acme.office.certificates().front();
    const auto start = parse_rfc3339(window.at("start").string()).value();
    const auto end = parse_rfc3339(window.at("end").string()).value();
    EXPECT_GT(start, office.acme.office.request.now + 59 * 24h);
    EXPECT_LT(start, end);
    EXPECT_LT(end, certificate.draft.not_after);
    EXPECT_FALSE(body.find("explanationURL"));
}

// conforms: 9773-4.2-1
TEST(RenewalInfo, of_a_certificate_that_the_office_wants_replaced_lies_in_the_past) {
    Renewing office;
    auto& request = office.acme.office.request;
    const auto id = office.acme.office.certificates().front().id;
    workflow::ask_for_renewal(
        office.acme.office.store, request, {id}, "https://pki.example.org/why"
    );
    const auto reply = office.info(office.id);
    const json::Reader body(reply.body);
    EXPECT_LE(parse_rfc3339(body.at("suggestedWindow").at("end").string()).value(), request.now);
    EXPECT_EQ(body.at("explanationURL").string(), "https://pki.example.org/why");
    const auto event = office.acme.office.events().front().event;
    EXPECT_EQ(event.action, "certificate.renewalAsked");
    EXPECT_EQ(event.object_name, "www.example.org");

    // Once it was replaced, its window is again what it was.
    office.finalize(office.order(office.host, office.id));
    const auto after = office.info(office.id);
    EXPECT_GT(
        parse_rfc3339(json::Reader(after.body).at("suggestedWindow").at("end").string()).value(),
        request.now
    );
}

TEST(RenewalInfo, of_a_certificate_that_was_revoked_lies_in_the_past) {
    Renewing office;
    auto& request = office.acme.office.request;
    const auto id = office.acme.office.certificates().front().id;
    workflow::revoke(office.acme.office.store, request, {id}, RevocationReason::keyCompromise);
    const auto reply = office.info(office.id);
    EXPECT_EQ(reply.status(), 200) << reply.response.body;
    const auto end = json::Reader(reply.body).at("suggestedWindow").at("end").string();
    EXPECT_LE(parse_rfc3339(end).value(), request.now);
}

TEST(RenewalInfo, of_every_certificate_of_a_compromised_key_lies_in_the_past) {
    AcmeForTests acme;
    const auto key = workflow::IssuingOffice::new_key();
    std::vector<std::string> ids;
    std::vector<CertificateId> certificates;
    for (const std::string endpoint : {"ov", "staging"}) {
        const auto host = acme.registered(endpoint);
        const auto order = acme.post(
            host,
            AcmeForTests::url("new-order", endpoint),
            AcmeForTests::identifiers({"www.example.org"})
        );
        const auto csr = crypto::make_csr(key, {"www.example.org"});
        const auto issued = acme.post(host, order.text("finalize"), AcmeForTests::csr_payload(csr));
        ASSERT_EQ(issued.text("status"), "valid") << issued.response.body;
        ids.push_back("/acme/" + endpoint + "/renewal-info/" + renewal_id_of_newest(acme));
        certificates.push_back(acme.office.certificates().front().id);
    }
    auto& request = acme.office.request;
    request.now += 1h;
    workflow::revoke(
        acme.office.store, request, {certificates.front()}, RevocationReason::keyCompromise
    );
    for (const auto& id : ids) {
        const auto reply = acme.send("GET", id);
        const auto end = json::Reader(reply.body).at("suggestedWindow").at("end").string();
        EXPECT_LE(parse_rfc3339(end).value(), request.now) << id;
    }
}

TEST(RenewalInfo, does_not_exist_for_a_certificate_of_nobody_or_of_another_endpoint) {
    Renewing office;
    const auto dot = office.id.find('.');
    const auto other_issuer = to_base64url(Bytes(20, 'x')) + office.id.substr(dot);
    const auto other_serial = office.id.substr(0, dot) + ".AQ";
    EXPECT_EQ(office.info(other_issuer).status(), 404);
    EXPECT_EQ(office.info(other_serial).status(), 404);
    EXPECT_EQ(office.info(office.id, "staging").status(), 404);
    EXPECT_EQ(office.info(office.id, "nowhere").status(), 404);
    EXPECT_EQ(office.info("nonsense").status(), 400);
    EXPECT_EQ(office.info("nonsense").problem(), "malformed");
    EXPECT_EQ(office.acme.send("POST", "/acme/ov/renewal-info/" + office.id).status(), 405);
}

// conforms: 9773-5-3, 9773-5-5, 9773-5-6
TEST(Replaces, is_shown_by_the_order_and_marks_the_old_certificate) {
    Renewing office;
    const auto order = office.order(office.host, office.id);
    EXPECT_EQ(order.status(), 201) << order.response.body;
    EXPECT_EQ(order.text("replaces"), office.id);
    EXPECT_EQ(office.finalize(order).text("status"), "valid");
    EXPECT_EQ(
        office.acme.post_as_get(office.host, order.header("Location")).text("replaces"), office.id
    );
    const auto again = office.order(office.host, office.id);
    EXPECT_EQ(again.status(), 409);
    EXPECT_EQ(again.problem(), "alreadyReplaced");
}

// conforms-refusal: 9773-5-3
TEST(Replaces, holds_while_the_other_order_is_open_and_no_longer) {
    Renewing office;
    const auto first = office.order(office.host, office.id);
    const auto other = office.acme.registered();
    EXPECT_EQ(office.order(other, office.id).problem(), "alreadyReplaced");
    const auto authorization = first.texts("authorizations").front();
    office.acme.post(office.host, authorization, json::Object{{"status", "deactivated"}});
    EXPECT_EQ(office.order(other, office.id).status(), 201);
}

TEST(Replaces, gives_a_client_its_own_unfinished_order_again) {
    Renewing office;
    const auto first = office.order(office.host, office.id);
    const auto again = office.order(office.host, office.id);
    EXPECT_EQ(again.status(), 201) << again.response.body;
    EXPECT_EQ(again.header("Location"), first.header("Location"));
    EXPECT_EQ(again.body, first.body);
    EXPECT_EQ(office.finalize(again).text("status"), "valid");
    EXPECT_EQ(office.order(office.host, office.id).problem(), "alreadyReplaced");
}

TEST(Replaces, is_for_every_client_of_the_account) {
    Renewing office;
    const auto set_up_anew = office.acme.registered();
    const auto order = office.order(set_up_anew, office.id);
    EXPECT_EQ(order.status(), 201);
    EXPECT_EQ(order.text("replaces"), office.id);
}

// conforms-refusal: 9773-5-2
TEST(Replaces, is_refused_where_it_cannot_be) {
    Renewing office;
    const auto refused = [&](const std::string& id, const std::vector<std::string>& names) {
        const auto reply = office.order(office.host, id, names);
        EXPECT_EQ(reply.status(), 400) << reply.response.body;
        EXPECT_EQ(reply.problem(), "malformed");
        // acme.sh looks for this, and orders again without.
        EXPECT_NE(reply.text("detail").find("ARI 'replaces'"), std::string::npos)
            << reply.response.body;
    };
    refused("nonsense", {"www.example.org"});
    refused("", {"www.example.org"});
    refused("AAAA.", {"www.example.org"});
    refused(".AQ", {"www.example.org"});
    refused("AAAA.AQ=", {"www.example.org"});
    refused("AAAA.AQ.AQ", {"www.example.org"});
    refused(office.id, {"mail.example.org"}); // no name in common
    EXPECT_EQ(office.order(office.host, office.id).status(), 201) << "nothing was changed";
    const auto taken = office.order(office.acme.registered(), office.id);
    EXPECT_EQ(taken.status(), 409);
    EXPECT_NE(taken.text("detail").find("ARI 'replaces'"), std::string::npos);
}

TEST(Replaces, that_is_no_text_is_refused_as_what_it_is) {
    Renewing office;
    for (const auto* value : {"5", "[]", "{}", "false", "true", "1.5"}) {
        auto payload =
            std::get<json::Object>(AcmeForTests::identifiers({"www.example.org"}).variant());
        payload.emplace_back("replaces", json::parse(value));
        const auto reply = office.acme.post(office.host, AcmeForTests::url("new-order"), payload);
        EXPECT_EQ(reply.status(), 400) << value;
        EXPECT_EQ(reply.problem(), "malformed") << value;
        EXPECT_NE(reply.text("detail").find("ARI 'replaces'"), std::string::npos)
            << reply.response.body;
    }
}

/// The order is made as if nothing had been said of another certificate.
void expect_left_out(const Reply& order) {
    EXPECT_EQ(order.status(), 201) << order.response.body;
    EXPECT_EQ(order.text("replaces"), "");
    EXPECT_NE(order.text("finalize"), "");
}

TEST(Replaces, of_a_certificate_from_elsewhere_is_left_out) {
    Renewing office;
    const auto dot = office.id.find('.');
    const auto other_issuer = to_base64url(Bytes(20, 'x')) + office.id.substr(dot);
    const auto other_serial = office.id.substr(0, dot) + ".AQ";
    const std::string lets_encrypts = "aYhba4dGQEHhs3uEe6CuLN4ByNQ.AIdlQyE"; // RFC 9773 §4.1
    const auto issuer = office.id.substr(0, dot);
    const auto longest = issuer + '.' + to_base64url(Bytes(65, '\x01'));
    for (const auto& id :
         {other_issuer,
          other_serial,
          lets_encrypts,
          issuer + "._wE",  // a negative number
          issuer + ".AAAB", // with zeros that DER has not
          issuer + ".AA",
          longest})
        expect_left_out(office.order(office.host, id));
    const auto staging = office.acme.registered("staging");
    auto payload = std::get<json::Object>(AcmeForTests::identifiers({"www.example.org"}).variant());
    payload.emplace_back("replaces", office.id);
    expect_left_out(office.acme.post(staging, AcmeForTests::url("new-order", "staging"), payload));
}

// conforms: 9773-5-1
TEST(Replaces, of_another_acme_accounts_certificate_is_left_out) {
    Renewing office;
    const auto credential =
        workflow::credential_of(office.acme.office.account("other", {"www.example.org"}));
    Host stranger;
    stranger.kid = office.acme
                       .post(
                           stranger,
                           AcmeForTests::url("new-account"),
                           office.acme.new_account_payload(stranger, credential)
                       )
                       .header("Location");
    const auto order = office.order(stranger, office.id);
    expect_left_out(order);
    const auto finalized = office.acme.post(
        stranger, order.text("finalize"), AcmeForTests::csr_for({"www.example.org"})
    );
    EXPECT_EQ(finalized.text("status"), "valid");
    // Its own client replaces it as if nothing had happened.
    EXPECT_EQ(office.order(office.host, office.id).text("replaces"), office.id);
}

TEST(Replaces, of_another_acme_accounts_certificate_is_no_way_round_the_limits) {
    Renewing office;
    auto& of = office.acme.office;
    const auto credential = workflow::credential_of(of.account("other", {"www.example.org"}));
    Host stranger;
    stranger.kid = office.acme
                       .post(
                           stranger,
                           AcmeForTests::url("new-account"),
                           office.acme.new_account_payload(stranger, credential)
                       )
                       .header("Location");
    workflow::ask_for_renewal(of.store, of.request, {of.certificates().front().id}, "");
    of.store.write([&](store::Transaction& tx) {
        auto ov = store::find_endpoint(tx, "ov").value();
        ov.limits[LimitKind::orders_per_client] =
            parse_rate(LimitKind::orders_per_client, "2/PT1H");
        store::update(tx, ov, of.request.now);
    });
    for (int i = 0; i < 2; ++i)
        expect_left_out(office.order(stranger, office.id));
    EXPECT_EQ(office.order(stranger, office.id).problem(), "rateLimited");
    // The host has made one order, for the certificate that it renews.
    EXPECT_EQ(office.order(office.host, office.id).status(), 201);
    EXPECT_EQ(office.acme.new_order(office.host).status(), 201) << "the renewal did not count";
    EXPECT_EQ(office.acme.new_order(office.host).problem(), "rateLimited");
}

// conforms-refusal: 9773-5-1
TEST(Replaces, is_for_ones_own_client_where_anybody_may_register) {
    Validating office;
    const auto host = office.registered();
    const std::vector<std::string> names{"www.example.test"};
    const auto ready = office.proven_order(host, names);
    office.acme.post(host, ready.text("finalize"), AcmeForTests::csr_for(names));
    auto payload = std::get<json::Object>(AcmeForTests::identifiers(names).variant());
    payload.emplace_back("replaces", renewal_id_of_newest(office.acme));
    const auto order = [&](const Host& by) {
        return office.acme.post(by, Validating::url("new-order"), payload);
    };
    expect_left_out(order(office.registered()));
    EXPECT_EQ(order(host).text("replaces"), renewal_id_of_newest(office.acme));
}

} // namespace

} // namespace chancery::server
