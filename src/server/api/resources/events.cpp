// SPDX-License-Identifier: Apache-2.0
#include "store/events.hpp"

#include "server/api/names.hpp"
#include "server/api/reply.hpp"

#include <array>
#include <charconv>

namespace chancery::server::api {

namespace {

json::Value to_json(const Actor& actor) {
    return json::Object{
        {"type", to_string(actor.type)},
        {"id", actor.id},
        {"name", actor.name},
        {"address", actor.address},
        {"userAgent", actor.user_agent},
    };
}

json::Value to_json(const std::vector<Change>& changes) {
    json::Array array;
    for (const auto& change : changes)
        array.push_back(json::Object{
            {"field", change.field}, {"from", change.from}, {"to", change.to}});
    return array;
}

json::Value to_json(const RecordedEvent& recorded, const Names<DepartmentId>& departments) {
    const auto& event = recorded.event;
    return json::Object{
        {"id", to_string(recorded.id)},
        {"number", recorded.number},
        {"time", to_rfc3339(recorded.at)},
        {"actor", to_json(event.actor)},
        {"action", event.action},
        {"object",
         json::Object{
             {"type", event.object_type}, {"id", event.object_id}, {"name", event.object_name}}},
        {"departmentId", to_value(event.department)},
        {"departmentName", departments.of(event.department)},
        {"outcome", to_string(event.outcome)},
        {"detail", event.detail},
        {"changes", to_json(event.changes)},
        {"count", recorded.count},
        {"lastTime", to_rfc3339(recorded.last_at)},
    };
}

std::optional<std::int64_t> cursor_of(const Parameters& parameters) {
    const auto text = parameters.text("cursor");
    if (text.empty()) return std::nullopt;
    std::int64_t number = 0;
    const auto* end = text.data() + text.size();
    const auto result = std::from_chars(text.data(), end, number);
    if (result.ec != std::errc() || result.ptr != end)
        Parameters::fail("cursor", "the nextCursor of the page before");
    return number;
}

Reply list(const Call& call) {
    const auto& parameters = call.parameters;
    const store::EventFilter filter{
        .before = cursor_of(parameters),
        .actor = parameters.text("actor"),
        .action = parameters.text("action"),
        .outcome = parameters.word<Outcome>("outcome"),
        .object_type = parameters.text("objectType"),
        .object_id = parameters.text("objectId"),
        .department = parameters.id<DepartmentId>("departmentId"),
        .limit = parameters.limit() + 1,
    };
    return call.store().read([&](const store::Reader& reader) {
        auto events = store::list_events(reader, call.scope, filter);
        const auto department = [](const RecordedEvent& row) { return row.event.department; };
        const auto departments = names_of(reader, ids_in<DepartmentId>(events, department));
        return reply_page(
            call,
            std::move(events),
            [&](const RecordedEvent& event) { return to_json(event, departments); },
            [](const RecordedEvent& event) { return std::to_string(event.number); }
        );
    });
}

constexpr std::array routes{
    Route{
        "GET",
        "/events",
        Permission::event_read,
        list,
        "actor action outcome objectType objectId departmentId limit cursor"},
};

} // namespace

std::span<const Route> event_routes() {
    return routes;
}

} // namespace chancery::server::api
