// SPDX-License-Identifier: Apache-2.0
#include "workflow/issuance/compromised_keys.hpp"
#include "workflow/orders/client_changes.hpp"
#include "workflow/orders/registration.hpp"
#include "workflow/registry/clients.hpp"
#include "workflow/workflow_for_tests.hpp"

#include <gtest/gtest.h>

namespace chancery::workflow {

namespace {

TEST(Registration, makes_a_client_of_the_account_whose_credential_was_used) {
    IssuingOffice office;
    const auto registered = office.enroll(office.key, office.ov, office.credential);
    EXPECT_TRUE(registered.created);
    const auto standing = office.standing(registered.client.id);
    EXPECT_EQ(standing.client.account, office.web.account.id);
    EXPECT_EQ(standing.client.endpoint, office.ov.id);
    EXPECT_EQ(standing.client.spki, office.key.public_key().spki());
    EXPECT_EQ(standing.account_name, "web");

    const auto account = office.store.read([&](store::Reader& reader) {
        return store::find_account(reader, office.web.account.id);
    });
    EXPECT_EQ(account->uses, 1);
    EXPECT_EQ(account->last_used_at, office.request.now);

    const auto event = office.events().front().event;
    EXPECT_EQ(event.action, "client.registered");
    EXPECT_EQ(event.outcome, Outcome::succeeded);
    EXPECT_EQ(event.actor.name, "web");
    EXPECT_EQ(event.actor.address, "192.0.2.7");
    EXPECT_EQ(event.department, office.physics.id);
}

TEST(Registration, takes_every_mac_that_acme_knows) {
    IssuingOffice office;
    for (const auto hash : {crypto::Hash::sha256, crypto::Hash::sha384, crypto::Hash::sha512}) {
        office.credential.hash = hash;
        EXPECT_TRUE(office.enroll(IssuingOffice::new_key(), office.ov, office.credential).created);
    }
}

TEST(Registration, gives_the_same_key_its_client_with_or_without_a_credential) {
    IssuingOffice office;
    const auto first = office.enroll(office.key, office.ov, office.credential);
    for (const auto& again :
         {office.enroll(office.key, office.ov, office.credential),
          office.enroll(office.key, office.ov, std::nullopt),
          office.enroll(office.key, office.ov, std::nullopt, true)}) {
        EXPECT_FALSE(again.created);
        EXPECT_EQ(again.client.id, first.client.id);
    }
}

TEST(Registration, gives_a_known_key_its_client_whatever_has_become_of_the_credential) {
    IssuingOffice office;
    const auto first = office.enroll(office.key, office.ov, office.credential);
    auto gone = office.credential;
    gone.key_id = "nobody";
    const auto again = office.enroll(office.key, office.ov, gone);
    EXPECT_FALSE(again.created);
    EXPECT_EQ(again.client.id, first.client.id);
}

TEST(Registration, needs_a_credential_for_a_new_key) {
    IssuingOffice office;
    EXPECT_EQ(
        fault_of([&] { office.enroll(office.key, office.ov, std::nullopt); }),
        Fault::external_account_required
    );
    EXPECT_EQ(
        fault_of([&] { office.enroll(office.key, office.ov, std::nullopt, true); }),
        Fault::account_does_not_exist
    );
}

TEST(Registration, needs_a_credential_though_the_endpoint_has_an_open_account) {
    IssuingOffice office;
    auto closed = office.endpoint("dv");
    EXPECT_TRUE(office.enroll(IssuingOffice::new_key(), closed, std::nullopt).created);
    closed.eab_required = true; // since then
    EXPECT_EQ(
        fault_of([&] { office.enroll(office.key, closed, std::nullopt); }),
        Fault::external_account_required
    );
}

TEST(Registration, takes_a_binding_that_does_not_fit_nowhere) {
    IssuingOffice office;
    auto unknown = office.credential;
    unknown.key_id = "nobody";
    auto wrong = office.credential;
    wrong.hmac_key[0] = static_cast<char>(wrong.hmac_key[0] ^ 1);
    for (const auto* endpoint : {"ov", "staging", "internal", "dv"})
        for (const auto& credential : {unknown, wrong})
            EXPECT_EQ(
                fault_of([&] { office.enroll(office.key, office.endpoint(endpoint), credential); }),
                Fault::unauthorized
            ) << endpoint;
}

TEST(Registration, needs_agreement_to_the_terms_with_a_credential_or_without) {
    IssuingOffice office;
    auto strangers = office.endpoint("dv");
    for (auto* at : {&office.ov, &strangers}) {
        const auto with = at->eab_required ? std::optional(office.credential) : std::nullopt;
        at->terms_of_service = "https://pki.example.org/terms";
        const auto problem = problem_of([&] { office.enroll(office.key, *at, with); });
        ASSERT_TRUE(problem);
        EXPECT_EQ(problem->fault, Fault::user_action_required);
        EXPECT_NE(problem->detail.find(at->terms_of_service), std::string::npos);
        at->terms_of_service.clear();
        EXPECT_TRUE(office.enroll(office.key, *at, with).created);
    }
}

// conforms: 8555-7.3.4-11
// conforms-refusal: 8555-7.3.4-4
TEST(Registration, answers_an_unknown_key_id_and_a_wrong_key_alike) {
    IssuingOffice office;
    const auto before = office.events().size();
    auto unknown = office.credential;
    unknown.key_id = "nobody";
    auto wrong = office.credential;
    wrong.hmac_key[0] = static_cast<char>(wrong.hmac_key[0] ^ 1);
    const auto of_unknown = problem_of([&] { office.enroll(office.key, office.ov, unknown); });
    const auto of_wrong = problem_of([&] { office.enroll(office.key, office.ov, wrong); });
    ASSERT_TRUE(of_unknown && of_wrong);
    EXPECT_EQ(of_unknown->fault, Fault::unauthorized);
    EXPECT_EQ(of_wrong->fault, Fault::unauthorized);
    EXPECT_EQ(of_unknown->detail, of_wrong->detail);
    // Who is not authenticated writes nothing into the audit log.
    EXPECT_EQ(office.events().size(), before);
}

TEST(Registration, answers_an_unknown_key_id_alike_in_every_office) {
    // Two master keys in one process: nothing of the first may be kept for the second.
    IssuingOffice first;
    IssuingOffice second;
    for (auto* office : {&first, &second}) {
        auto unknown = office->credential;
        unknown.key_id = "nobody";
        EXPECT_EQ(
            fault_of([&] { office->enroll(office->key, office->ov, unknown); }), Fault::unauthorized
        );
    }
}

TEST(Registration, never_moves_a_key_to_another_account) {
    IssuingOffice office;
    const auto other = credential_of(office.account("other", {"www.example.org"}));
    const auto client = office.enroll(office.key, office.ov, office.credential).client;
    const auto problem = problem_of([&] { office.enroll(office.key, office.ov, other); });
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->fault, Fault::unauthorized);
    EXPECT_EQ(
        problem->detail,
        "this account key belongs to the ACME account \"web\" and cannot move to \"other\"; to use "
        "that one, register again with the credential of another account and a new account key "
        "(certbot: \"certbot unregister\", then \"certbot register\")"
    );
    EXPECT_TRUE(problem->recorded);
    EXPECT_EQ(office.standing(client.id).client.account, office.web.account.id);

