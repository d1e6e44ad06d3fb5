// SPDX-License-Identifier: Apache-2.0
#include "server/api/resources/limits.hpp"

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
        for (const auto kind : every<LimitKind>)
            change.emplace(to_string(kind), "");
        return change;
    }
    std::vector<std::string_view> words;
    for (const auto kind : every<LimitKind>)
        words.push_back(to_string(kind));
    const auto given = body.object("limits", words);
    if (!given) return change;
    for (const auto kind : every<LimitKind>)
        if (const auto text = given->text(to_string(kind))) change.emplace(to_string(kind), *text);
    return change;
}

} // namespace chancery::server::api
