// SPDX-License-Identifier: Apache-2.0
#include "workflow/orders/authorizations.hpp"

#include "crypto/random.hpp"
#include "store/events.hpp"
#include "store/orders/authorizations.hpp"
#include "store/orders/orders.hpp"
#include "store/registry/facts.hpp"
#include "validation/method.hpp"
#include "workflow/audit.hpp"
#include "workflow/orders/limits.hpp"
#include "workflow/refusal.hpp"

#include <chrono>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t token_octets = 32;

/// RFC 8555 §8: a token of its own identifies each.
std::vector<acme::Challenge>
add_challenges(store::Transaction& tx, const Endpoint& endpoint, const Authorization& of) {
    std::vector<acme::Challenge> challenges;
    for (const auto type : validation::types_for(of.name, endpoint.challenges.types)) {
        challenges.push_back(
            {.authorization = of.id, .type = type, .token = crypto::random_text(token_octets)}
        );
        store::insert(tx, challenges.back());
    }
    return challenges;
}

Event event_on(
    const Authorization& authorization, const store::ClientStanding& client, std::string action
) {
    return {
        .actor = client.actor(),
        .action = std::move(action),
        .object_type = "authorization",
        .object_id = to_string(authorization.id),
        .object_name = authorization.name.value,
        .department = client.department,
    };
}

/// There is no such authorization, whose id this would be.
Event refused_event(const store::ClientStanding& client, const Name& name, Time now) {
    const Authorization none{
        .id = {}, .order = std::nullopt, .client = client.client.id, .name = name, .expires = now};
    auto event = event_on(none, client, "authorization.refused");
    event.object_id.clear();
    return event;
}

struct Created {
    Authorized authorized = {};
    std::optional<Problem> refusal = std::nullopt;
};

} // namespace

Authorized add_authorization(
    store::Transaction& tx,
    const Endpoint& endpoint,
    ClientId client,
    const policy::Verdict& verdict,
    std::optional<OrderId> order,
    Time now
) {
    Authorized added{{
        .id = crypto::new_id<AuthorizationId>(now),
        .order = order,
        .client = client,
        .name = verdict.name,
        .status =
            verdict.needs_challenge ? AuthorizationStatus::pending : AuthorizationStatus::valid,
        .expires = now + open_for,
    }};
    store::insert(tx, added.authorization);
    if (verdict.needs_challenge)
        added.challenges = add_challenges(tx, endpoint, added.authorization);
    return added;
}

std::optional<Problem>
unprovable(const Endpoint& endpoint, const std::vector<policy::Verdict>& verdicts) {
    Problem problem{
        Fault::rejected_identifier,
        "this endpoint has no challenge that shows control of some of the names"};
    for (const auto& [name, rule, needs_challenge, below] : verdicts) {
        if (!needs_challenge || !validation::types_for(name, endpoint.challenges.types).empty())
            continue;
        const auto* what = name.is_wildcard()  ? ", a wildcard"
                           : name.is_address() ? ", an address"
                                               : "";
        problem.subproblems.push_back(
            {.place = identifier_of(name),
             .fault = Fault::rejected_identifier,
             .detail = "no challenge of this endpoint shows control of " + name.value + what}
        );
    }
    if (problem.subproblems.empty()) return std::nullopt;
    if (problem.subproblems.size() == 1) problem.detail = problem.subproblems.front().detail;
    return problem;
}

Authorized create_authorization(
    store::Store& store,
    const Endpoint& endpoint,
    const store::ClientStanding& client,
    const Name& name,
    Time now
) {
    auto created = store.write([&](store::Transaction& tx) -> Created {
        require_valid(tx, client.client.id);
        const std::vector<Name> names{name};
        // Its profile is known to the order alone, which asks again.
        const auto facts =
            store::facts(tx, client.client.account, endpoint.id, names, store::any_profile);
        const auto verdicts = policy::decide(facts, names, now);
        auto refusal = policy::refusal(verdicts, facts.contacts);
        if (!refusal) refusal = unprovable(endpoint, verdicts);
        if (refusal) {
            auto event = refused_event(client, name, now);
            return {.refusal = record_refused(tx, *std::move(refusal), std::move(event), now)};
        }
        if (verdicts.front().needs_challenge)
            if (auto proven = store::find_proven(tx, client.client.id, name, now + relied_on))
                return {{*proven, store::list_challenges(tx, proven->id), false}};
        const LimitedClient of{endpoint.limits_in_force(), client, now};
        if (auto limited = take_authorization(tx, of, verdicts.front()))
            return {
                .refusal =
                    record_limited(tx, *std::move(limited), refused_event(client, name, now), now)};
        auto added =
            add_authorization(tx, endpoint, client.client.id, verdicts.front(), std::nullopt, now);
        store::record(tx, event_on(added.authorization, client, "authorization.created"), now);
        return {std::move(added)};
    });
    if (created.refusal) throw Error(*created.refusal);
    return std::move(created.authorized);
}

void end_orders(
    store::Transaction& tx, const Authorization& authorization, const Problem& problem, Time now
) {
    // Older ones have ended.
    auto orders = store::list_uses(tx, authorization.id, now - open_for);
    if (authorization.order) orders.push_back(*authorization.order);
    for (const auto& id : orders) {
        auto order = store::find_order(tx, id);
        if (!order) continue;
        if (order->status != OrderStatus::pending && order->status != OrderStatus::ready) continue;
        order->problem = problem;
        advance(*order, OrderStatus::invalid);
        store::update(tx, *order, now);
    }
}

Authorization deactivate_authorization(
    store::Store& store, const store::ClientStanding& client, AuthorizationId id, Time now
) {
    return store.write([&](store::Transaction& tx) {
        auto authorization = store::authorization(tx, id, client.client.id);
        const auto status = status_at(authorization, now);
        if (status != AuthorizationStatus::pending && status != AuthorizationStatus::valid)
            return authorization;
        advance(authorization, AuthorizationStatus::deactivated);
        store::update(tx, authorization);
        const Problem problem{
            Fault::unauthorized,
            "the authorization for " + authorization.name.value + " was deactivated"};
        end_orders(tx, authorization, problem, now);
        store::record(tx, event_on(authorization, client, "authorization.deactivated"), now);
        return authorization;
    });
}

} // namespace chancery::workflow
