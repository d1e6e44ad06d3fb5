// SPDX-License-Identifier: Apache-2.0
#include "server/api/names.hpp"
#include "server/api/reply.hpp"
#include "store/registry/organizations.hpp"

#include <array>

namespace chancery::server::api {

namespace {

json::Value ids_of(const Scope& scope) {
    json::Array ids;
    for (const auto& department : scope.departments())
        ids.push_back(to_string(department));
    return ids;
}

/// "all", or the departments with whose things the caller may do it; absent where it may not.
void add_permission(json::Object& permissions, const Caller& caller, const PermissionRow& row) {
    switch (extent_of(caller.role, row.permission)) {
    case Extent::none: return;
    case Extent::own: permissions.emplace_back(row.word(), ids_of(caller.own)); return;
    case Extent::all: permissions.emplace_back(row.word(), "all"); return;
    }
}

/// Each role of the caller, and where it holds; without a department, everywhere.
json::Value assignments_of(const Call& call) {
    const auto role = to_string(call.caller.role);
    if (call.caller.role != Role::department_administrator)
        return json::Array{
            json::Object{{"role", role}, {"departmentId", nullptr}, {"departmentName", nullptr}}};
    const auto& own = call.caller.own.departments();
    const auto names = call.store().read([&](const store::Reader& reader) {
        return names_of(reader, std::set<DepartmentId>(own.begin(), own.end()));
    });
    json::Array assignments;
    for (const auto& id : own)
        assignments.push_back(json::Object{
            {"role", role}, {"departmentId", to_string(id)}, {"departmentName", names.of(id)}});
    return assignments;
}

Reply me(const Call& call) {
    const auto& caller = call.caller;
    json::Object permissions;
    for (const auto& row : permission_table())
        if (row.permission > Permission::signed_in) add_permission(permissions, caller, row);
    return reply(json::Object{
        {"type", to_string(caller.actor.type)},
        {"id", caller.actor.id},
        {"name", caller.actor.name},
        {"role", to_string(caller.role)},
        {"assignments", assignments_of(call)},
        {"permissions", std::move(permissions)},
    });
}

/// Whether the server can do its work, and nothing else, is for everyone.
Reply health(const Call& call) {
    if (const auto& objection = call.context.objection)
        if (const auto reason = objection())
            throw Error(Fault::unavailable, "not ready: " + *reason);
    call.store().read([](const store::Reader& reader) {
        return store::list_organizations(reader).size();
    });
    return reply(json::Object{{"status", "ok"}});
}

constexpr std::array routes{
    Route{"GET", "/me", Permission::signed_in, me},
    Route{"GET", "/health", Permission::none, health},
};

} // namespace

std::span<const Route> caller_routes() {
    return routes;
}

} // namespace chancery::server::api
