// SPDX-License-Identifier: Apache-2.0
#include "workflow/refusal.hpp"

#include "policy/decide.hpp"
#include "store/events.hpp"
#include "store/orders/authorizations.hpp"
#include "store/orders/orders.hpp"
#include "store/registry/clients.hpp"
#include "store/registry/facts.hpp"
#include "workflow/audit.hpp"

#include <algorithm>

namespace chancery::workflow {

Event order_event(const Order& order, const Actor& actor, DepartmentId department) {
    return {
        .actor = actor,
        .action = "order.refused",
        .object_type = "order",
        .object_id = to_string(order.id),
        .object_name = listed(order.names),
        .department = department,
    };
}

void require_valid(const store::Reader& reader, ClientId client) {
    if (store::find_status(reader, client) != ClientStatus::valid)
        throw Error(
            Fault::deactivated, "this client was deactivated; register with a new account key"
        );
}

Problem fault_of_ended_client() {
    return {Fault::unauthorized, "the client that ordered this was deactivated"};
}

Ruling rule_on(const store::Reader& reader, const Order& order, Time now) {
    const auto facts =
        store::facts(reader, order.account, order.endpoint, order.names, order.profile);
    if (auto suspension = policy::suspension(facts)) return {.suspension = std::move(suspension)};
    const auto verdicts = policy::decide(facts, order.names, now);
    if (auto refusal = policy::refusal(verdicts, facts.contacts))
        return {.refusal = std::move(refusal)};
    if (std::ranges::none_of(verdicts, &policy::Verdict::needs_challenge)) return {};
    const auto authorizations = store::list_authorizations(reader, order);
    return {.refusal = policy::unproven(verdicts, authorizations, facts.contacts, now)};
}

void end_invalid(
    store::Transaction& tx, Order& order, const Problem& problem, const Refused& refused, Time now
) {
    order.problem = problem;
    advance(order, OrderStatus::invalid);
    store::update(tx, order, now);
    auto event = order_event(order, refused.actor, refused.department);
    event.outcome = refused.outcome;
    if (refused.outcome == Outcome::failed) event.action = "order.failed";
    event.detail = problem.detail;
    store::record_refusal(tx, event, now);
}

} // namespace chancery::workflow
