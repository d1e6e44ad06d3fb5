// SPDX-License-Identifier: Apache-2.0
#include "store/orders/authorizations.hpp"
#include "store/rows.hpp"
#include "store/store_for_tests.hpp"

#include <algorithm>
#include <ranges>

namespace chancery::store {

namespace {

using namespace std::chrono_literals;
using acme::ChallengeStatus;
using acme::ChallengeType;

class Authorizations : public OfficeForTests {
protected:
    Client host;

    void SetUp() override {
        OfficeForTests::SetUp();
        host = written_client();
    }

    Authorization authorization_of(const std::string& name) const {
        return {
            .id = crypto::new_id<AuthorizationId>(now),
            .order = std::nullopt,
            .client = host.id,
            .name = {name},
            .expires = now + 7 * 24h,
        };
    }

    Authorization proven(const std::string& name, Time until) {
        auto added = authorization_of(name);
        write(added);
        added.status = AuthorizationStatus::valid;
        added.method = "http-01";
        added.validated_at = now;
        added.caa_checked_at = now + 1s;
        added.expires = until;
        change(added);
        return added;
    }

    std::optional<Authorization> find(AuthorizationId id) {
        return store.read([&](Reader& reader) { return find_authorization(reader, id); });
    }

    std::optional<Authorization> found_proof(const std::string& name, Time until) {
        return store.read([&](Reader& reader) {
            return find_proven(reader, host.id, {name}, until);
        });
    }

    std::vector<acme::Challenge> challenges_of(AuthorizationId id) {
        return store.read([&](Reader& reader) { return list_challenges(reader, id); });
    }

    acme::Challenge processing(const Authorization& of) {
        acme::Challenge challenge{
            .authorization = of.id, .type = ChallengeType::dns_01, .token = "token"};
        write(challenge);
        challenge.status = ChallengeStatus::processing;
        change(challenge);
        return challenge;
    }

    std::vector<acme::Challenge> left(Time at) {
        return store.read([&](Reader& reader) { return list_left_challenges(reader, at, 10); });
    }

