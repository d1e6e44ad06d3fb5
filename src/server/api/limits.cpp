// SPDX-License-Identifier: Apache-2.0
#include "server/api/limits.hpp"

namespace chancery::server::api {

json::Value to_value(const Limits& limits) {
    json::Object object;
    for (const auto& [kind, rate] : limits)
        object.emplace_back(to_string(kind), rate ? to_string(*rate) : "none");
    return object;
}

workflow::LimitsChange limits_of(const Body& body) {
    workflow::LimitsChange change;
    if (body.has_null("limits")) {
        for (const auto kind : every_limit_kind())
            change.emplace(to_string(kind), "");
        return change;
    }
    const auto given = body.object(
        "limits",
        {"registrations-per-address",
         "orders-per-client",
         "orders-per-account",
         "certificates-per-domain",
         "certificates-per-name-set",
         "failed-validations",
         "failures-until-paused"}
    );
    if (!given) return change;
    for (const auto kind : every_limit_kind())
        if (const auto text = given->text(to_string(kind))) change.emplace(to_string(kind), *text);
    return change;
}

} // namespace chancery::server::api
