// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.hpp"
#include "model/rules.hpp"
#include "store/certificates/crls.hpp"
#include "store/certificates/revocations.hpp"
#include "store/orders/authorizations.hpp"
#include "workflow/issuance/crl.hpp"
#include "workflow/issuance/revocation.hpp"
#include "workflow/jobs/office_jobs_for_tests.hpp"
#include "workflow/orders/client_changes.hpp"
#include "workflow/workflow_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

class Revocation : public testing::Test {
protected:
    IssuingOffice office;
    store::ClientStanding client = office.client();

    Certificate issued() {
        office.finalize(client, office.new_order(client));
        return office.certificates().front();
    }

    Certificate revoked(
        const Certificate& certificate, RevocationReason reason = RevocationReason::superseded
    ) {
        return revoke(office.store, office.request, {certificate.id}, reason);
    }

    std::optional<Fault> fault_for(
        const store::ClientStanding& of,
        const Certificate& certificate,
        RevocationReason reason = RevocationReason::unspecified
    ) {
        return fault_of([&] {
            revoke_for_client(office.store, of, certificate.id, reason, office.request.now);
        });
    }

    /// Another client of the same ACME account.
    store::ClientStanding other_client() {
        const auto key = IssuingOffice::new_key();
        return office.standing(office.enroll(key, office.ov, office.credential).client.id);
    }

    int publish() { return publish_crls(office.issuing, office.request.now); }

    store::SignedCrl crl() {
        return office.store
            .read([&](store::Reader& reader) { return store::find_crl(reader, office.ov.issuer); })
            .value();
    }

    std::vector<std::string> actions() {
        std::vector<std::string> actions;
        for (const auto& recorded : office.events({.limit = 5}))
            actions.push_back(recorded.event.action);
        return actions;
    }

    static bool lists(const store::SignedCrl& crl, const Certificate& certificate) {
        return crl.der.find(certificate.draft.serial) != Bytes::npos;
    }
};

TEST_F(Revocation, is_kept_and_audited) {
    const auto certificate = issued();
    const auto done = revoked(certificate);
    EXPECT_EQ(done.status, CertificateStatus::revoked);
    const auto kept = office.certificates().front();
    EXPECT_EQ(kept.status, CertificateStatus::revoked);
    EXPECT_EQ(kept.revocation.value().reason, RevocationReason::superseded);
    EXPECT_EQ(kept.revocation.value().at, office.request.now);
    EXPECT_EQ(kept.revocation.value().by, "local:root");
    const auto event = office.events().front().event;
    EXPECT_EQ(event.action, "certificate.revoked");
    EXPECT_EQ(event.object_id, to_string(certificate.id));
    EXPECT_EQ(event.object_name, "www.example.org");
    EXPECT_EQ(event.changes.at(1).to, "superseded");
}

TEST_F(Revocation, happens_once) {
    const auto certificate = issued();
    revoked(certificate);
    EXPECT_EQ(fault_of([&] { revoked(certificate); }), Fault::already_revoked);
    EXPECT_EQ(fault_for(client, certificate), Fault::already_revoked);
}

TEST_F(Revocation, for_a_compromised_key_follows_one_for_another_reason) {
    const auto certificate = issued();
    publish();
    revoked(certificate, RevocationReason::superseded);
    publish();
    const auto first = office.request.now;
    office.request.now += 1h;
    const auto done = revoked(certificate, RevocationReason::keyCompromise);
    EXPECT_EQ(done.revocation.value().reason, RevocationReason::keyCompromise);
    EXPECT_EQ(actions().front(), "key.blocked");
    const auto kept = office.certificates().front();
    EXPECT_EQ(kept.revocation.value().reason, RevocationReason::keyCompromise);
    EXPECT_EQ(kept.revocation.value().at, first) << "it is revoked since then";
    EXPECT_EQ(publish(), 1) << "the list has to show the reason";
    const auto event = office.events({.limit = 5}).at(2).event;
    EXPECT_EQ(event.action, "certificate.revoked");
    ASSERT_EQ(event.changes.size(), 1u);
    EXPECT_EQ(event.changes.at(0).from, "superseded");
    EXPECT_EQ(event.changes.at(0).to, "keyCompromise");

    for (const auto reason : {RevocationReason::keyCompromise, RevocationReason::unspecified})
        EXPECT_EQ(fault_of([&] { revoked(certificate, reason); }), Fault::already_revoked);
}

