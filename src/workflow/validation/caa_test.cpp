// SPDX-License-Identifier: Apache-2.0
// CAA when a name is proven and when it is issued: for which names the DNS is asked, when, and what
// follows. What a record means is validation/caa's.
#include "store/registry/endpoints.hpp"
#include "workflow/validation/caa.hpp"
#include "workflow/validation/validating_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;
using acme::ChallengeStatus;
using acme::ChallengeType;
using net::testing::Manner;
namespace rr = net::testing::rr;

/// RFC 8659 §4.1.
std::string property(const std::string& tag, const std::string& value, bool is_critical = false) {
    return (is_critical ? '\x80' : '\0') + std::string(1, static_cast<char>(tag.size())) + tag +
           value;
}

std::string issue(const std::string& value) {
    return property("issue", value);
}

/// Where CAA is asked for.
struct CaaOffice : ProvingOffice {
    explicit CaaOffice(bool asks = true) : ProvingOffice({.caa = asks}) {}

    store::ClientStanding host = client();

    acme::Challenge proven(const std::string& name, ChallengeType type = ChallengeType::http_01) {
        return prove(host, order(host, {name}).authorizations.front(), type);
    }

    /// An order that was proven, and whose answer of CAA is of so long ago.
    Order proven_before(std::chrono::seconds ago, const std::vector<std::string>& names) {
        const auto ready = prove(host, order(host, names));
        EXPECT_EQ(ready.status, OrderStatus::ready);
        office.request.now += ago;
        return ready;
    }

    int questions() const { return dns.asked_for(rr::caa); }
};

TEST(CaaOfProof, refuses_a_name_that_another_ca_alone_may_have) {
    CaaOffice of;
    of.dns.add("example.test", rr::caa, issue("ca.example.net"));
    const auto challenge = of.proven("www.example.test");
    EXPECT_EQ(challenge.status, ChallengeStatus::invalid);
    EXPECT_EQ(challenge.problem.value().fault, Fault::caa);
}

TEST(CaaOfProof, is_asked_for_every_name_of_an_order) {
    CaaOffice of;
    of.dns.add("mail.example.test", rr::caa, issue(";"));
    const auto order = of.order(of.host, {"www.example.test", "mail.example.test"});
    EXPECT_EQ(of.prove(of.host, order.authorizations[0]).status, ChallengeStatus::valid);
    EXPECT_EQ(of.prove(of.host, order.authorizations[1]).status, ChallengeStatus::invalid);
    EXPECT_EQ(of.office.order(order.id).status, OrderStatus::invalid);
}

TEST(CaaOfProof, lets_a_name_be_proven_that_is_for_us_this_account_and_this_method) {
    CaaOffice of;
    const auto ours = "pki.example.org; accounturi=" + ProvingOffice::url_of(of.host.client.id);
    of.dns.add("www.example.test", rr::caa, issue(ours + "; validationmethods=http-01"));
    of.dns.add("mail.example.test", rr::caa, issue(ours + "; validationmethods=dns-01"));
    EXPECT_EQ(of.proven("www.example.test").status, ChallengeStatus::valid);
    EXPECT_EQ(of.proven("mail.example.test").status, ChallengeStatus::invalid);
}

/// Each rule of the records is asked of the wildcard, too.
TEST(CaaOfProof, refuses_a_wildcard_by_every_rule) {
    const auto other_account = ProvingOffice::url_of(ClientId{});
    const std::string forbidding[] = {
        issue(";"),
        issue("ca.example.net"),
        property("issuewild", ";"),
        property("issuewild", "ca.example.net"),
        issue("pki.example.org; accounturi=" + other_account),
        property("issuewild", "pki.example.org; accounturi=" + other_account),
        issue("pki.example.org; validationmethods=http-01"),
        property("issuewild", "pki.example.org; validationmethods=http-01"),
        property("unknown", "x", true),
    };
    for (const auto& record : forbidding) {
        CaaOffice of;
        of.dns.add("example.test", rr::caa, record);
        const auto challenge = of.proven("*.example.test", ChallengeType::dns_01);
        EXPECT_EQ(challenge.status, ChallengeStatus::invalid) << record;
        EXPECT_EQ(challenge.problem.value().fault, Fault::caa) << record;
    }
}

TEST(CaaOfProof, lets_a_wildcard_be_proven_that_is_for_us) {
    CaaOffice of;
    of.dns.add("example.test", rr::caa, issue(";"));
    const auto ours = "pki.example.org; accounturi=" + ProvingOffice::url_of(of.host.client.id);
    of.dns.add("example.test", rr::caa, property("issuewild", ours + "; validationmethods=dns-01"));
    EXPECT_EQ(of.proven("*.example.test", ChallengeType::dns_01).status, ChallengeStatus::valid);
}