    const auto event = office.events().front().event;
    EXPECT_EQ(event.action, "client.registered");
    EXPECT_EQ(event.outcome, Outcome::refused);
    EXPECT_EQ(event.object_id, to_string(client.id));
}

// conforms-refusal: 8555-7.3.6-3
TEST(Registration, refuses_a_deactivated_client_for_good) {
    IssuingOffice office;
    const auto client = office.client();
    EXPECT_EQ(
        deactivate_client(office.store, client, office.request.now).status,
        ClientStatus::deactivated
    );
    EXPECT_EQ(office.events().front().event.action, "client.deactivated");
    for (const auto& with : {std::optional(office.credential), std::optional<EabCredential>()})
        EXPECT_EQ(
            fault_of([&] { office.enroll(office.key, office.ov, with); }), Fault::deactivated
        );
    // Two requests at once: the second finds it deactivated, which is not a mistake of ours.
    EXPECT_EQ(
        fault_of([&] { deactivate_client(office.store, client, office.request.now); }),
        Fault::deactivated
    );
    EXPECT_EQ(
        fault_of([&] {
            change_client(
                office.store, client, {.contacts = std::vector<std::string>()}, office.request.now
            );
        }),
        Fault::deactivated
    );
}

TEST(Registration, refuses_a_key_that_is_blocked) {
    IssuingOffice office;
    const auto client = office.client();
    const auto unknown = IssuingOffice::new_key();
    for (const auto& key : {office.key, unknown})
        block_disclosed_key(office.store, office.request, key.public_key());
    EXPECT_EQ(office.standing(client.client.id).client.status, ClientStatus::deactivated);
    for (const auto& key : {office.key, unknown})
        for (const auto& at : {office.ov, office.staging}) {
            const auto problem = problem_of([&] { office.enroll(key, at, office.credential); });
            ASSERT_TRUE(problem);
            EXPECT_EQ(problem->fault, Fault::bad_public_key);
            EXPECT_EQ(
                problem->detail,
                "this account key is blocked because it is known to be compromised; make a new key"
            );
        }
    EXPECT_EQ(
        fault_of([&] { office.enroll(unknown, office.ov, std::nullopt, true); }),
        Fault::account_does_not_exist
    ) << "who asks for an existing account only hears whether there is one";
}

TEST(Registration, refuses_to_change_to_a_key_that_is_blocked) {
    IssuingOffice office;
    const auto client = office.client();
    const auto blocked = IssuingOffice::new_key();
    block_disclosed_key(office.store, office.request, blocked.public_key());
    const auto problem = problem_of([&] {
        change_key(
            office.store, client, office.key.public_key(), blocked.public_key(), office.request.now
        );
    });
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->fault, Fault::bad_public_key);
    EXPECT_TRUE(problem->recorded);
    EXPECT_EQ(office.standing(client.client.id).client.spki, office.key.public_key().spki());
    EXPECT_EQ(office.events().front().event.outcome, Outcome::refused);
}