TEST_F(Revocation, for_a_compromised_key_is_not_the_clients_to_say_twice) {
    const auto certificate = issued();
    revoked(certificate, RevocationReason::superseded);
    EXPECT_EQ(
        fault_for(client, certificate, RevocationReason::keyCompromise), Fault::already_revoked
    );
    EXPECT_EQ(
        office.certificates().front().revocation.value().reason, RevocationReason::superseded
    );
}

TEST_F(Revocation, for_a_compromised_key_is_taken_after_the_certificate_has_expired) {
    const auto key = IssuingOffice::new_key();
    const auto issued_with_key = [&] {
        return office.issued(client, office.new_order(client), key);
    };
    const auto superseded = issued_with_key();
    const auto first = issued_with_key();
    revoked(superseded, RevocationReason::superseded);
    office.request.now = first.draft.not_after;
    const auto unexpired = issued_with_key();
    for (const auto& expired : {superseded, first}) {
        const auto done = revoked(expired, RevocationReason::keyCompromise);
        EXPECT_EQ(done.revocation.value().reason, RevocationReason::keyCompromise);
        EXPECT_EQ(office.certificate(unexpired.id).status, CertificateStatus::revoked);
    }
    EXPECT_EQ(
        fault_of([&] { revoked(first, RevocationReason::keyCompromise); }), Fault::already_revoked
    );
    EXPECT_EQ(fault_for(client, issued(), RevocationReason::keyCompromise), std::nullopt);
}

TEST_F(Revocation, by_a_clients_word_for_a_compromised_key_is_of_that_certificate_alone) {
    const auto key = IssuingOffice::new_key();
    const auto victim = other_client();
    const auto of_victim = office.issued(victim, office.new_order(victim), key);
    // The victim's request, sent again by somebody who has not its key.
    const auto replayed = office.issued(client, office.new_order(client), key);
    EXPECT_EQ(fault_for(client, replayed, RevocationReason::keyCompromise), std::nullopt);
    EXPECT_EQ(actions().front(), "certificate.revoked");
    const auto kept = office.certificate(replayed.id);
    EXPECT_EQ(kept.revocation.value().reason, RevocationReason::keyCompromise);
    EXPECT_EQ(office.certificate(of_victim.id).status, CertificateStatus::issued);
    EXPECT_EQ(
        office.issued(victim, office.new_order(victim), key).status, CertificateStatus::issued
    );

    // Who shows the key of the same certificate says more.
    const auto proven = revoked(replayed, RevocationReason::keyCompromise);
    EXPECT_EQ(proven.revocation.value().at, kept.revocation.value().at);
    EXPECT_EQ(
        office.certificate(of_victim.id).revocation.value().reason, RevocationReason::keyCompromise
    );
    EXPECT_EQ(
        fault_of([&] { revoked(replayed, RevocationReason::keyCompromise); }),
        Fault::already_revoked
    );
}

TEST_F(Revocation, is_of_the_version_that_was_seen) {
    const auto certificate = issued();
    EXPECT_EQ(version_of(certificate), 2);
    const auto with = [&](int version) {
        return fault_of([&] {
            revoke(office.store, office.request, {certificate.id, version}, {});
        });
    };
    EXPECT_EQ(with(1), Fault::stale);
    EXPECT_EQ(with(2), std::nullopt);
    EXPECT_EQ(with(2), Fault::stale);
    const auto compromised = [&](int version) {
        return revoke(
            office.store, office.request, {certificate.id, version}, RevocationReason::keyCompromise
        );
    };
    EXPECT_EQ(fault_of([&] { compromised(2); }), Fault::stale);
    EXPECT_EQ(version_of(compromised(3)), 4);
    const auto other = issued();
    EXPECT_EQ(version_of(revoked(other, RevocationReason::keyCompromise)), 4);
}

TEST_F(Revocation, is_of_a_certificate_whose_time_is_not_over) {
    const auto certificate = issued();
    office.request.now = certificate.draft.not_after;
    EXPECT_EQ(fault_of([&] { revoked(certificate); }), Fault::conflict);
    EXPECT_EQ(fault_of([&] { revoke(office.store, office.request, {{}}, {}); }), Fault::not_found);
}

