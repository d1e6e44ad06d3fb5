// SPDX-License-Identifier: Apache-2.0
#include "model/rules.hpp"
#include "workflow/registry/credentials_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

TEST(CredentialRotation, lets_the_old_credential_register_for_the_overlap) {
    TermsOffice office({});
    office.client();
    const auto fresh = office.rotate();
    EXPECT_NE(fresh.key_id, office.credential.key_id);
    const auto account = office.account_now();
    EXPECT_EQ(account.key_id, fresh.key_id);
    EXPECT_EQ(account.rotated_at, IssuingOffice::start);
    EXPECT_EQ(account.previous_valid_until, IssuingOffice::start + 168h);
    EXPECT_EQ(account.uses, 0);

    EXPECT_EQ(office.enroll_new(), "");
    EXPECT_EQ(office.account_now().uses, 0);
    EXPECT_EQ(office.enroll_new(fresh), "");
    EXPECT_EQ(office.account_now().uses, 1);
    // Each with its own key, whichever time it is.
    EXPECT_EQ(
        fault_of([&] {
            office.enroll(
                IssuingOffice::new_key(),
                office.ov,
                EabCredential{fresh.key_id, office.credential.hmac_key}
            );
        }),
        Fault::unauthorized
    );
    office.request.now += 168h;
    EXPECT_TRUE(names(office.enroll_new(), "credentialExpired"));
    EXPECT_EQ(office.enroll_new(fresh), "");
    EXPECT_FALSE(office.enroll(office.key, office.ov, fresh).created);
}

TEST(CredentialRotation, without_an_overlap_ends_the_old_credential_at_once) {
    TermsOffice office({});
    office.rotate(0s);
    EXPECT_TRUE(names(office.enroll_new(), "credentialExpired"));
}

TEST(CredentialRotation, a_second_one_forgets_the_credential_before_the_last) {
    TermsOffice office({});
    const auto second = office.rotate();
    const auto third = office.rotate();
    auto unknown = office.credential;
    unknown.key_id = "nobody";
    EXPECT_EQ(office.enroll_new(), office.enroll_new(unknown));
    EXPECT_EQ(office.enroll_new(second), "");
    EXPECT_EQ(office.enroll_new(third), "");
}

TEST(CredentialRotation, gives_the_new_credential_uses_and_the_old_one_none) {
    TermsOffice office({.max_uses = 1});
    EXPECT_EQ(office.enroll_new(), "");
    const auto fresh = office.rotate();
    EXPECT_TRUE(names(office.enroll_new(), "credentialUsedUp"));
    EXPECT_EQ(office.enroll_new(fresh), "");
    EXPECT_TRUE(names(office.enroll_new(fresh), "credentialUsedUp"));
}

TEST(CredentialRotation, is_recorded_without_the_key) {
    TermsOffice office({});
    const auto rotated =
        rotate_credential(office.store, office.sealer, office.request, {office.web.account.id, 1});
    const auto event = office.events().front().event;
    EXPECT_EQ(event.action, "acmeAccount.rotated");
    ASSERT_EQ(event.changes.size(), 3u);
    EXPECT_EQ(event.changes[0].from, office.credential.key_id);
    EXPECT_EQ(event.changes[0].to, rotated.account.key_id);
    EXPECT_EQ(event.changes[1].field, "hmacKey");
    EXPECT_EQ(event.changes[1].to, "set");
    for (const auto& change : event.changes)
        EXPECT_EQ(change.to.find(rotated.hmac_key.reveal()), std::string::npos);
    EXPECT_EQ(rotated.account.revision.version, 2);
}

TEST(CredentialRotation, refuses_what_would_be_of_no_use) {
    TermsOffice office({.expires_at = IssuingOffice::start + 1h});
    const auto rotated_with = [&](std::optional<std::chrono::seconds> overlap, int version = 2) {
        return fault_of([&] {
            rotate_credential(
                office.store,
                office.sealer,
                office.request,
                {office.web.account.id, version},
                overlap
            );
        });
    };
    EXPECT_EQ(rotated_with(91 * 24h), Fault::invalid);
    EXPECT_EQ(rotated_with({}, 1), Fault::stale);
    office.request.now += 1h;
    EXPECT_EQ(rotated_with({}), Fault::conflict);
}

