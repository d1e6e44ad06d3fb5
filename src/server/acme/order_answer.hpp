// SPDX-License-Identifier: Apache-2.0
#pragma once

// An order as an answer: of newOrder, of order and of finalize.

#include "model/order.hpp"
#include "server/acme/context.hpp"

namespace chancery::server {

/// The order that the path names; none when it names none.
std::optional<Order> find_order(const store::Reader& reader, const Call& call);

/// Throws not_found, also for an order of another client: nobody learns which ids exist.
Order require_own(std::optional<Order> order, const Signed& request);

/// With its Location, and Retry-After while it is processing.
net::Response
order_response(const AcmeContext& context, Call& call, int status, const Order& order);

} // namespace chancery::server
