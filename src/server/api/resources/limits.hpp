// SPDX-License-Identifier: Apache-2.0
#pragma once

// The member `limits` of endpoints and ACME accounts.

#include "base/json.hpp"
#include "model/limits.hpp"
#include "server/api/body.hpp"
#include "workflow/registry/limit_settings.hpp"

namespace chancery::server::api {

/// {"ordersPerClient": "300/PT3H", "ordersPerAccount": "none"}: those that are set.
json::Value to_value(const Limits& limits);

/// Of a request; null takes one away, or all. Throws invalid for a limit that there is not.
workflow::LimitsChange limits_of(const Body& body);

} // namespace chancery::server::api
