// SPDX-License-Identifier: Apache-2.0
#include "base/encoding.hpp"
#include "crypto/digest.hpp"
#include "store/certificates/blocked_keys.hpp"
#include "store/orders/renewals.hpp"
#include "workflow/issuance/compromised_keys.hpp"
#include "workflow/issuance/crl.hpp"
#include "workflow/issuance/revocation.hpp"
#include "workflow/jobs/office_jobs_for_tests.hpp"
#include "workflow/workflow_for_tests.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

class CompromisedKey : public testing::Test {
protected:
    IssuingOffice office;
    crypto::PrivateKey key = IssuingOffice::new_key(); ///< Of certificates.

    store::ClientStanding enrolled(const Endpoint& at, const EabCredential& with) {
        const auto own = IssuingOffice::new_key();
        return office.standing(office.enroll(own, at, with).client.id);
    }

    Certificate issued(const store::ClientStanding& client, const crypto::PrivateKey& of) {
        return office.issued(client, office.new_order(client), of);
    }

    Certificate reread(const Certificate& certificate) const {
        return office.certificate(certificate.id);
    }

    void revoke_for_compromise(const Certificate& certificate) {
        revoke(office.store, office.request, {certificate.id}, RevocationReason::keyCompromise);
    }

    void disclose(const crypto::PrivateKey& of) {
        block_disclosed_key(office.store, office.request, of.public_key());
    }

    bool is_blocked(const crypto::PrivateKey& of) {
        return office.store.read([&](store::Reader& reader) {
            return find_block(reader, of.public_key()).has_value();
        });
    }

    RenewalWindow window_of(const Certificate& certificate) {
        return office.store.read([&](store::Reader& reader) {
            const auto renewal = store::find_renewal(reader, certificate.id);
            return advise(office.certificate(certificate.id), renewal).window;
        });
    }

    /// The newest event of this kind.
    Event event(std::string_view action) {
        for (const auto& recorded : office.events({.limit = 50}))
            if (recorded.event.action == action) return recorded.event;
        ADD_FAILURE() << "no event " << action;
        return {};
    }
};

TEST_F(CompromisedKey, takes_all_its_certificates_with_it_of_all_issuers_and_clients) {
    const auto other_account = credential_of(office.account("other", {"www.example.org"}));
    const auto client = office.client();
    const auto first = issued(client, key);
    const std::vector<Certificate> others{
        issued(client, key),
        issued(enrolled(office.ov, office.credential), key),
        issued(enrolled(office.ov, other_account), key),
        issued(enrolled(office.staging, office.credential), key),
    };
    const auto of_another_key = issued(client, IssuingOffice::new_key());
    ASSERT_NE(others.back().issuer, first.issuer);
    publish_crls(office.issuing, office.request.now);

    office.request.now += 1h;
    revoke_for_compromise(first);
    for (const auto& certificate : others) {
        const auto kept = reread(certificate);
        EXPECT_EQ(kept.status, CertificateStatus::revoked);
        EXPECT_EQ(kept.revocation.value().reason, RevocationReason::keyCompromise);
        EXPECT_EQ(kept.revocation.value().at, office.request.now);
        EXPECT_LE(window_of(certificate).end, office.request.now) << "it is to be renewed at once";
    }
    EXPECT_EQ(reread(of_another_key).status, CertificateStatus::issued);
    EXPECT_EQ(publish_crls(office.issuing, office.request.now), 2) << "both lists";

    const auto blocked = event("key.blocked");
    EXPECT_EQ(blocked.object_id, to_string(first.id));
    ASSERT_EQ(blocked.changes.size(), others.size());
    for (const auto& certificate : others)
        EXPECT_TRUE(std::ranges::any_of(blocked.changes, [&](const Change& change) {
            return change.field == "certificate" && change.to == "revoked" &&
                   change.from == to_hex(certificate.draft.serial) + " (www.example.org)";
        })) << to_hex(certificate.draft.serial);
    const auto revocations =
        std::ranges::count_if(office.events({.limit = 50}), [](const RecordedEvent& one) {
            return one.event.action == "certificate.revoked";
        });
    EXPECT_EQ(revocations, 5) << "each for the department that it is of";
}

TEST_F(CompromisedKey, concerns_more_than_the_department_that_says_it_of_its_certificate) {
    const auto own = issued(office.client(), key);
    const auto second = issued(office.client(), key);
    office.request.scope = Scope::of({}, {own.department.value()});
    revoke_for_compromise(own);
    EXPECT_EQ(reread(second).status, CertificateStatus::revoked);
    EXPECT_FALSE(event("key.blocked").department) << "it lists what other departments have";
    EXPECT_EQ(event("certificate.revoked").department, own.department);
}

