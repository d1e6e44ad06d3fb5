// SPDX-License-Identifier: Apache-2.0
// What becomes of challenge, authorization and order; how hosts are asked is validator's.
#include "db/driver.hpp"
#include "model/rules.hpp"
#include "store/orders/authorizations.hpp"
#include "workflow/jobs/office_jobs_for_tests.hpp"
#include "workflow/orders/authorizations.hpp"
#include "workflow/orders/client_changes.hpp"
#include "workflow/registry/clients.hpp"
#include "workflow/validation/challenges.hpp"
#include "workflow/workflow_for_tests.hpp"

#include <gtest/gtest.h>

#include <map>
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

    std::map<ChallengeType, store::JobLease> leases = {}; ///< Of what was responded to.

    store::JobLease lease_of(const AskedChallenge& validation) const {
        return leases.at(validation.challenge.type);
    }

    Time now() const { return office.request.now; }

    AskedChallenge responded(ChallengeType type) {
        const ChallengeRef ref{order.authorizations.front(), type};
        leases[type] = respond(office.store, host, ref, now()).lease.value();
        return office.store
            .read([&](store::Reader& reader) { return find_asked_challenge(reader, ref); })
            .value();
    }

    void end(const AskedChallenge& validation, validation::Judgement outcome) {
        finish(office.store, validation, {std::move(outcome)}, lease_of(validation), now());
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
    EXPECT_EQ(
        fault_of([&] {
            end(validation, Problem{Fault::connection, "nobody answered"});
        }),
        Fault::conflict
    );
    EXPECT_EQ(challenge(ChallengeType::http_01).status, acme::ChallengeStatus::valid);
    EXPECT_EQ(order_status(), OrderStatus::ready);
}

/// As a process that died when it had answered the client; another one, so much later.
class AskedForAndLeft : public AskedFor {
protected:
    std::vector<ChallengeRef> asked;

    int run_jobs_after(std::chrono::seconds time) {
        auto later = store::open_at(office.url());
        Issuing issuing{later, office.issuers, office.issuing.issued};
        JobParts parts{issuing};
        parts.ask_challenge = [&](const ChallengeRef& ref, const store::JobLease& lease) {
            asked.push_back(ref);
            leases[ref.type] = lease;
        };
        office.request.now += time;
        return run_jobs(JobKind::challenge, parts, now());
    }
};

TEST_F(AskedForAndLeft, it_is_asked_for_by_another_process_when_the_lease_ends) {
    const auto validation = responded(ChallengeType::http_01);
    const auto lost = lease_of(validation);
    EXPECT_EQ(run_jobs_after(validation_lease - 1s), 0);
    EXPECT_EQ(run_jobs_after(1s), 1);
    const ChallengeRef ref{order.authorizations.front(), ChallengeType::http_01};
    EXPECT_EQ(asked, std::vector{ref});
    EXPECT_EQ(
        fault_of([&] { finish(office.store, validation, {validation::Proven{}}, lost, now()); }),
        Fault::conflict
    ) << "what had lost its lease";
    EXPECT_EQ(status(), AuthorizationStatus::pending);
    end(validation, validation::Proven{});
    EXPECT_EQ(status(), AuthorizationStatus::valid);
    EXPECT_EQ(run_jobs_after(24h), 0) << "nothing is left of it";
}

TEST_F(AskedForAndLeft, it_ends_as_invalid_when_it_cannot_be_asked_for_in_many_attempts) {
    responded(ChallengeType::http_01);
    for (int i = 0; i < 40 && status() == AuthorizationStatus::pending; ++i)
        run_jobs_after(validation_lease);
    EXPECT_EQ(status(), AuthorizationStatus::invalid);
    EXPECT_EQ(order_status(), OrderStatus::invalid);
    EXPECT_EQ(challenge(ChallengeType::http_01).problem.value().fault, Fault::server_internal);
    EXPECT_EQ(asked.size(), 19U) << "the first attempt was the dead process's";
}

TEST_F(AskedForAndLeft, it_is_found_where_a_version_without_jobs_left_it) {
    responded(ChallengeType::http_01);
    office.store.write([&](store::Transaction& tx) {
        tx.driver().execute("DELETE FROM jobs");
        tx.driver().execute(
            "UPDATE challenges SET leased_until = $1 WHERE status = 'processing'",
            {(now() + 60s).time_since_epoch().count()}
        );
    });
    EXPECT_EQ(run_jobs_after(59s), 0);
    EXPECT_EQ(run_jobs_after(1s), 1);
    EXPECT_EQ(asked.size(), 1U);
    EXPECT_EQ(run_jobs_after(1s), 0) << "its job is leased";
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
        "the authorization became invalid while the challenge was being validated"
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
        "the client became deactivated while the challenge was being validated"
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
    EXPECT_TRUE(respond(office.store, host, ref, now()).lease);
}

TEST_F(AskedFor, for_a_name_that_policy_refuses_by_now_it_is_not_asked_for) {
    add_domain(office.store, office.request, {.name = "example.test", .enabled = false});
    const ChallengeRef ref{order.authorizations.front(), ChallengeType::http_01};
    const auto problem = problem_of([&] { respond(office.store, host, ref, now()); });
    ASSERT_TRUE(problem);
    EXPECT_EQ(problem->fault, Fault::rejected_identifier);
    EXPECT_EQ(problem->subproblems.at(0).cause, Rule::domain_disabled);
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
