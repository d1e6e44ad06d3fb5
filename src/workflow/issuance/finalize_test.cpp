// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.hpp"
#include "model/rules.hpp"
#include "workflow/issuance/compromised_keys.hpp"
#include "workflow/issuance/finalize.hpp"
#include "workflow/orders/client_changes.hpp"
#include "workflow/registry/clients.hpp"
#include "workflow/registry/credentials.hpp"
#include "workflow/workflow_for_tests.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <thread>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

TEST(Finalize, stores_the_certificate_that_it_answers_with) {
    IssuingOffice office;
    const auto client = office.client();
    const auto order = office.finalize(
        client, office.new_order(client, {{"www.example.org"}, {"mail.example.org"}})
    );
    EXPECT_EQ(order.status, OrderStatus::valid);

    const auto certificates = office.certificates();
    ASSERT_EQ(certificates.size(), 1u);
    const auto& certificate = certificates.front();
    EXPECT_EQ(certificate.id, order.certificate);
    EXPECT_EQ(certificate.status, CertificateStatus::issued);
    EXPECT_EQ(certificate.account, office.web.account.id);
    EXPECT_EQ(certificate.client, client.client.id);
    EXPECT_EQ(certificate.order, order.id);
    EXPECT_EQ(certificate.department, office.physics.id);
    EXPECT_EQ(certificate.issued_at, office.request.now);

    const auto info = crypto::read_certificate(certificate.der);
    EXPECT_EQ(info.serial, certificate.draft.serial);
    EXPECT_EQ(info.dns_names, certificate.names);
    EXPECT_TRUE(crypto::signed_by(certificate.der, authority_for_tests().issuing_key.public_key()));
    const auto event = office.events().front().event;
    EXPECT_EQ(event.action, "certificate.issued");
    EXPECT_EQ(event.object_id, to_string(certificate.id));
    EXPECT_EQ(event.actor.name, "web");
}

TEST(Finalize, gives_one_certificate_to_many_who_finalize_at_once) {
    IssuingOffice office;
    const auto client = office.client();
    const auto order = office.new_order(client);
    std::atomic<int> issued = 0;
    std::atomic<int> not_ready = 0;
    {
        std::vector<std::jthread> threads;
        for (int i = 0; i < 8; ++i)
            threads.emplace_back([&] {
                const auto fault = fault_of([&] {
                    if (office.finalize(client, order).status == OrderStatus::valid) ++issued;
                });
                if (fault == Fault::order_not_ready) ++not_ready;
            });
    }
    EXPECT_EQ(issued, 1);
    EXPECT_EQ(not_ready, 7);
    EXPECT_EQ(office.certificates().size(), 1u);
}

// conforms: 8555-7.4-3
TEST(Finalize, refuses_an_order_that_has_expired) {
    IssuingOffice office;
    const auto client = office.client();
    const auto order = office.new_order(client);
    office.request.now = order.expires;
    EXPECT_EQ(fault_of([&] { office.finalize(client, order); }), Fault::order_not_ready);
    EXPECT_TRUE(office.certificates().empty());
}

// conforms: 8555-7.3.6-4
TEST(Finalize, refuses_a_client_that_was_deactivated_meanwhile) {
    IssuingOffice office;
    const auto client = office.client();
    const auto order = office.new_order(client);
    deactivate_client(office.store, client, office.request.now);
    EXPECT_EQ(fault_of([&] { office.finalize(client, order); }), Fault::deactivated);
    EXPECT_EQ(office.order(order.id).status, OrderStatus::invalid);
    EXPECT_TRUE(office.certificates().empty());
}

/// How a client may end.
struct Ending {
    const char* name;
    void (*happens)(IssuingOffice&, const store::ClientStanding&);
};

class EndOfAClient : public testing::TestWithParam<Ending> {};