TEST(Registration, refuses_to_change_to_the_key_of_another_client) {
    IssuingOffice office;
    const auto client = office.client();
    const auto others = IssuingOffice::new_key();
    const auto other = office.enroll(others, office.ov, office.credential);
    const auto done = change_key(
        office.store, client, office.key.public_key(), others.public_key(), office.request.now
    );
    ASSERT_TRUE(done.refusal);
    EXPECT_EQ(done.refusal->fault, Fault::conflict);
    EXPECT_EQ(done.held_by, other.client.id);
    EXPECT_EQ(office.standing(client.client.id).client.spki, office.key.public_key().spki());
    EXPECT_EQ(office.events().front().event.outcome, Outcome::refused);
}

TEST(Registration, changes_no_key_for_one_that_is_no_longer_the_clients) {
    IssuingOffice office;
    const auto client = office.client();
    const auto next = IssuingOffice::new_key();
    const auto change = [&](const crypto::PublicKey& from, const crypto::PublicKey& to) {
        return fault_of([&] { change_key(office.store, client, from, to, office.request.now); });
    };
    EXPECT_FALSE(change(office.key.public_key(), next.public_key()));
    EXPECT_EQ(
        change(office.key.public_key(), IssuingOffice::new_key().public_key()), Fault::unauthorized
    );
    EXPECT_EQ(office.standing(client.client.id).client.spki, next.public_key().spki());
}

