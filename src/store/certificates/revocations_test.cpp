// SPDX-License-Identifier: Apache-2.0
#include "store/certificates/crls.hpp"
#include "store/certificates/revocations.hpp"
#include "store/orders/authorizations.hpp"
#include "store/store_for_tests.hpp"

#include <gtest/gtest.h>

#include <utility>

namespace chancery::store {

namespace {

using namespace std::chrono_literals;

class Revocations : public OfficeForTests {
protected:
    Certificate issued(const std::string& serial) {
        auto added = certificate(serial, {"www.example.org"});
        added.draft.key_digest = Bytes(32, serial.front());
        write(added);
        store.write([&](Transaction& tx) { set_issued(tx, added.id, {"der"}, now); });
        return added;
    }

    bool revoked(
        const Certificate& of, RevocationReason reason = RevocationReason::superseded, Time at = now
    ) {
        return store.write([&](Transaction& tx) {
            return set_revoked(tx, of, {.reason = reason, .at = at, .by = "local:root"});
        });
    }

    std::vector<std::string> listed(Time since) {
        std::vector<std::string> serials;
        store.read([&](Reader& reader) {
            for (const auto& entry : list_revoked(reader, issuer.id, since))
                serials.push_back(entry.serial);
        });
        return serials;
    }

    CrlState state() {
        const auto states = store.read([](Reader& reader) { return list_crl_states(reader); });
        return states.empty() ? CrlState{.issuer = issuer.id} : states.at(0);
    }

    bool published(CrlState next, const Bytes& der, std::int64_t follows) {
        return store.write([&](Transaction& tx) { return publish_crl(tx, next, der, follows); });
    }

    std::optional<SignedCrl> crl() {
        return store.read([&](Reader& reader) { return find_crl(reader, issuer.id); });
    }

    CrlState numbered(std::int64_t number) {
        return {
            .issuer = issuer.id,
            .covered = state().changes,
            .number = number,
            .this_update = now,
            .next_update = now + 24h,
            .regular_at = now};
    }

    std::vector<Authorization>
    held(const Client& client, const std::vector<Name>& names, Time at = now) {
        return store.read([&](Reader& reader) { return list_held(reader, client.id, names, at); });
    }

    bool holds(const Client& client, const std::vector<Name>& names, Time at = now) {
        return held(client, names, at).size() == names.size();
    }