// conforms: 8555-7.3.6-4
TEST_P(EndOfAClient, ends_its_orders_also_those_that_wait_for_their_certificate) {
    IssuingOffice office;
    const auto client = office.client();
    const auto other = office.standing(
        office.enroll(IssuingOffice::new_key(), office.staging, office.credential).client.id
    );
    const auto valid = office.finalize(client, office.new_order(client));
    const auto ready = office.new_order(client);
    const Saying pending([&] { return issuance::Pending{"", office.request.now}; });
    const auto processing = office.finalize_with(pending, client, office.new_order(client));
    const auto recorded = processing.certificate.value();
    const auto of_another = office.new_order(other);

    GetParam().happens(office, client);
    EXPECT_NE(office.standing(client.client.id).client.status, ClientStatus::valid);
    for (const auto& ended : {ready, processing}) {
        EXPECT_EQ(office.order(ended.id).status, OrderStatus::invalid);
        EXPECT_EQ(
            office.order(ended.id).problem.value().detail,
            "the client that ordered this was deactivated"
        );
    }
    EXPECT_EQ(office.certificate(recorded).status, CertificateStatus::never_signed);
    // RFC 8555 §7.3.6: what it has already, and what is others', stays.
    EXPECT_EQ(office.order(valid.id).status, OrderStatus::valid);
    EXPECT_EQ(office.certificate(valid.certificate.value()).status, CertificateStatus::issued);
    const bool both_ended = office.standing(other.client.id).client.status != ClientStatus::valid;
    EXPECT_EQ(
        office.order(of_another.id).status, both_ended ? OrderStatus::invalid : OrderStatus::ready
    );
}

INSTANTIATE_TEST_SUITE_P(
    Endings,
    EndOfAClient,
    testing::Values(
        Ending{
            "by_itself",
            [](IssuingOffice& office, const store::ClientStanding& client) {
                deactivate_client(office.store, client, office.request.now);
            }},
        Ending{
            "by_the_office",
            [](IssuingOffice& office, const store::ClientStanding& client) {
                deactivate_client(office.store, office.request, {client.client.id});
            }},
        Ending{
            "by_its_key",
            [](IssuingOffice& office, const store::ClientStanding&) {
                block_disclosed_key(office.store, office.request, office.key.public_key());
            }},
        Ending{
            "by_its_credential",
            [](IssuingOffice& office, const store::ClientStanding&) {
                const auto account = office.web.account.id;
                revoke_credential(
                    office.store, office.request, {account}, {.to = CredentialState::cut_off}
                );
                rotate_credential(office.store, office.sealer, office.request, {account}, 0s);
            }}
    ),
    [](const auto& test) { return std::string(test.param.name); }
);

/// What may happen in the office between newOrder and finalize, and the rule that then refuses.
struct Withdrawn {
    Rule rule;
    void (*happens)(IssuingOffice&);
};

class FinalizeAsksPolicyAgain : public testing::TestWithParam<Withdrawn> {};

TEST_P(FinalizeAsksPolicyAgain, and_takes_no_serial) {
    IssuingOffice office;
    const auto client = office.client();
    const auto order = office.new_order(client);
    office.request.now += 2h;
    GetParam().happens(office);
    const auto problem = problem_of([&] { office.finalize(client, order); });
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->fault, Fault::rejected_identifier);
    EXPECT_TRUE(problem->recorded);
    ASSERT_EQ(problem->subproblems.size(), 1u);
    EXPECT_EQ(problem->subproblems.front().cause, GetParam().rule);

    const auto kept = office.order(order.id);
    EXPECT_EQ(kept.status, OrderStatus::invalid);
    ASSERT_TRUE(kept.problem);
    EXPECT_EQ(kept.problem->detail, problem->detail);
    EXPECT_TRUE(office.certificates().empty());
    const auto event = office.events().front().event;
    EXPECT_EQ(event.action, "order.refused");
    EXPECT_EQ(event.outcome, Outcome::refused);
    EXPECT_EQ(event.object_id, to_string(order.id));
    EXPECT_EQ(event.detail, problem->detail);
    // For good, whatever the office does now.
    EXPECT_EQ(fault_of([&] { office.finalize(client, order); }), Fault::order_not_ready);
}

INSTANTIATE_TEST_SUITE_P(
    Withdrawals,
    FinalizeAsksPolicyAgain,
    testing::Values(
        Withdrawn{
            Rule::not_delegated,
            [](IssuingOffice& office) {
                withdraw_delegation(office.store, office.request, {office.below.id});
            }},
        Withdrawn{
            Rule::name_not_listed,
            [](IssuingOffice& office) {
                remove_names(
                    office.store, office.request, {office.web.account.id}, {"www.example.org"}
                );
            }},
        Withdrawn{
            Rule::domain_disabled,
            [](IssuingOffice& office) {
                change_domain(
                    office.store, office.request, {office.example.id}, {.enabled = false}
                );
            }},
        Withdrawn{
            Rule::validation_lapsed,
            [](IssuingOffice& office) {
                const Evidence evidence{.text = "a letter", .valid_until = office.request.now + 1h};
                change_domain(
                    office.store, office.request, {office.example.id}, {.evidence = evidence}
                );
                office.request.now += 1h;
            }}
    ),
    [](const auto& test) { return std::string(to_string(test.param.rule)); }
);

