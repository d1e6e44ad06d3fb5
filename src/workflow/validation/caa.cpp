// SPDX-License-Identifier: Apache-2.0
#include "workflow/validation/caa.hpp"

#include "store/certificates/certificates.hpp"
#include "store/orders/authorizations.hpp"
#include "store/orders/orders.hpp"
#include "store/registry/endpoints.hpp"
#include "workflow/refusal.hpp"

#include <chrono>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

constexpr auto holds_for = 8h;

bool is_stale(const Authorization& authorization, Time now) {
    // RFC 8738 says nothing of CAA for addresses: they have none.
    if (authorization.name.is_address()) return false;
    return !authorization.caa_checked_at || now - *authorization.caa_checked_at >= holds_for;
}

} // namespace

std::vector<Authorization> stale_caa(const store::Reader& reader, const Order& order, Time now) {
    const auto endpoint = store::find_endpoint(reader, order.endpoint);
    if (!endpoint || !endpoint->challenges.caa) return {};
    auto authorizations = store::list_authorizations(reader, order);
    std::erase_if(authorizations, [&](const Authorization& one) { return !is_stale(one, now); });
    return authorizations;
}

std::optional<CaaCheck> find_caa_check(const store::Reader& reader, OrderId id, Time now) {
    auto order = store::find_order(reader, id);
    if (!order || order->status != OrderStatus::processing) return std::nullopt;
    auto stale = stale_caa(reader, *order, now);
    if (stale.empty()) return std::nullopt;
    auto client = store::find_standing(reader, order->client);
    auto endpoint = store::find_endpoint(reader, order->endpoint);
    ensure(client && endpoint, "an order has its client and its endpoint");
    return CaaCheck{*std::move(order), *std::move(client), *std::move(endpoint), std::move(stale)};
}

void allow(store::Store& store, const CaaCheck& check, const store::JobLease& lease, Time now) {
    store.write([&](store::Transaction& tx) {
        store::run_again(tx, lease, now);
        for (const auto& stale : check.stale) {
            auto authorization = store::find_authorization(tx, stale.id);
            if (!authorization) continue;
            authorization->caa_checked_at = now;
            store::update(tx, *authorization);
        }
    });
}

void refuse(
    store::Store& store,
    const CaaCheck& check,
    const Problem& problem,
    const store::JobLease& lease,
    Time now
) {
    store.write([&](store::Transaction& tx) {
        store::complete(tx, lease);
        auto order = store::order(tx, check.order.id);
        if (order.status != OrderStatus::processing || !order.certificate) return;
        store::set_never_signed(tx, *order.certificate);
        end_invalid(
            tx,
            order,
            problem,
            {.actor = check.client.actor(), .department = check.client.department},
            now
        );
    });
}

} // namespace chancery::workflow