TEST(CredentialRevocation, cuts_every_client_off_until_it_has_a_new_credential_and_a_new_key) {
    TermsOffice office({});
    const auto client = office.client();
    auto order = office.new_order(client);
    revoke_credential(office.store, office.request, {office.web.account.id}, {.reason = "stolen"});
    EXPECT_TRUE(names(office.enroll_new() + " ", "credentialRevoked"));
    const auto problem = problem_of([&] { office.enroll(office.key, office.ov, std::nullopt); });
    ASSERT_TRUE(problem);
    EXPECT_TRUE(names(problem->detail, "credentialRevoked"));
    // One that was authenticated just before gets nothing either.
    const auto late = problem_of([&] { office.finalize(client, order); });
    ASSERT_TRUE(late);
    EXPECT_EQ(late->fault, Fault::rejected_identifier);
    EXPECT_EQ(late->subproblems.front().cause, Rule::credential_revoked);
    EXPECT_EQ(fault_of([&] { office.new_order(client); }), Fault::rejected_identifier);

    const auto fresh = office.rotate();
    EXPECT_EQ(office.events().front().event.changes.back().to, "1 revoked");
    EXPECT_EQ(office.standing(client.client.id).client.status, ClientStatus::revoked);
    EXPECT_TRUE(names(
        problem_of([&] { office.enroll(office.key, office.ov, fresh); })->detail,
        "credentialRevoked"
    ));
    EXPECT_TRUE(names(office.enroll_new(), "credentialExpired")); // it has no overlap
    EXPECT_EQ(office.enroll_new(fresh), "");
}

TEST(CredentialRevocation, of_new_registrations_lets_the_clients_go_on) {
    TermsOffice office({});
    const auto client = office.client();
    revoke_credential(
        office.store, office.request, {office.web.account.id}, {.to = CredentialState::blocked}
    );
    EXPECT_TRUE(names(office.enroll_new(), "credentialRevoked"));
    EXPECT_FALSE(office.enroll(office.key, office.ov, std::nullopt).created);
    EXPECT_EQ(office.finalize(client, office.new_order(client)).status, OrderStatus::valid);
    const auto fresh = office.rotate();
    EXPECT_EQ(office.standing(client.client.id).client.status, ClientStatus::valid);
    EXPECT_EQ(office.enroll_new(fresh), "");
}

TEST(CredentialRevocation, ends_the_credential_of_the_overlap_too) {
    TermsOffice office({});
    const auto fresh = office.rotate();
    revoke_credential(
        office.store, office.request, {office.web.account.id}, {.to = CredentialState::blocked}
    );
    EXPECT_TRUE(names(office.enroll_new(), "credentialRevoked"));
    EXPECT_TRUE(names(office.enroll_new(fresh), "credentialRevoked"));
}

TEST(CredentialRevocation, goes_further_and_never_back) {
    TermsOffice office({});
    const auto revoke = [&](CredentialState to, int version) {
        return fault_of([&] {
            revoke_credential(
                office.store, office.request, {office.web.account.id, version}, {.to = to}
            );
        });
    };
    EXPECT_EQ(revoke(CredentialState::blocked, 2), Fault::stale);
    EXPECT_FALSE(revoke(CredentialState::blocked, 1));
    EXPECT_EQ(revoke(CredentialState::blocked, 2), Fault::conflict);
    EXPECT_FALSE(revoke(CredentialState::cut_off, 2));
    EXPECT_EQ(revoke(CredentialState::blocked, 3), Fault::conflict);
    EXPECT_EQ(fault_of([&] { office.rotate(1h); }), Fault::conflict);
    EXPECT_EQ(
        fault_of([&] {
            revoke_credential(
                office.store,
                office.request,
                {office.web.account.id},
                {.reason = std::string(501, 'x')}
            );
        }),
        Fault::invalid
    );
    const auto event = office.events().front().event;
    EXPECT_EQ(event.action, "acmeAccount.revoked");
    EXPECT_EQ(event.changes.front().from, "blockNew");
    EXPECT_EQ(event.changes.front().to, "cutOff");
}

} // namespace

} // namespace chancery::workflow