    int drop_expired(Time made_before, Time at) {
        return store.write([&](Transaction& tx) {
            return drop_expired_authorizations(tx, made_before, at, 10);
        });
    }
};

INSTANTIATE_TEST_SUITE_P(
    Databases, Authorizations, testing::Values(db::Kind::sqlite, db::Kind::postgresql), kind_of
);

TEST_P(Authorizations, keep_how_they_were_proven) {
    const auto written = proven("www.example.org", now + 30 * 24h);
    const auto read = find(written.id).value();
    EXPECT_FALSE(read.order);
    EXPECT_EQ(read.status, AuthorizationStatus::valid);
    EXPECT_EQ(read.method, "http-01");
    EXPECT_EQ(read.validated_at, now);
    EXPECT_EQ(read.caa_checked_at, now + 1s);
    EXPECT_EQ(read.expires, now + 30 * 24h);
}

TEST_P(Authorizations, that_were_proven_are_found_while_they_hold) {
    const auto shorter = proven("www.example.org", now + 2h);
    const auto longer = proven("www.example.org", now + 3h);
    EXPECT_EQ(found_proof("www.example.org", now).value().id, longer.id);
    EXPECT_EQ(found_proof("www.example.org", now + 3h - 1s).value().id, longer.id);
    EXPECT_FALSE(found_proof("www.example.org", now + 3h));
    EXPECT_FALSE(found_proof("*.example.org", now));
    EXPECT_FALSE(found_proof("example.org", now));
}

TEST_P(Authorizations, that_are_no_proof_are_not_found_as_one) {
    auto prevalidated = authorization_of("www.example.org");
    prevalidated.status = AuthorizationStatus::valid;
    write(prevalidated);
    auto given_back = proven("www.example.org", now + 3h);
    given_back.status = AuthorizationStatus::deactivated;
    change(given_back);
    EXPECT_FALSE(found_proof("www.example.org", now));
}

TEST_P(Authorizations, that_prove_a_name_are_their_clients_alone) {
    const auto first = host;
    const auto second = written_client("another");
    const auto has_proof = [&](const Client& client, const Name& name) {
        return store.read([&](Reader& reader) {
            return find_proven(reader, client.id, name, now).has_value();
        });
    };
    host = first;
    proven("www.example.org", now + 3h);
    host = second;
    proven("mail.example.org", now + 3h);
    EXPECT_TRUE(has_proof(first, {"www.example.org"}));
    EXPECT_FALSE(has_proof(first, {"mail.example.org"}));
    EXPECT_FALSE(has_proof(second, {"www.example.org"}));
    EXPECT_TRUE(has_proof(second, {"mail.example.org"}));
}

TEST_P(Authorizations, of_another_client_are_as_those_that_do_not_exist) {
    const auto made = authorization_of("www.example.org");
    write(made);
    const auto fault = [&](ClientId client) {
        return db::fault_of([&] {
            store.read([&](Reader& reader) { return authorization(reader, made.id, client); });
        });
    };
    EXPECT_FALSE(fault(host.id));
    for (const auto other : {ClientId{}, written_client("another").id})
        EXPECT_EQ(fault(other), Fault::not_found);
}

TEST_P(Authorizations, know_the_orders_that_rely_on_them) {
    const auto proof = proven("www.example.org", now + 3h);
    const auto order = crypto::new_id<OrderId>(now);
    for (int i = 0; i < 2; ++i)
        store.write([&](Transaction& tx) { add_use(tx, proof.id, order); });
    const auto uses = [&](Time since) {
        return store.read([&](Reader& reader) { return list_uses(reader, proof.id, since); });
    };
    EXPECT_EQ(uses(now), std::vector<OrderId>{order});
    EXPECT_TRUE(uses(now + 24h).empty());
}

TEST_P(Authorizations, have_challenges_in_the_order_in_which_clients_want_them) {
    const auto authorization = authorization_of("www.example.org");
    write(authorization);
    const auto types = every<acme::ChallengeType>;
    for (const auto type : types | std::views::reverse)
        write(acme::Challenge{.authorization = authorization.id, .type = type, .token = "a token"});
    std::vector<ChallengeType> read;
    for (const auto& challenge : challenges_of(authorization.id))
        read.push_back(challenge.type);
    EXPECT_TRUE(std::ranges::equal(read, types));
}

TEST_P(Authorizations, have_challenges_that_are_read_as_they_were_written) {
    const auto authorization = authorization_of("www.example.org");
    write(authorization);
    for (const auto type : every<acme::ChallengeType>)
        write(acme::Challenge{.authorization = authorization.id, .type = type, .token = "a token"});
    const auto read = challenges_of(authorization.id);
    ASSERT_EQ(read.size(), every<acme::ChallengeType>.size());
    EXPECT_EQ(read.front().type, ChallengeType::http_01);
    EXPECT_EQ(read.front().token, "a token");
    EXPECT_EQ(read.front().status, ChallengeStatus::pending);
    EXPECT_FALSE(read.front().problem);

    auto failed = read.front();
    failed.status = ChallengeStatus::invalid;
    failed.problem = Problem{Fault::dns, "no such name"};
    change(failed);
    const auto kept = challenges_of(authorization.id).front();
    EXPECT_EQ(kept.status, ChallengeStatus::invalid);
    EXPECT_EQ(kept.problem.value().detail, "no such name");
}

TEST_P(Authorizations, have_challenges_that_an_older_version_has_leased_and_left) {
    const auto authorization = authorization_of("www.example.org");
    write(authorization);
    const auto challenge = processing(authorization);
    EXPECT_TRUE(left(now + 24h).empty()) << "it has a job";
    place.open()->execute("UPDATE challenges SET leased_until = 1800000060");
    EXPECT_TRUE(left(now + 59s).empty());
    ASSERT_EQ(left(now + 60s).size(), 1U);
    EXPECT_EQ(left(now + 60s).front().authorization, authorization.id);
    store.write([&](Transaction& tx) { set_handed_over(tx, authorization.id, challenge.type); });
    EXPECT_TRUE(left(now + 60s).empty());
}

TEST_P(Authorizations, that_no_order_took_with_it_are_dropped_once_they_expired) {
    auto held = authorization_of("www.example.org");
    held.expires = now + 3h;
    auto gone = authorization_of("mail.example.org");
    // Made then, whatever the ids of the tests before: those of a process ascend.
    held.id = first_id_at<AuthorizationId>(now);
    gone.id = first_id_at<AuthorizationId>(now + 1s);
    write(held);
    write(gone);
    processing(gone);
    EXPECT_EQ(drop_expired(now, now + 8 * 24h), 0);
    EXPECT_EQ(drop_expired(now + 1h, now + 3h - 1s), 0);
    EXPECT_EQ(drop_expired(now + 1h, now + 3h), 1);
    EXPECT_FALSE(find(held.id));
    EXPECT_EQ(drop_expired(now + 1h, now + 7 * 24h), 1);
    EXPECT_TRUE(challenges_of(gone.id).empty());
}

TEST_P(Authorizations, outlive_their_order_while_they_are_relied_on) {
    auto order = written_order(host);
    auto proof = find(order.authorizations.front()).value();
    proof.method = "dns-01";
    proof.expires = now + 40 * 24h;
    change(proof);
    store.write([&](Transaction& tx) {
        return drop_ended_orders(tx, now + 31 * 24h, now + 31 * 24h, 10);
    });
    EXPECT_TRUE(find(proof.id));
    EXPECT_FALSE(find(order.authorizations.back()));
}

} // namespace

} // namespace chancery::store
