// SPDX-License-Identifier: Apache-2.0
// What becomes of challenge, authorization and order; how hosts are asked is validator's.
#include "store/authorizations.hpp"
#include "workflow/authorizations.hpp"
#include "workflow/challenges.hpp"
#include "workflow/client_changes.hpp"
#include "workflow/clients.hpp"
#include "workflow/testing.hpp"

#include <gtest/gtest.h>

#include <set>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;
using acme::ChallengeType;

/// A client of "dv" with an order for one name, whose challenges it may respond to.
class AskedFor : public testing::Test {
protected:
    IssuingOffice office;
    Endpoint dv = office.endpoint("dv");
    store::ClientStanding host =
        office.standing(office.enroll(office.key, dv, std::nullopt).client.id);
    Order order = create_order(office.store, dv, host, {.names = {{"www.example.test"}}}, now());

    Time now() const { return office.request.now; }

    Validation responded(ChallengeType type) {
        const ChallengeRef ref{order.authorizations.front(), type};
        EXPECT_TRUE(respond(office.store, host, ref, now()).begun);
        return office.store
            .read([&](store::Reader& reader) { return find_validation(reader, ref); })
            .value();
    }

    void end(const Validation& validation, validation::Outcome outcome) {
        finish(office.store, validation, {std::move(outcome)}, now());
    }

    AuthorizationStatus status() const {
        return office.store
            .read([&](store::Reader& reader) {
                return store::find_authorization(reader, order.authorizations.front());
            })
            .value()
            .status;
    }

    OrderStatus order_status() const { return office.order(order.id).status; }

    acme::Challenge challenge(ChallengeType type) const {
        return office.store
            .read([&](store::Reader& reader) {
                return store::find_challenge(reader, order.authorizations.front(), type);
            })
            .value();
    }
};

TEST_F(AskedFor, and_met_it_makes_authorization_and_order_go_on) {
    end(responded(ChallengeType::http_01), validation::Proven{});
    EXPECT_EQ(status(), AuthorizationStatus::valid);
    EXPECT_EQ(order_status(), OrderStatus::ready);
}

TEST_F(AskedFor, twice_it_ends_as_it_did_first) {
    const auto validation = responded(ChallengeType::http_01);
    end(validation, validation::Proven{});
    end(validation, Problem{Fault::connection, "nobody answered"});
    EXPECT_EQ(challenge(ChallengeType::http_01).status, acme::ChallengeStatus::valid);
    EXPECT_EQ(order_status(), OrderStatus::ready);
}

TEST_F(AskedFor, beside_another_that_failed_it_proves_nothing) {
    const auto web = responded(ChallengeType::http_01);
    const auto dns = responded(ChallengeType::dns_01);
    end(dns, Problem{Fault::dns, "no such name"});
    end(web, validation::Proven{});
    EXPECT_EQ(status(), AuthorizationStatus::invalid);
    EXPECT_EQ(order_status(), OrderStatus::invalid);
    EXPECT_EQ(
        challenge(ChallengeType::http_01).problem.value().detail,
        "the authorization became invalid while the challenge was asked for"
    );
}

TEST_F(AskedFor, beside_another_that_was_met_it_may_fail) {
    const auto web = responded(ChallengeType::http_01);
    const auto dns = responded(ChallengeType::dns_01);
    end(web, validation::Proven{});
    end(dns, Problem{Fault::dns, "no such name"});
    EXPECT_EQ(status(), AuthorizationStatus::valid);
    EXPECT_EQ(order_status(), OrderStatus::ready);
}

// conforms: persist-4.1-7
TEST_F(AskedFor, by_a_client_that_was_deactivated_meanwhile_it_proves_nothing) {
    const auto validation = responded(ChallengeType::dns_01);
    deactivate_client(office.store, office.request, {host.client.id});
    end(validation, validation::Proven{});
    EXPECT_EQ(status(), AuthorizationStatus::invalid);
    EXPECT_EQ(order_status(), OrderStatus::invalid);
    EXPECT_EQ(
        challenge(ChallengeType::dns_01).problem.value().detail,
        "the client became deactivated while the challenge was asked for"
    );
}

TEST_F(AskedFor, by_a_client_that_was_just_deactivated_it_is_not_asked_for) {
    deactivate_client(office.store, host, now());
    for (const auto type : {ChallengeType::http_01, ChallengeType::dns_01}) {
        const ChallengeRef ref{order.authorizations.front(), type};
        EXPECT_EQ(fault_of([&] { respond(office.store, host, ref, now()); }), Fault::deactivated);
        EXPECT_EQ(challenge(type).status, acme::ChallengeStatus::pending);
    }
}

TEST_F(AskedFor, after_its_authorization_has_expired_it_is_not_asked_for) {
    office.request.now = order.expires;
    const ChallengeRef ref{order.authorizations.front(), ChallengeType::http_01};
    EXPECT_EQ(fault_of([&] { respond(office.store, host, ref, now()); }), Fault::malformed);
    EXPECT_EQ(challenge(ChallengeType::http_01).status, acme::ChallengeStatus::pending);
    office.request.now = order.expires - 1s;
    EXPECT_TRUE(respond(office.store, host, ref, now()).begun);
}

