// SPDX-License-Identifier: Apache-2.0
#include "acme/renewal.hpp"
#include "base/encoding.hpp"
#include "crypto/certificate.hpp"
#include "server/acme/validating_for_tests.hpp"
#include "workflow/renewal.hpp"
#include "workflow/revocation.hpp"

#include <gtest/gtest.h>

namespace chancery::server {

namespace {

using namespace std::chrono_literals;

const std::string new_order = AcmeForTests::url("new-order");

/// What RFC 9773 calls the newest certificate.
std::string renewal_id_of_newest(const AcmeForTests& acme) {
    const auto certificate = acme.office.certificates().front();
    const auto issuing = acme.office.issuers.facts(certificate.issuer).key_identifier;
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

// conforms: 9773-5-3
TEST(Replaces, holds_while_the_other_order_is_open_and_no_longer) {
    Renewing office;
    const auto first = office.order(office.host, office.id);
    EXPECT_EQ(office.order(office.host, office.id).problem(), "alreadyReplaced");
    const auto authorization = first.texts("authorizations").front();
    office.acme.post(office.host, authorization, json::Object{{"status", "deactivated"}});
    EXPECT_EQ(office.order(office.host, office.id).status(), 201);
}

TEST(Replaces, is_for_every_client_of_the_account) {
    Renewing office;
    const auto set_up_anew = office.acme.registered();
    EXPECT_EQ(office.order(set_up_anew, office.id).status(), 201);
}

// conforms: 9773-5-2, 9773-5-4
TEST(Replaces, is_refused_for_another_certificate_than_ones_own) {
    Renewing office;
    const auto order = [&](const std::string& id, const std::vector<std::string>& names) {
        return office.order(office.host, id, names).problem();
    };
    EXPECT_EQ(order("nonsense", {"www.example.org"}), "malformed");
    const auto dot = office.id.find('.');
    EXPECT_EQ(order(office.id.substr(0, dot) + ".AQ", {"www.example.org"}), "malformed");
    EXPECT_EQ(order(office.id, {"mail.example.org"}), "malformed"); // no name in common
    EXPECT_EQ(office.order(office.host, office.id).status(), 201);  // nothing was changed
}

// conforms: 9773-5-1, 9773-5-4
TEST(Replaces, is_refused_to_another_acme_account) {
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
    const auto reply = office.order(stranger, office.id);
    EXPECT_EQ(reply.status(), 403);
    EXPECT_EQ(reply.problem(), "unauthorized");
}

// conforms: 9773-5-1
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
    EXPECT_EQ(order(office.registered()).problem(), "unauthorized");
    EXPECT_EQ(order(host).status(), 201);
}

} // namespace

} // namespace chancery::server