TEST(CaaOfProof, refuses_where_the_dns_fails_and_not_where_it_has_nothing) {
    CaaOffice of;
    of.dns.add_ipv4("failing.example.test", "127.0.0.1");
    EXPECT_EQ(of.proven("www.example.test").status, ChallengeStatus::valid)
        << "example.test and test are NXDOMAIN";
    of.dns.answer("example.test", Manner::servfail);
    const auto challenge = of.proven("failing.example.test");
    EXPECT_EQ(challenge.status, ChallengeStatus::invalid);
    EXPECT_EQ(challenge.problem.value().fault, Fault::dns);
}

TEST(CaaOfProof, is_not_asked_where_the_endpoint_does_not_ask_for_it) {
    CaaOffice of(false);
    of.dns.add("example.test", rr::caa, issue("ca.example.net"));
    EXPECT_EQ(of.proven("www.example.test").status, ChallengeStatus::valid);
    EXPECT_EQ(of.questions(), 0);
}

TEST(CaaOfProof, is_not_asked_where_the_name_was_not_proven) {
    CaaOffice of;
    const auto order = of.order(of.host, {"*.example.test"});
    const ChallengeRef ref{order.authorizations.front(), ChallengeType::dns_01};
    of.dns.add("_acme-challenge.example.test", rr::txt, net::testing::txt_data({"another"}));
    EXPECT_EQ(of.prove(of.host, ref.authorization, ref.type).status, ChallengeStatus::valid)
        << "beside other records";
    const auto asked = of.questions();
    const auto failing = of.order(of.host, {"absent.example.test"});
    EXPECT_EQ(of.prove(of.host, failing.authorizations.front()).status, ChallengeStatus::invalid);
    EXPECT_EQ(of.questions(), asked);
}

// conforms: 8738-4-1
TEST(CaaOfProof, of_an_address_asks_no_dns_at_all) {
    CaaOffice of;
    const auto before = of.dns.asked().size();
    EXPECT_EQ(of.proven("127.0.0.1").status, ChallengeStatus::valid);
    EXPECT_EQ(of.dns.asked().size(), before);
    EXPECT_EQ(of.web.requests(), 1);
}

TEST(CaaAtIssuance, holds_for_8_hours_and_is_then_asked_again) {
    for (const auto& [ago, is_asked] :
         {std::pair{8h - 1s, false}, {std::chrono::seconds(8h), true}}) {
        CaaOffice of;
        const auto order = of.proven_before(ago, {"www.example.test"});
        const auto before = of.questions();
        EXPECT_EQ(of.finalize(of.host, order).status, OrderStatus::valid);
        EXPECT_EQ(of.questions() > before, is_asked) << ago.count();
    }
}

TEST(CaaAtIssuance, is_asked_again_once_for_a_proof_that_is_relied_on_later) {
    CaaOffice of;
    of.proven_before(9h, {"www.example.test"});
    const auto second = of.order(of.host, {"www.example.test"});
    EXPECT_EQ(second.status, OrderStatus::ready);
    EXPECT_EQ(of.finalize(of.host, second).status, OrderStatus::valid);
    const auto asked = of.questions();
    const auto third = of.order(of.host, {"www.example.test"});
    EXPECT_EQ(of.finalize(of.host, third).status, OrderStatus::valid);
    EXPECT_EQ(of.questions(), asked) << "the answer is good for 8 hours more";
}

TEST(CaaAtIssuance, that_forbids_by_now_ends_the_order_with_nothing_signed) {
    CaaOffice of;
    const auto order = of.proven_before(8h, {"www.example.test"});
    of.dns.add("www.example.test", rr::caa, issue(";"));
    const auto ended = of.finalize(of.host, order);
    EXPECT_EQ(ended.status, OrderStatus::invalid);
    EXPECT_EQ(ended.problem.value().fault, Fault::caa);
    EXPECT_EQ(of.office.certificates().front().status, CertificateStatus::never_signed);
}

TEST(CaaAtIssuance, of_a_wildcard_is_asked_by_every_rule) {
    const auto other_account = ProvingOffice::url_of(ClientId{});
    for (const auto& record :
         {property("issuewild", ";"),
          property("issuewild", "pki.example.org; accounturi=" + other_account),
          property("issuewild", "pki.example.org; validationmethods=http-01"),
          property("unknown", "x", true)}) {
        CaaOffice of;
        const auto order = of.order(of.host, {"*.example.test"});
        const auto ready = of.prove(of.host, order, ChallengeType::dns_01);
        ASSERT_EQ(ready.status, OrderStatus::ready);
        of.office.request.now += 8h;
        of.dns.add("example.test", rr::caa, record);
        EXPECT_EQ(of.finalize(of.host, ready).problem.value().fault, Fault::caa) << record;
    }
}