TEST(Registration, refuses_while_the_account_is_disabled_and_tells_whom_to_ask) {
    IssuingOffice office;
    office.client();
    disable_account(office.store, office.request, {office.web.account.id});
    for (const auto& key : {office.key, IssuingOffice::new_key()}) {
        const auto problem = problem_of([&] { office.enroll(key, office.ov, office.credential); });
        ASSERT_TRUE(problem);
        EXPECT_EQ(problem->fault, Fault::unauthorized);
        EXPECT_EQ(
            problem->detail,
            "this ACME account is disabled (accountDisabled); ask it@physics.example.org"
        );
        EXPECT_EQ(office.events().front().event.outcome, Outcome::refused);
    }
    enable_account(office.store, office.request, {office.web.account.id});
    EXPECT_FALSE(office.enroll(office.key, office.ov, office.credential).created);
    EXPECT_TRUE(office.enroll(IssuingOffice::new_key(), office.ov, office.credential).created);
}

TEST(Registration, counts_the_refusals_of_an_hour_in_one_row) {
    IssuingOffice office;
    disable_account(office.store, office.request, {office.web.account.id});
    const auto before = office.events().size();
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(
            fault_of([&] { office.enroll(IssuingOffice::new_key(), office.ov, office.credential); }
            ),
            Fault::unauthorized
        );
    const auto events = office.events();
    EXPECT_EQ(events.size(), before + 1);
    EXPECT_EQ(events.front().count, 3);
    EXPECT_EQ(events.front().event.object_type, "acmeAccount");
    EXPECT_EQ(events.front().event.object_name, "web");
}

TEST(Registration, refuses_while_the_department_is_disabled) {
    IssuingOffice office;
    change_department(office.store, office.request, {office.physics.id}, {.enabled = false});
    EXPECT_EQ(
        fault_of([&] { office.enroll(office.key, office.ov, office.credential); }),
        Fault::unauthorized
    );
}

TEST(Registration, at_staging_takes_the_credentials_of_its_endpoint_for_other_clients) {
    IssuingOffice office;
    const auto real = office.enroll(office.key, office.ov, office.credential).client;
    const auto practice = office.enroll(office.key, office.staging, office.credential);
    EXPECT_TRUE(practice.created);
    EXPECT_NE(practice.client.id, real.id);
    EXPECT_EQ(practice.client.endpoint, office.staging.id);
    EXPECT_EQ(practice.client.account, real.account);

    deactivate_client(office.store, office.standing(practice.client.id), office.request.now);
    EXPECT_EQ(office.standing(real.id).client.status, ClientStatus::valid);
}

TEST(Registration, takes_no_credential_of_another_endpoint) {
    IssuingOffice office;
    auto other = office.ov;
    other.id = crypto::new_id<EndpointId>(office.request.now);
    other.name = "other";
    office.store.write([&](store::Transaction& tx) { store::insert(tx, other); });
    const auto elsewhere = create_account(
        office.store,
        office.sealer,
        office.request,
        {.name = "elsewhere", .department = office.physics.id, .endpoint = other.id}
    );
    EXPECT_EQ(
        fault_of([&] { office.enroll(office.key, office.ov, credential_of(elsewhere)); }),
        Fault::unauthorized
    );
    EXPECT_TRUE(office.enroll(office.key, other, credential_of(elsewhere)).created);
}

TEST(Registration, lets_a_client_change_its_contacts_and_records_it) {
    IssuingOffice office;
    auto client = office.client();
    client.address = "198.51.100.66"; // whence it asks now
    const ClientChange change{.contacts = {{"mailto:a@example.org"}}};
    const auto changed = change_client(office.store, client, change, office.request.now);
    EXPECT_EQ(changed.contacts, std::vector<std::string>{"mailto:a@example.org"});
    EXPECT_EQ(office.standing(client.client.id).client.contacts, changed.contacts);
    const auto event = office.events().front().event;
    EXPECT_EQ(event.action, "client.changed");
    EXPECT_EQ(event.actor.address, "198.51.100.66");
    ASSERT_EQ(event.changes.size(), 1u);
    EXPECT_EQ(event.changes.front().to, "mailto:a@example.org");
}

} // namespace

} // namespace chancery::workflow
