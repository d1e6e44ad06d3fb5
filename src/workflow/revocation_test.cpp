// SPDX-License-Identifier: Apache-2.0
#include "crypto/certificate.hpp"
#include "store/crls.hpp"
#include "store/revocations.hpp"
#include "workflow/client_changes.hpp"
#include "workflow/crl.hpp"
#include "workflow/revocation.hpp"
#include "workflow/testing.hpp"

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

    int publish() { return publish_crls(office.store, office.issuers, office.request.now); }

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
    EXPECT_EQ(kept.revocation->reason, RevocationReason::superseded);
    EXPECT_EQ(kept.revocation->at, office.request.now);
    EXPECT_EQ(kept.revocation->by, "local:root");
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
    EXPECT_EQ(actions().front(), "key.blocked");
    EXPECT_EQ(actions().at(1), "certificate.revoked");
    EXPECT_EQ(office.certificates().front().revocation->by, "web");
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

TEST_F(Revocation, by_a_client_that_was_deactivated_meanwhile_is_refused) {
    const auto certificate = issued();
    deactivate_client(office.store, client, office.request.now);
    EXPECT_EQ(fault_for(client, certificate), Fault::deactivated);
}

TEST_F(Revocation, of_a_compromised_key_keeps_it_out_for_good) {
    const auto certificate = issued();
    const auto order = office.new_order(client);
    auto finalization = office.finalization(order);
    finalization.draft.key_digest = certificate.draft.key_digest;
    revoked(certificate, RevocationReason::keyCompromise);
    const auto& issuer = office.issuers.issuer(office.ov.issuer);
    EXPECT_EQ(
        fault_of([&] {
            workflow::finalize(office.store, issuer, client, finalization, office.request.now);
        }),
        Fault::bad_csr
    );
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
