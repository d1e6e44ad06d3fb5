// SPDX-License-Identifier: Apache-2.0
#pragma once

// An order as an answer: of newOrder, of order and of finalize.

#include "model/order.hpp"
#include "server/acme/context.hpp"

namespace chancery::server {

/// The order that the path names. Throws not_found when it names none.
OrderId require_order_id(const Call& call);

/// With its Location, and Retry-After while it is processing.
net::Response order_response(const Call& call, int status, const Order& order);

} // namespace chancery::server
