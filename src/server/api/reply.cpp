// SPDX-License-Identifier: Apache-2.0
#include "server/api/reply.hpp"

namespace chancery::server::api {

Reply reply(json::Value value) {
    return {.response = {.content_type = "application/json"}, .document = std::move(value)};
}

net::Response written(Reply reply) {
    if (reply.document) reply.response.body = json::to_text(*reply.document);
    return std::move(reply.response);
}

Reply reply(json::Value value, int version) {
    auto made = reply(std::move(value));
    made.response.set("ETag", "\"v" + std::to_string(version) + '"');
    return made;
}

Reply reply_created(json::Value value, int version, std::string_view path) {
    auto made = reply(std::move(value), version);
    made.response.status = 201;
    made.response.set("Location", "/api/v1" + std::string(path));
    return made;
}

Reply reply_page(const Call& call, json::Array items, std::optional<std::string> next) {
    auto made = reply(json::Object{{"items", std::move(items)}, {"nextCursor", json::Value(next)}});
    if (next) {
        const auto query = call.parameters.without_cursor();
        made.response.set(
            "Link",
            '<' + call.context.bases.for_host(call.request.header("Host")) +
                std::string(call.request.path()) + '?' + query + (query.empty() ? "" : "&") +
                "cursor=" + net::encode_percent(*next) + ">; rel=\"next\""
        );
    }
    return made;
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
