// SPDX-License-Identifier: Apache-2.0
#include "model/order.hpp"

#include <algorithm>
#include <iterator>

namespace chancery {

namespace {

template <class Status>
struct Step {
    Status from, to;
    bool operator==(const Step&) const = default;
};

constexpr Step<OrderStatus> order_steps[] = {
    {OrderStatus::pending, OrderStatus::ready},
    {OrderStatus::ready, OrderStatus::processing},
    {OrderStatus::processing, OrderStatus::valid},
    {OrderStatus::pending, OrderStatus::invalid},
    {OrderStatus::ready, OrderStatus::invalid},
    {OrderStatus::processing, OrderStatus::invalid},
};

constexpr Step<AuthorizationStatus> authorization_steps[] = {
    {AuthorizationStatus::pending, AuthorizationStatus::valid},
    {AuthorizationStatus::pending, AuthorizationStatus::invalid},
    {AuthorizationStatus::pending, AuthorizationStatus::deactivated},
    {AuthorizationStatus::pending, AuthorizationStatus::expired},
    {AuthorizationStatus::valid, AuthorizationStatus::deactivated},
    {AuthorizationStatus::valid, AuthorizationStatus::expired},
    {AuthorizationStatus::valid, AuthorizationStatus::revoked},
};

} // namespace

void advance(Order& order, OrderStatus to) {
    ensure(
        std::ranges::find(order_steps, Step<OrderStatus>{order.status, to}) !=
            std::end(order_steps),
        "an order takes only the steps of RFC 8555 §7.1.6"
    );
    order.status = to;
}

OrderStatus status_at(const Order& order, Time now) {
    const bool open = order.status == OrderStatus::pending || order.status == OrderStatus::ready;
    return open && now >= order.expires ? OrderStatus::invalid : order.status;
}

void advance(Authorization& authorization, AuthorizationStatus to) {
    ensure(
        std::ranges::find(
            authorization_steps, Step<AuthorizationStatus>{authorization.status, to}
        ) != std::end(authorization_steps),
        "an authorization takes only the steps of RFC 8555 §7.1.6"
    );
    authorization.status = to;
}

AuthorizationStatus status_at(const Authorization& authorization, Time now) {
    const bool open = authorization.status == AuthorizationStatus::pending ||
                      authorization.status == AuthorizationStatus::valid;
    return open && now >= authorization.expires ? AuthorizationStatus::expired
                                                : authorization.status;
}

} // namespace chancery