TEST(Finalize, leaves_the_order_of_a_disabled_account_or_department_as_it_is) {
    IssuingOffice office;
    const auto client = office.client();
    const auto order = office.new_order(client);
    const auto account = office.web.account.id;
    const auto department = office.physics.id;

    disable_account(office.store, office.request, {account});
    EXPECT_EQ(fault_of([&] { office.finalize(client, order); }), Fault::unauthorized);
    enable_account(office.store, office.request, {account});
    change_department(office.store, office.request, {department}, {.enabled = false});
    EXPECT_EQ(fault_of([&] { office.finalize(client, order); }), Fault::unauthorized);
    EXPECT_EQ(office.order(order.id).status, OrderStatus::ready);
    EXPECT_TRUE(office.certificates().empty());

    change_department(office.store, office.request, {department}, {.enabled = true});
    EXPECT_EQ(office.finalize(client, order).status, OrderStatus::valid);
}

TEST(Finalize, leaves_the_order_processing_with_an_issuer_that_is_not_done) {
    IssuingOffice office;
    const auto client = office.client();
    const Saying pending([&] {
        return issuance::Pending{"https://ca.example/order/1", office.request.now + 1min};
    });
    const auto order = office.finalize_with(pending, client, office.new_order(client));
    EXPECT_EQ(order.status, OrderStatus::processing);
    const auto certificate = office.certificates().front();
    EXPECT_EQ(certificate.status, CertificateStatus::recorded);
    EXPECT_EQ(certificate.resume, "https://ca.example/order/1");
    EXPECT_FALSE(certificate.draft.to_be_signed.empty());
}

TEST(Finalize, makes_the_order_invalid_with_the_issuers_final_no) {
    IssuingOffice office;
    const auto client = office.client();
    const Saying refusing([] {
        return Problem{Fault::caa, "the CA found a CAA record against it"};
    });
    const auto order = office.finalize_with(refusing, client, office.new_order(client));
    EXPECT_EQ(order.status, OrderStatus::invalid);
    EXPECT_EQ(office.order(order.id).problem->fault, Fault::caa);
    EXPECT_EQ(office.certificates().front().status, CertificateStatus::never_signed);
    const auto event = office.events().front().event;
    EXPECT_EQ(event.action, "order.failed");
    EXPECT_EQ(event.outcome, Outcome::failed);
}

TEST(Finalize, has_stored_the_serial_when_the_issuer_is_asked) {
    IssuingOffice office;
    const auto client = office.client();
    const auto ready = office.new_order(client);
    std::vector<Certificate> seen;
    const Saying broken([&]() -> issuance::IssuerAnswer {
        seen = office.certificates();
        throw Error(Fault::unavailable, "the token does not answer");
    });
    EXPECT_EQ(office.finalize_with(broken, client, ready).status, OrderStatus::processing);
    ASSERT_EQ(seen.size(), 1u);
    EXPECT_EQ(seen.front().status, CertificateStatus::recorded);
    EXPECT_FALSE(seen.front().draft.to_be_signed.empty());
    EXPECT_EQ(office.order(ready.id).status, OrderStatus::processing);
}

TEST(Settle, keeps_the_certificate_that_was_stored_first) {
    IssuingOffice office;
    const auto client = office.client();
    const Saying pending([&] { return issuance::Pending{"", office.request.now}; });
    const auto order = office.finalize_with(pending, client, office.new_order(client));
    const auto recorded = office.certificates().front();
    const auto settle_once = [&] {
        const auto issuers = office.issuers.current();
        const Recorded again{recorded, client.actor(), issuers};
        return settle(office.issuing, again, office.request.now).order.value();
    };
    EXPECT_EQ(settle_once().status, OrderStatus::valid);
    const auto first = office.certificates().front().der;
    const auto events = office.events().size();
    // ECDSA signs anew each time; the second signature must leave no trace.
    EXPECT_EQ(settle_once().status, OrderStatus::valid);
    EXPECT_EQ(office.certificates().front().der, first);
    EXPECT_EQ(office.events().size(), events);
}

} // namespace

} // namespace chancery::workflow