// conforms: 8555-7.6-5
TEST_F(Revocation, by_the_client_that_got_it_needs_no_more) {
    const auto certificate = issued();
    EXPECT_EQ(fault_for(client, certificate, RevocationReason::keyCompromise), std::nullopt);
    EXPECT_EQ(actions().front(), "certificate.revoked");
    EXPECT_EQ(office.certificates().front().revocation.value().by, "web");
}

// conforms: 8555-7.6-4, 8555-7.6-6
TEST_F(Revocation, by_another_client_needs_authorizations) {
    const auto certificate = issued();
    const auto other = other_client();
    EXPECT_EQ(fault_for(other, certificate), Fault::unauthorized);
    office.new_order(other, {{"mail.example.org"}});
    EXPECT_EQ(fault_for(other, certificate), Fault::unauthorized);
    office.new_order(other);
    EXPECT_EQ(
        fault_for(other, certificate, RevocationReason::keyCompromise), Fault::bad_revocation_reason
    );
    EXPECT_EQ(fault_for(other, certificate, RevocationReason::superseded), std::nullopt);
}

// conforms: 8555-7.6-6
TEST_F(Revocation, by_another_client_needs_authorizations_for_all_names) {
    office.finalize(client, office.new_order(client, {{"www.example.org"}, {"mail.example.org"}}));
    const auto certificate = office.certificates().front();
    const auto other = other_client();
    for (const auto* name : {"www.example.org", "mail.example.org"}) {
        EXPECT_EQ(fault_for(other, certificate), Fault::unauthorized);
        office.new_order(other, {{name}});
    }
    EXPECT_EQ(fault_for(other, certificate), std::nullopt);
}

/// What may happen in the office once another client holds authorizations for all names.
struct Withdrawn {
    Rule rule;
    void (*happens)(IssuingOffice&);
};

class RevocationAsksPolicyAgain : public testing::TestWithParam<Withdrawn> {};

// conforms: 8555-7.6-4
TEST_P(RevocationAsksPolicyAgain, of_who_did_not_get_the_certificate) {
    IssuingOffice office;
    const auto client = office.client();
    const auto other = office.standing(
        office.enroll(IssuingOffice::new_key(), office.ov, office.credential).client.id
    );
    office.new_order(other);
    const auto certificate = office.issued(client, office.new_order(client), office.new_key());
    const auto revoke_by = [&](const store::ClientStanding& who) {
        return problem_of([&] {
            revoke_for_client(
                office.store, who, certificate.id, RevocationReason::superseded, office.request.now
            );
        });
    };
    GetParam().happens(office);
    const auto problem = revoke_by(other);
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->fault, Fault::unauthorized);
    EXPECT_NE(problem->detail.find("no longer count: www.example.org"), std::string::npos)
        << problem->detail;
    EXPECT_EQ(office.certificate(certificate.id).status, CertificateStatus::issued);
    EXPECT_FALSE(revoke_by(client)) << "what one got oneself one may always revoke";
}