TEST_F(AskedFor, for_a_name_that_policy_refuses_by_now_it_is_not_asked_for) {
    add_domain(office.store, office.request, {.name = "example.test", .enabled = false});
    const ChallengeRef ref{order.authorizations.front(), ChallengeType::http_01};
    const auto problem = problem_of([&] { respond(office.store, host, ref, now()); });
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->fault, Fault::rejected_identifier);
    EXPECT_EQ(problem->subproblems.at(0).rule, "domain_disabled");
    EXPECT_EQ(challenge(ChallengeType::http_01).status, acme::ChallengeStatus::pending);
    const auto event = office.events().front().event;
    EXPECT_EQ(event.action, "authorization.refused");
    EXPECT_EQ(event.outcome, Outcome::refused);
}

TEST_F(AskedFor, and_met_it_lets_the_order_last_no_longer_than_its_proof) {
    auto validation = responded(ChallengeType::dns_01);
    end(validation, validation::Proven{.until = now() + 2h});
    EXPECT_EQ(order_status(), OrderStatus::ready);
    EXPECT_EQ(office.order(order.id).expires, now() + 2h);
    office.request.now += 2h;
    EXPECT_EQ(
        fault_of([&] { office.finalize(host, office.order(order.id)); }), Fault::order_not_ready
    );
}

TEST_F(AskedFor, and_met_after_another_proof_has_ended_it_leaves_the_order_pending) {
    const std::vector<Name> names{{"a.example.test"}, {"b.example.test"}};
    order = create_order(office.store, dv, host, {.names = names}, now());
    end(responded(ChallengeType::dns_01), validation::Proven{.until = now() + 2h});
    office.request.now += 2h;
    std::swap(order.authorizations.front(), order.authorizations.back());
    end(responded(ChallengeType::http_01), validation::Proven{});
    EXPECT_EQ(order_status(), OrderStatus::pending);
}

TEST_F(AskedFor, and_met_it_is_relied_on_by_later_orders_until_it_ends) {
    end(responded(ChallengeType::http_01), validation::Proven{});
    const auto proof_ends = now() + dv.challenges.lifetime;
    const auto again = [&] {
        return create_order(office.store, dv, host, {.names = {{"www.example.test"}}}, now());
    };
    EXPECT_EQ(again().status, OrderStatus::ready);
    EXPECT_EQ(again().expires, now() + open_for);
    office.request.now = proof_ends - 2h;
    const auto late = again();
    EXPECT_EQ(late.status, OrderStatus::ready);
    EXPECT_EQ(late.expires, proof_ends) << "it must not outlive what it relies on";
    EXPECT_EQ(office.order(late.id).expires, proof_ends);
    office.request.now = proof_ends - relied_on;
    EXPECT_EQ(again().status, OrderStatus::pending) << "too little of it is left";
}

TEST_F(AskedFor, for_an_authorization_that_was_given_up_meanwhile_it_proves_nothing) {
    const auto validation = responded(ChallengeType::http_01);
    deactivate_authorization(office.store, host, order.authorizations.front(), now());
    end(validation, validation::Proven{});
    EXPECT_EQ(status(), AuthorizationStatus::deactivated);
    EXPECT_EQ(order_status(), OrderStatus::invalid);
}

TEST_F(AskedFor, after_the_order_has_expired_it_proves_nothing) {
    const auto validation = responded(ChallengeType::http_01);
    office.request.now = order.expires;
    end(validation, validation::Proven{});
    EXPECT_EQ(status(), AuthorizationStatus::invalid);
}

TEST_F(AskedFor, for_a_disabled_account_it_leaves_all_as_it_is_when_that_is_enabled) {
    const auto validation = responded(ChallengeType::http_01);
    disable_account(office.store, office.request, {host.client.account});
    end(validation, validation::Proven{});
    EXPECT_EQ(order_status(), OrderStatus::ready);
    const auto problem = problem_of([&] { office.finalize(host, office.order(order.id)); });
    EXPECT_EQ(problem.value().fault, Fault::unauthorized);
    enable_account(office.store, office.request, {host.client.account});
    EXPECT_EQ(office.finalize(host, office.order(order.id)).status, OrderStatus::valid);
}

/// RFC 8555 §8: a token identifies its challenge. 128 bits or more, of which none is the same in
/// all.
TEST_F(AskedFor, it_has_a_token_that_no_other_challenge_has) {
    std::vector<Name> names;
    for (int i = 0; i < 20; ++i)
        names.push_back({"host" + std::to_string(i) + ".example.test"});
    names.push_back({"*.example.test"});
    names.push_back({"8.8.8.8"});
    std::set<Bytes> tokens;
    std::size_t count = 0;
    for (int i = 0; i < 2; ++i)
        for (const auto id :
             create_order(office.store, dv, host, {.names = names}, now()).authorizations)
            for (const auto& challenge : office.store.read([&](store::Reader& reader) {
                     return store::list_challenges(reader, id);
                 })) {
                tokens.insert(parse_base64url(challenge.token).value());
                ++count;
            }
    EXPECT_EQ(count, 2U * (20 * 3 + 1 + 2));
    EXPECT_EQ(tokens.size(), count);
    for (const auto& token : tokens)
        EXPECT_GE(token.size(), 16U);
}

TEST_F(AskedFor, it_proves_its_own_client_alone) {
    end(responded(ChallengeType::http_01), validation::Proven{});
    const auto other =
        office.standing(office.enroll(IssuingOffice::new_key(), dv, std::nullopt).client.id);
    const auto ordered =
        create_order(office.store, dv, other, {.names = {{"www.example.test"}}}, now());
    EXPECT_EQ(ordered.status, OrderStatus::pending);
    const auto wildcard =
        create_order(office.store, dv, host, {.names = {{"*.www.example.test"}}}, now());
    EXPECT_EQ(wildcard.status, OrderStatus::pending);
}

} // namespace

} // namespace chancery::workflow
