// SPDX-License-Identifier: Apache-2.0
#include "workflow/orders.hpp"

#include "crypto/random.hpp"
#include "policy/decide.hpp"
#include "store/certificates.hpp"
#include "store/events.hpp"
#include "store/facts.hpp"
#include "store/orders.hpp"
#include "store/renewals.hpp"
#include "workflow/audit.hpp"
#include "workflow/refusal.hpp"

#include <algorithm>
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

Order new_order(const Client& client, const OrderRequest& request, Time now) {
    return {
        .id = crypto::new_id<OrderId>(now),
        .endpoint = client.endpoint,
        .client = client.id,
        .account = client.account,
        .names = request.names,
        .created_at = now,
        .expires = now + order_lifetime,
        .replaces = request.replaces ? request.replaces->text : std::string(),
    };
}

/// The order with its authorizations, from verdicts that are all granted.
void add_order(
    store::Transaction& tx, Order& order, const std::vector<policy::Verdict>& verdicts, Time now
) {
    bool ready = true;
    for (const auto& verdict : verdicts) {
        const auto authorization = new_authorization(order, verdict, now);
        store::insert(tx, authorization);
        order.authorizations.push_back(authorization.id);
        ready = ready && authorization.status == AuthorizationStatus::valid;
    }
    if (ready) advance(order, OrderStatus::ready);
    store::insert(tx, order);
}

bool share_a_name(const Certificate& certificate, const Order& order) {
    return std::ranges::any_of(order.names, [&](const DnsName& name) {
        return std::ranges::find(certificate.names, name.value) != certificate.names.end();
    });
}

/// RFC 9773 §5. The certificate must be of the same ACME account, not of the same client: a host
/// that was set up anew has a new key.
void require_replaceable(
    const store::Reader& reader, const Order& order, const Replaces& replaces, Time now
) {
    const auto certificate = store::find_certificate(reader, replaces.certificate);
    if (!certificate || certificate->account != order.account)
        throw Error(
            Fault::unauthorized, "the certificate to be replaced is not of this ACME account"
        );
    if (!share_a_name(*certificate, order))
        throw Error(
            Fault::malformed, "the certificate to be replaced has none of the names ordered"
        );
    const auto renewal = store::find_renewal(reader, certificate->id);
    const auto other = renewal.order ? store::find_order(reader, *renewal.order) : std::nullopt;
    if (renewal.replaced_by || (other && status_at(*other, now) != OrderStatus::invalid))
        throw Error(
            Fault::already_replaced,
            "the certificate to be replaced is being replaced, or was, by another order; leave "
            "\"replaces\" out for one more"
        );
}

std::string spelled(const std::vector<DnsName>& names) {
    std::string text;
    for (const auto& name : names)
        text.append(text.empty() ? "" : ", ").append(name.value);
    return text;
}

void see(store::Transaction& tx, const store::ClientStanding& client, Time now) {
    const auto& before = client.client;
    const bool is_same = before.address == client.address && before.user_agent == client.user_agent;
    if (!is_same || now - before.last_seen_at >= seen_again_after) store::set_seen(tx, client, now);
}

} // namespace

Order create_order(
    store::Store& store,
    const Endpoint& endpoint,
    const store::ClientStanding& client,
    const OrderRequest& request,
    Time now
) {
    const auto& names = request.names;
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
            return {
                .order = {},
                .refusal = record_refused(tx, *std::move(refusal), std::move(refused), now)};
        }
        see(tx, client, now);
        auto order = new_order(client.client, request, now);
        if (request.replaces) require_replaceable(tx, order, *request.replaces, now);
        add_order(tx, order, verdicts, now);
        if (request.replaces) store::set_replacing(tx, request.replaces->certificate, order.id);
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