TEST_F(CompromisedKey, leaves_alone_what_has_expired_and_tells_what_was_revoked_otherwise) {
    const auto client = office.client();
    const auto expired = issued(client, key);
    office.request.now = expired.draft.not_after;
    const auto superseded = issued(client, key);
    revoke(office.store, office.request, {superseded.id}, RevocationReason::superseded);
    const auto since = office.request.now;
    office.request.now += 1h;
    revoke_for_compromise(issued(client, key));
    EXPECT_EQ(reread(expired).status, CertificateStatus::issued);
    EXPECT_EQ(reread(superseded).revocation.value().reason, RevocationReason::keyCompromise);
    EXPECT_EQ(reread(superseded).revocation.value().at, since);
    EXPECT_EQ(event("key.blocked").changes.at(0).to, "keyCompromise");
}

TEST_F(CompromisedKey, is_not_signed_where_it_was_recorded_only) {
    const Saying pending([] { return issuance::Pending{"", {}}; });
    const auto client = office.client();
    const auto order = office.new_order(client);
    const auto waits = office.finalize_with(pending, client, order, key);
    ASSERT_EQ(waits.status, OrderStatus::processing);
    revoke_for_compromise(issued(client, key));
    EXPECT_EQ(office.certificate(*waits.certificate).status, CertificateStatus::never_signed);
    EXPECT_EQ(office.order(order.id).status, OrderStatus::invalid);
    EXPECT_EQ(office.order(order.id).problem.value().fault, Fault::bad_csr);
    EXPECT_EQ(event("key.blocked").changes.at(0).to, "never signed");
}

TEST_F(CompromisedKey, that_was_disclosed_takes_its_certificates_and_its_clients_with_it) {
    const auto client = office.client();
    const auto order = office.new_order(client);
    const auto certificate = issued(enrolled(office.ov, office.credential), key);
    disclose(key);
    EXPECT_EQ(reread(certificate).revocation.value().reason, RevocationReason::keyCompromise);
    const auto blocked = event("key.blocked");
    EXPECT_EQ(blocked.object_type, "key");
    EXPECT_EQ(blocked.object_id, to_hex(crypto::sha256(key.public_key().spki())));

    disclose(office.key);
    EXPECT_EQ(office.standing(client.client.id).client.status, ClientStatus::deactivated);
    EXPECT_EQ(office.order(order.id).status, OrderStatus::invalid);
    const auto of_client = event("key.blocked").changes.at(0);
    EXPECT_EQ(of_client.field, "client");
    EXPECT_EQ(of_client.from, to_string(client.client.id));
    EXPECT_EQ(event("client.deactivated").object_name, "web");
}

TEST_F(CompromisedKey, that_was_disclosed_is_blocked_once) {
    disclose(key);
    EXPECT_TRUE(is_blocked(key));
    const auto events = office.events({.limit = 50}).size();
    disclose(key);
    EXPECT_EQ(office.events({.limit = 50}).size(), events);
    EXPECT_FALSE(is_blocked(IssuingOffice::new_key()));
}

TEST_F(CompromisedKey, that_was_disclosed_is_blocked_however_many_were_before_it) {
    office.store.write([&](store::Transaction& tx) {
        for (int i = 0; i < 1000; ++i)
            store::block_key(
                tx, crypto::sha256(std::to_string(i)), std::nullopt, office.request.now
            );
    });
    disclose(key);
    EXPECT_TRUE(is_blocked(key));
}

TEST_F(CompromisedKey, ends_its_certificates_in_steps_of_which_each_has_its_event) {
    const auto client = office.client();
    const auto first = issued(client, key);
    for (int i = 0; i < 101; ++i)
        issued(client, key);
    revoke_for_compromise(first);
    for (const auto& certificate : office.certificates())
        EXPECT_EQ(certificate.status, CertificateStatus::revoked);
    std::vector<std::size_t> listed;
    for (const auto& one : office.events({.limit = 250})) {
        const auto& recorded = one.event;
        if (recorded.action != "key.blocked") continue;
        EXPECT_EQ(recorded.object_id, to_string(first.id));
        listed.push_back(recorded.changes.size());
    }
    EXPECT_EQ(listed, (std::vector<std::size_t>{1, 100})) << "the newest first";
}

TEST_F(CompromisedKey, is_gone_on_with_where_its_block_was_interrupted) {
    const auto client = office.client();
    const auto first = issued(client, key);
    for (int i = 0; i < 100; ++i)
        issued(client, key);
    // As the process leaves it that ends after its first step.
    office.store.write([&](store::Transaction& tx) {
        block_key(tx, office.request, key.public_key(), nullptr);
    });
    const auto left = [&] {
        return std::ranges::count(
            office.certificates(), CertificateStatus::issued, &Certificate::status
        );
    };
    EXPECT_EQ(left(), 1);
    EXPECT_EQ(run_jobs(JobKind::compromisedKeys, {office.issuing}, office.request.now), 1);
    EXPECT_EQ(left(), 0);
    const auto events = office.events({.limit = 1}).at(0).event.action;
    EXPECT_EQ(events, "key.blocked");
    const auto unfinished = office.store.read([](const store::Reader& reader) {
        return store::list_unfinished(reader, 10).size();
    });
    EXPECT_EQ(unfinished, 0u);
}

} // namespace

} // namespace chancery::workflow
