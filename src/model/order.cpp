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

std::string_view to_string(OrderStatus status) {
    switch (status) {
    case OrderStatus::pending: return "pending";
    case OrderStatus::ready: return "ready";
    case OrderStatus::processing: return "processing";
    case OrderStatus::valid: return "valid";
    case OrderStatus::invalid: return "invalid";
    }
    throw Error(Fault::internal, "an order status without a word");
}

std::optional<OrderStatus> find_order_status(std::string_view word) {
    using enum OrderStatus;
    for (const auto status : {pending, ready, processing, valid, invalid})
        if (to_string(status) == word) return status;
    return std::nullopt;
}

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

std::string_view to_string(AuthorizationStatus status) {
    switch (status) {
    case AuthorizationStatus::pending: return "pending";
    case AuthorizationStatus::valid: return "valid";
    case AuthorizationStatus::invalid: return "invalid";
    case AuthorizationStatus::deactivated: return "deactivated";
    case AuthorizationStatus::expired: return "expired";
    case AuthorizationStatus::revoked: return "revoked";
    }
    throw Error(Fault::internal, "an authorization status without a word");
}

std::optional<AuthorizationStatus> find_authorization_status(std::string_view word) {
    using enum AuthorizationStatus;
    for (const auto status : {pending, valid, invalid, deactivated, expired, revoked})
        if (to_string(status) == word) return status;
    return std::nullopt;
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
