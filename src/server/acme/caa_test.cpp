// SPDX-License-Identifier: Apache-2.0
// What a client sees of CAA; the rules are tested in workflow/validation/caa_test.cpp.
#include "server/acme/validating_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::server {

namespace {

using namespace std::chrono_literals;

/// RFC 8659 §4.1.
std::string issue(const std::string& value) {
    return std::string("\0\5issue", 7) + value;
}

// conforms: 8659-3-1
// conforms-refusal: 8659-3-2
TEST(Caa, that_is_for_another_ca_refuses_a_proven_name) {
    Validating office(true);
    office.dns.add("example.test", net::testing::rr::caa, issue("ca.example.net"));
    const auto host = office.registered();
    const auto order = office.new_order(host, {"www.example.test"});
    const auto authorization = office.proven(host, order.texts("authorizations").front());
    EXPECT_EQ(authorization.text("status"), "invalid");
    const auto error =
        json::Reader(authorization.body).at("challenges").array().front().at("error");
    EXPECT_EQ(error.at("type").string(), "urn:ietf:params:acme:error:caa");
}

/// By dns-01, which a wildcard needs; else by http-01.
Reply proven_by_its_method(Validating& office, const Host& host, const std::string& url) {
    const auto authorization = office.acme.post_as_get(host, url);
    if (authorization.text("wildcard").empty()) return office.proven(host, url);
    const auto offered = Validating::find(authorization, "dns-01").value();
    const auto digest =
        to_base64url(crypto::sha256(offered.token + "." + Validating::thumbprint_of(host)));
    const auto base = json::Reader(authorization.body).at("identifier").at("value").string();
    office.dns.add(
        "_acme-challenge." + base, net::testing::rr::txt, net::testing::txt_data({digest})
    );
    office.respond(host, offered.url);
    return office.await(host, url);
}

// conforms-table: 8659-3-3
TEST(Caa, is_asked_for_every_name_of_an_order_wildcards_too) {
    const std::vector<std::string> bases{
        "www.example.test", "mail.example.test", "wild.example.test"};
    for (std::size_t forbidden = 0; forbidden < bases.size(); ++forbidden) {
        Validating office(true);
        office.dns.add(bases[forbidden], net::testing::rr::caa, issue(";"));
        const auto host = office.registered();
        const auto order = office.new_order(host, {bases[0], bases[1], "*." + bases[2]});
        const auto authorizations = order.texts("authorizations");
        for (std::size_t i = 0; i < bases.size(); ++i) {
            if (i == forbidden) continue;
            EXPECT_EQ(proven_by_its_method(office, host, authorizations[i]).text("status"), "valid")
                << bases[i];
        }
        EXPECT_EQ(
            proven_by_its_method(office, host, authorizations[forbidden]).text("status"), "invalid"
        ) << bases[forbidden];
    }
}

// conforms: 8657-3.1-1, 8657-4-2
TEST(Caa, that_names_us_this_account_and_this_method_lets_a_name_be_proven) {
    Validating office(true);
    const auto host = office.registered();
    office.dns.add(
        "www.example.test",
        net::testing::rr::caa,
        issue("pki.example.org; accounturi=" + host.kid + "; validationmethods=http-01")
    );
    EXPECT_EQ(office.proven_order(host, {"www.example.test"}).text("status"), "ready");
}

TEST(Caa, is_asked_again_at_issuance_when_it_is_older_than_8_hours) {
    Validating office(true);
    const auto host = office.registered();
    const auto order = office.proven_order(host, {"www.example.test"});
    office.acme.office.request.now += 8h;
    const auto finalized =
        office.acme.post(host, order.text("finalize"), AcmeForTests::csr_for({"www.example.test"}));
    EXPECT_EQ(finalized.status(), 200);
    EXPECT_EQ(finalized.text("status"), "processing");
    EXPECT_NE(finalized.header("Retry-After"), "");
    EXPECT_EQ(office.await(host, finalized.header("Location")).text("status"), "valid");
    // It is counted once it is stored, a moment after it can be read.
    EXPECT_TRUE(office.comes_to("chancery_certificates_issued_total 1\n"));
}

// conforms: 8659-3-1
// conforms-refusal: 8659-3-2
TEST(Caa, that_changed_since_the_name_was_proven_ends_the_order) {
    Validating office(true);
    const auto host = office.registered();
    const auto order = office.proven_order(host, {"www.example.test"});
    office.acme.office.request.now += 8h;
    office.dns.add("www.example.test", net::testing::rr::caa, issue(";"));
    const auto finalized =
        office.acme.post(host, order.text("finalize"), AcmeForTests::csr_for({"www.example.test"}));
    const auto ended = office.await(host, finalized.header("Location"));
    EXPECT_EQ(ended.text("status"), "invalid");
    const auto error = json::Reader(ended.body).at("error");
    EXPECT_EQ(error.at("type").string(), "urn:ietf:params:acme:error:caa");
    const auto certificate = office.acme.office.certificates().front();
    EXPECT_EQ(certificate.status, CertificateStatus::never_signed);
}

TEST(Caa, that_forbids_several_names_of_an_order_has_a_reason_for_each) {
    Validating office(true);
    const auto host = office.registered();
    const std::vector<std::string> names{"www.example.test", "mail.example.test"};
    const auto order = office.proven_order(host, names);
    office.acme.office.request.now += 8h;
    office.dns.add("example.test", net::testing::rr::caa, issue(";"));
    const auto finalized =
        office.acme.post(host, order.text("finalize"), AcmeForTests::csr_for(names));
    const auto ended = office.await(host, finalized.header("Location"));
    const auto error = json::Reader(ended.body).at("error");
    EXPECT_EQ(error.at("type").string(), "urn:ietf:params:acme:error:caa");
    const auto parts = error.at("subproblems").array();
    ASSERT_EQ(parts.size(), 2U);
    for (std::size_t i = 0; i < names.size(); ++i)
        EXPECT_EQ(parts[i].at("identifier").at("value").string(), names[i]);
}

TEST(Caa, is_asked_again_when_a_process_died_waiting_for_it) {
    Validating office(true);
    auto& of = office.acme.office;
    const auto host = office.registered();
    const auto order = office.proven_order(host, {"www.example.test"});
    of.request.now += 8h;
    // finalize's first transaction alone.
    const auto endpoint = of.endpoint("open");
    const auto id =
        parse_id<OrderId>(order.text("finalize").substr(Validating::url("order/").size(), 36));
    const auto seen = of.order(id.value());
    const auto recorded = workflow::finalize(
        of.issuing, of.standing(seen.client), of.finalization(seen, endpoint), of.request.now
    );
    ASSERT_TRUE(recorded.waits_for_dns);
    of.request.now += 31s;
    EXPECT_EQ(office.run_jobs(), 1);
    EXPECT_EQ(
        office.await(host, Validating::url("order/" + to_string(seen.id))).text("status"), "valid"
    );
}

} // namespace

} // namespace chancery::server
