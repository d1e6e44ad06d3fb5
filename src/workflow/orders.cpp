// SPDX-License-Identifier: Apache-2.0
#include "workflow/orders.hpp"

#include "crypto/random.hpp"
#include "policy/decide.hpp"
#include "store/events.hpp"
#include "store/facts.hpp"
#include "store/orders.hpp"
#include "workflow/refusal.hpp"

#include <chrono>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

constexpr auto order_lifetime = 7 * 24h;
constexpr auto authorization_lifetime = 7 * 24h;
constexpr auto seen_again_after = 1h; ///< A client's last sight is not written more often.

struct Created {
    Order order;
    std::optional<Problem> refusal = std::nullopt;
};

Authorization new_authorization(const Order& order, const policy::Verdict& verdict, Time now) {
    return {
        .id = crypto::new_id<AuthorizationId>(now),
        .order = order.id,
        .client = order.client,
        .name = verdict.name,
        .status =
            verdict.needs_challenge ? AuthorizationStatus::pending : AuthorizationStatus::valid,
        .expires = now + authorization_lifetime,
    };
}

/// The order with its authorizations, from verdicts that are all granted.
Order add_order(
    store::Transaction& tx,
    const Client& client,
    const std::vector<policy::Verdict>& verdicts,
    Time now
) {
    Order order{
        .id = crypto::new_id<OrderId>(now),
        .endpoint = client.endpoint,
        .client = client.id,
        .account = client.account,
        .names = {},
        .created_at = now,
        .expires = now + order_lifetime,
    };
    bool ready = true;
    for (const auto& verdict : verdicts) {
        const auto authorization = new_authorization(order, verdict, now);
        store::insert(tx, authorization);
        order.names.push_back(verdict.name);
        order.authorizations.push_back(authorization.id);
        ready = ready && authorization.status == AuthorizationStatus::valid;
    }
    if (ready) advance(order, OrderStatus::ready);
    store::insert(tx, order);
    return order;
}

std::string spelled(const std::vector<DnsName>& names) {
    std::string text;
    for (const auto& name : names)
        text.append(text.empty() ? "" : ", ").append(name.value);
    return text;
}

void see(store::Transaction& tx, const Client& client, Time now) {
    if (now - client.last_seen_at >= seen_again_after) store::set_seen(tx, client.id, now);
}

} // namespace

Order create_order(
    store::Store& store,
    const Endpoint& endpoint,
    const store::ClientStanding& client,
    const std::vector<DnsName>& names,
    Time now
) {
    Event event{
        .actor = client.actor(),
        .action = "order.created",
        .object_type = "order",
        .object_name = spelled(names),
        .department = client.department,
    };
    auto created = store.write([&](store::Transaction& tx) -> Created {
        require_valid(tx, client.client.id);
        const auto facts = store::facts(tx, client.client.account, endpoint.id, names);
        const auto verdicts = policy::decide(facts, names, now);
        if (auto refusal = policy::refusal(verdicts, facts.contacts)) {
            auto refused = event;
            refused.action = "order.refused";
            refused.outcome = Outcome::refused;
            refused.detail = refusal->detail;
            store::record_refusal(tx, refused, now);
            refusal->recorded = true;
            return {.order = {}, .refusal = std::move(refusal)};
        }
        see(tx, client.client, now);
        auto order = add_order(tx, client.client, verdicts, now);
        auto recorded = event;
        recorded.object_id = to_string(order.id);
        store::record(tx, recorded, now);
        return {.order = std::move(order)};
    });
    if (created.refusal) throw Error(*created.refusal);
    return std::move(created.order);
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

        auto order = store::order(tx, authorization.order);
        if (order.status == OrderStatus::pending || order.status == OrderStatus::ready) {
            order.problem = Problem{
                Fault::unauthorized,
                "the authorization for " + authorization.name.value + " was deactivated"};
            advance(order, OrderStatus::invalid);
            store::update(tx, order, now);
        }
        Event event{
            .actor = client.actor(),
            .action = "authorization.deactivated",
            .object_type = "authorization",
            .object_id = to_string(id),
            .object_name = authorization.name.value,
            .department = client.department,
        };
        store::record(tx, event, now);
        return authorization;
    });
}

} // namespace chancery::workflow
