// SPDX-License-Identifier: Apache-2.0
#include "server/api/reply.hpp"

namespace chancery::server::api {

net::Response reply(json::Value value) {
    return {.content_type = "application/json", .body = json::to_text(value)};
}

net::Response reply(json::Value value, int version) {
    auto response = reply(std::move(value));
    response.set("ETag", "\"v" + std::to_string(version) + '"');
    return response;
}

net::Response reply_created(json::Value value, int version, std::string_view path) {
    auto response = reply(std::move(value), version);
    response.status = 201;
    response.set("Location", "/api/v1" + std::string(path));
    return response;
}

net::Response reply_page(const Call& call, json::Array items, std::optional<std::string> next) {
    auto response =
        reply(json::Object{{"items", std::move(items)}, {"nextCursor", json::Value(next)}});
    if (next) {
        const auto query = call.parameters.without_cursor();
        response.set(
            "Link",
            '<' + call.context.bases.for_host(call.request.header("Host")) +
                std::string(call.request.path()) + '?' + query + (query.empty() ? "" : "&") +
                "cursor=" + net::encode_percent(*next) + ">; rel=\"next\""
        );
    }
    return response;
}

void add_revision(json::Object& object, const Revision& revision) {
    object.emplace_back("createdAt", to_rfc3339(revision.created_at));
    object.emplace_back("updatedAt", to_rfc3339(revision.updated_at));
    object.emplace_back("version", revision.version);
}

json::Value to_value(const std::optional<Time>& time) {
    return time ? json::Value(to_rfc3339(*time)) : json::Value();
}

json::Value to_value(const std::vector<std::string>& texts) {
    return json::Array(texts.begin(), texts.end());
}

json::Value to_value(const std::vector<Network>& networks) {
    json::Array texts;
    for (const auto& network : networks)
        texts.emplace_back(to_string(network));
    return texts;
}

} // namespace chancery::server::api