INSTANTIATE_TEST_SUITE_P(
    Withdrawals,
    RevocationAsksPolicyAgain,
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

/// The endpoint "internal", whose names are proven by challenges, and an account for it.
struct Internal {
    IssuingOffice office;
    Endpoint endpoint = office.endpoint("internal");
    EabCredential credential = credential_of(create_account(
        office.store,
        office.sealer,
        office.request,
        {.name = "inside",
         .department = office.physics.id,
         .endpoint = endpoint.id,
         .names = {"www.example.org"}}
    ));

    store::ClientStanding client() {
        const auto key = IssuingOffice::new_key();
        return office.standing(office.enroll(key, endpoint, credential).client.id);
    }

    /// Whose authorization is valid, by this challenge or by the word of the register.
    Order authorized(const store::ClientStanding& of, const std::string& method) {
        auto order = create_order(
            office.store, endpoint, of, {.names = {{"www.example.org"}}}, office.request.now
        );
        office.store.write([&](store::Transaction& tx) {
            auto authorization = store::find_authorization(tx, order.authorizations.at(0)).value();
            advance(authorization, AuthorizationStatus::valid);
            authorization.method = method;
            store::update(tx, authorization);
            advance(order, OrderStatus::ready);
            store::update(tx, order, office.request.now);
        });
        return order;
    }
};

// conforms: 8555-7.6-6
TEST(RevocationOfAnothers, needs_a_proof_where_an_order_would) {
    Internal internal;
    auto& office = internal.office;
    const auto client = internal.client();
    const auto certificate =
        office.issued(client, internal.authorized(client, "http-01"), office.new_key());
    const auto fault = [&](const store::ClientStanding& by) {
        return fault_of([&] {
            revoke_for_client(office.store, by, certificate.id, {}, office.request.now);
        });
    };
    const auto by_the_register = internal.client();
    internal.authorized(by_the_register, "");
    EXPECT_EQ(fault(by_the_register), Fault::unauthorized);
    const auto by_a_challenge = internal.client();
    internal.authorized(by_a_challenge, "dns-01");
    EXPECT_EQ(fault(by_a_challenge), std::nullopt);
}

TEST_F(Revocation, by_a_client_that_was_deactivated_meanwhile_is_refused) {
    const auto certificate = issued();
    deactivate_client(office.store, client, office.request.now);
    EXPECT_EQ(fault_for(client, certificate), Fault::deactivated);
}

TEST_F(Revocation, of_a_compromised_key_keeps_it_out_for_good) {
    const auto key = IssuingOffice::new_key();
    const auto certificate = office.issued(client, office.new_order(client), key);
    const auto order = office.new_order(client);
    revoked(certificate, RevocationReason::keyCompromise);
    EXPECT_EQ(fault_of([&] { office.issued(client, order, key); }), Fault::bad_csr);
    EXPECT_EQ(office.order(order.id).status, OrderStatus::ready) << "another key may be tried";
    office.finalize(client, order);
    EXPECT_EQ(office.order(order.id).status, OrderStatus::valid);
}

TEST_F(Revocation, is_on_the_list_that_is_published_next) {
    EXPECT_EQ(publish(), 2) << "each issuer's first";
    EXPECT_EQ(publish(), 0);
    const auto certificate = issued();
    const auto first = crl();
    EXPECT_FALSE(lists(first, certificate));
    revoked(certificate);
    EXPECT_EQ(publish(), 1) << "and no other issuer's";
    EXPECT_TRUE(lists(crl(), certificate));
    EXPECT_GT(crl().number, first.number);
    EXPECT_EQ(publish(), 0);
    EXPECT_EQ(actions().front(), "issuer.crlPublished");
}

TEST_F(Revocation, lists_are_renewed_every_day) {
    publish();
    const auto first = crl();
    EXPECT_EQ(first.next_update, office.request.now + 7 * 24h);
    office.request.now += 24h - 1s;
    EXPECT_EQ(publish(), 0);
    office.request.now += 1s;
    EXPECT_EQ(publish(), 2);
    EXPECT_GT(crl().number, first.number);
    EXPECT_EQ(crl().this_update, office.request.now);
}

TEST_F(Revocation, numbers_grow_though_the_clock_goes_back) {
    publish();
    const auto first = crl();
    revoked(issued());
    office.request.now -= 1h;
    EXPECT_EQ(publish(), 1);
    EXPECT_EQ(crl().number, first.number + 1);
    EXPECT_EQ(crl().this_update, first.this_update);
}

TEST_F(Revocation, stays_on_one_regular_list_after_the_end) {
    publish();
    const auto certificate = issued();
    revoked(certificate);
    publish();
    const auto end = certificate.draft.not_after;
    office.request.now = end - 1h;
    publish(); // a regular one
    office.request.now = end + 1h;
    revoked(issued());
    publish(); // one in between
    EXPECT_TRUE(lists(crl(), certificate));
    office.request.now = end + 23h;
    EXPECT_EQ(publish(), 2);
    EXPECT_TRUE(lists(crl(), certificate)) << "the first regular one after the end";
    office.request.now = end + 47h;
    EXPECT_EQ(publish(), 2);
    EXPECT_FALSE(lists(crl(), certificate));
}

} // namespace

} // namespace chancery::workflow