    Certificate kept(const Certificate& certificate) {
        return store.read([&](Reader& reader) { return find_certificate(reader, certificate.id); }
        ).value();
    }
};

TEST_P(Revocations, happen_once_and_are_kept) {
    const auto one = issued("one");
    EXPECT_TRUE(revoked(one, RevocationReason::keyCompromise, now + 5min));
    EXPECT_FALSE(revoked(one, RevocationReason::superseded));
    const auto after = kept(one);
    EXPECT_EQ(after.status, CertificateStatus::revoked);
    ASSERT_TRUE(after.revocation);
    EXPECT_EQ(after.revocation->reason, RevocationReason::keyCompromise);
    EXPECT_EQ(after.revocation->at, now + 5min);
    EXPECT_EQ(after.revocation->by, "local:root");
    EXPECT_EQ(after.der, "der");
}

TEST_P(Revocations, are_of_what_was_issued) {
    const auto recorded = certificate("recorded", {"www.example.org"});
    write(recorded);
    EXPECT_FALSE(revoked(recorded));
    const auto given_up = certificate("given up", {"www.example.org"});
    write(given_up);
    store.write([&](Transaction& tx) { set_never_signed(tx, given_up.id); });
    EXPECT_FALSE(revoked(given_up));
    EXPECT_EQ(state().changes, 0);
}

TEST_P(Revocations, are_listed_until_their_certificates_time_is_over) {
    EXPECT_TRUE(revoked(issued("two")));
    EXPECT_TRUE(revoked(issued("one")));
    issued("three");
    const auto end = now + 90 * 24h;
    EXPECT_EQ(listed(Time{}), (std::vector<std::string>{"one", "two"}));
    EXPECT_EQ(listed(end), (std::vector<std::string>{"one", "two"}));
    EXPECT_EQ(listed(end + 1s), std::vector<std::string>{});
}

TEST_P(Revocations, are_listed_by_their_own_issuer_alone) {
    const auto ours = issued("ours");
    auto other = issuer;
    other.id = crypto::new_id<IssuerId>(now);
    other.name = "another";
    write(other);
    const auto first = std::exchange(issuer, other);
    const auto theirs = issued("theirs");
    EXPECT_TRUE(revoked(ours));
    EXPECT_TRUE(revoked(theirs));
    EXPECT_EQ(listed(Time{}), std::vector<std::string>{"theirs"});
    issuer = first;
    EXPECT_EQ(listed(Time{}), std::vector<std::string>{"ours"});
}

TEST_P(Revocations, make_their_issuers_list_due) {
    EXPECT_EQ(state().changes, 0);
    revoked(issued("one"));
    revoked(issued("two"));
    EXPECT_EQ(state().issuer, issuer.id);
    EXPECT_EQ(state().changes, 2);
    EXPECT_EQ(state().covered, 0);
    EXPECT_FALSE(crl()) << "nothing was signed";
}

TEST_P(Revocations, get_the_reason_of_a_compromised_key_later) {
    const auto one = issued("one");
    revoked(one);
    store.write([&](Transaction& tx) { set_key_compromised(tx, one, now); });
    EXPECT_EQ(kept(one).revocation->reason, RevocationReason::keyCompromise);
    EXPECT_EQ(kept(one).revocation->at, now);
    EXPECT_EQ(state().changes, 2) << "the list has to show it";
    const auto two = issued("two");
    store.write([&](Transaction& tx) { set_key_compromised(tx, two, now); });
    EXPECT_FALSE(kept(two).revocation) << "it is not revoked";
}

// conforms: 8555-7.6-6
TEST_P(Revocations, of_another_client_need_authorizations_for_all_names) {
    const auto client = written_client();
    const auto other = written_client("another");
    EXPECT_FALSE(holds(client, {{"www.example.org"}}));
    const auto order = written_order(client);
    EXPECT_TRUE(holds(client, {{"www.example.org"}}));
    EXPECT_TRUE(holds(client, {{"*.dev.example.org"}, {"www.example.org"}}));
    EXPECT_FALSE(holds(client, {{"www.example.org"}, {"mail.example.org"}}));
    EXPECT_FALSE(holds(client, {{"a.dev.example.org"}})) << "only the very name";
    EXPECT_FALSE(holds(other, {{"www.example.org"}}));
    EXPECT_FALSE(holds(client, {{"www.example.org"}}, order.expires));

    store.write([&](Transaction& tx) {
        auto given_back = find_authorization(tx, order.authorizations.front()).value();
        advance(given_back, AuthorizationStatus::deactivated);
        update(tx, given_back);
    });
    EXPECT_FALSE(holds(client, {{"www.example.org"}}));
    written_order(client, OrderStatus::valid);
    EXPECT_TRUE(holds(client, {{"www.example.org"}})) << "a newer order's counts";
}

// conforms: 8555-7.6-6
TEST_P(Revocations, of_another_client_may_rely_on_what_it_proved_before_any_order) {
    const auto client = written_client();
    Authorization proof{
        .id = crypto::new_id<AuthorizationId>(now),
        .order = std::nullopt,
        .client = client.id,
        .name = {"www.example.org"},
        .expires = now + 1h,
    };
    write(proof);
    EXPECT_FALSE(holds(client, {{"www.example.org"}})) << "it is pending";
    written_order(client);
    EXPECT_EQ(held(client, {{"www.example.org"}}).at(0).method, "");
    advance(proof, AuthorizationStatus::valid);
    proof.method = "http-01";
    store.write([&](Transaction& tx) { update(tx, proof); });
    EXPECT_EQ(held(client, {{"www.example.org"}}).at(0).method, "http-01") << "a proof comes first";
    EXPECT_FALSE(holds(client, {{"www.example.org"}, {"mail.example.org"}}));
    EXPECT_EQ(held(client, {{"www.example.org"}}, now + 1h).at(0).method, "");
}

TEST_P(Revocations, are_covered_by_the_list_that_follows_them) {
    EXPECT_TRUE(published(numbered(7), "first", 0));
    EXPECT_EQ(crl().value().number, 7);
    EXPECT_EQ(crl().value().der, "first");
    EXPECT_EQ(crl().value().next_update, now + 24h);

    revoked(issued("one"));
    const auto next = numbered(8);
    revoked(issued("two")); // while the list is signed
    EXPECT_TRUE(published(next, "second", 7));
    EXPECT_EQ(state().changes, 2);
    EXPECT_EQ(state().covered, 1);
    EXPECT_EQ(state().number, 8);
    EXPECT_EQ(state().this_update, now);
    EXPECT_EQ(state().regular_at, now);
}

TEST_P(Revocations, have_one_list_after_another) {
    EXPECT_TRUE(published(numbered(7), "first", 0));
    EXPECT_FALSE(published(numbered(7), "the same of another node", 0));
    EXPECT_TRUE(published(numbered(8), "second", 7));
    EXPECT_FALSE(published(numbered(9), "late", 7));
    EXPECT_EQ(crl().value().der, "second");
}

INSTANTIATE_TEST_SUITE_P(
    Databases, Revocations, testing::Values(db::Kind::sqlite, db::Kind::postgresql), kind_of
);

} // namespace

} // namespace chancery::store