TEST(CaaAtIssuance, that_cannot_be_asked_ends_the_order) {
    CaaOffice of;
    const auto order = of.proven_before(8h, {"www.example.test"});
    of.dns.answer("www.example.test", Manner::servfail);
    EXPECT_EQ(of.finalize(of.host, order).problem.value().fault, Fault::dns);
}

TEST(CaaAtIssuance, has_a_reason_for_each_name_that_it_forbids) {
    CaaOffice of;
    const auto order = of.proven_before(8h, {"www.example.test", "mail.example.test"});
    of.dns.add("example.test", rr::caa, issue(";"));
    const auto problem = of.finalize(of.host, order).problem.value();
    EXPECT_EQ(problem.fault, Fault::caa);
    ASSERT_EQ(problem.subproblems.size(), 2U);
    EXPECT_EQ(to_string(problem.subproblems[0].place), "www.example.test");
    EXPECT_EQ(to_string(problem.subproblems[1].place), "mail.example.test");
}

TEST(CaaAtIssuance, that_forbids_one_name_of_several_ends_the_order) {
    CaaOffice of;
    const auto order = of.proven_before(8h, {"www.example.test", "mail.example.test"});
    of.dns.add("mail.example.test", rr::caa, issue(";"));
    const auto problem = of.finalize(of.host, order).problem.value();
    EXPECT_EQ(problem.fault, Fault::caa);
    ASSERT_EQ(problem.subproblems.size(), 1U);
    EXPECT_EQ(to_string(problem.subproblems[0].place), "mail.example.test");
    EXPECT_EQ(of.office.certificates().front().status, CertificateStatus::never_signed);
}

TEST(CaaAtIssuance, of_an_address_asks_no_dns_at_all) {
    CaaOffice of;
    const auto order = of.proven_before(9h, {"127.0.0.1"});
    const auto before = of.dns.asked().size();
    EXPECT_EQ(of.finalize(of.host, order).status, OrderStatus::valid);
    EXPECT_EQ(of.dns.asked().size(), before);
}

TEST(CaaAtIssuance, of_a_name_beside_an_address_asks_about_the_name_alone) {
    CaaOffice of;
    const auto order = of.proven_before(9h, {"www.example.test", "127.0.0.1"});
    const auto before = of.questions();
    EXPECT_EQ(of.finalize(of.host, order).status, OrderStatus::valid);
    EXPECT_EQ(of.questions() - before, 3) << "www.example.test, example.test, test";
}

TEST(CaaAtIssuance, is_asked_of_a_name_that_the_register_validates_where_the_endpoint_wants_it) {
    ProvingOffice of;
    auto ov = of.office.ov;
    ov.challenges.caa = true;
    of.office.store.write([&](store::Transaction& tx) { store::update(tx, ov, of.now()); });
    const auto host = of.office.client();
    const auto ended = [&](const std::string& record) {
        of.dns.remove("www.example.org");
        of.dns.add("www.example.org", rr::caa, record);
        of.open = ov;
        return of.finalize(host, of.office.new_order(host));
    };
    EXPECT_EQ(ended(issue("pki.example.org")).status, OrderStatus::valid);
    EXPECT_EQ(ended(issue("ca.example.net")).problem.value().fault, Fault::caa);
    // No challenge has proven it, so no method is the one that the record asks for.
    EXPECT_EQ(
        ended(issue("pki.example.org; validationmethods=dns-01")).problem.value().fault, Fault::caa
    );
}

TEST(CaaAtIssuance, is_asked_again_when_a_process_died_waiting_for_it) {
    CaaOffice of;
    const auto order = of.proven_before(8h, {"www.example.test"});
    const auto wanted = of.office.finalization(order, of.open);
    ASSERT_TRUE(finalize(of.office.issuing, of.host, wanted, of.now()).waits_for_dns);
    of.office.request.now += 31s;
    std::vector<OrderId> asked;
    JobParts parts{of.office.issuing};
    parts.ask_caa = [&](OrderId id, const store::JobLease&) { asked.push_back(id); };
    EXPECT_EQ(run_jobs(JobKind::issue, parts, of.now()), 1);
    EXPECT_EQ(asked, std::vector{order.id});
}

} // namespace

} // namespace chancery::workflow
