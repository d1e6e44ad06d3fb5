// SPDX-License-Identifier: Apache-2.0
#include "store/registry/departments.hpp"

#include "server/api/body.hpp"
#include "server/api/names.hpp"
#include "server/api/reply.hpp"
#include "workflow/registry/departments.hpp"
#include "workflow/registry/fields.hpp"
#include "workflow/registry/visible.hpp"

#include <array>

namespace chancery::server::api {

namespace {

json::Value to_json(const Department& department, const Names<OrganizationId>& organizations) {
    json::Object object{
        {"id", to_string(department.id)},
        {"organizationId", to_string(department.organization)},
        {"organizationName", organizations.of(department.organization)},
        {"name", department.name},
        {"enabled", department.enabled},
        {"contacts", to_value(department.contacts)},
    };
    add_revision(object, department.revision);
    return object;
}

json::Value show(const Call& call, const Department& department) {
    return to_json(department, call.store().read(organization_names));
}

Reply list(const Call& call) {
    const auto& parameters = call.parameters;
    const store::DepartmentFilter filter{
        .organization = parameters.id<OrganizationId>("organizationId"),
        .enabled = parameters.flag("enabled"),
        .name = parameters.text("name"),
        .containing = parameters.text("q"),
        .after = parameters.id<DepartmentId>("cursor"),
        .limit = parameters.limit() + 1,
    };
    return call.store().read([&](const store::Reader& reader) {
        const auto organizations = organization_names(reader);
        return reply_page(
            call,
            store::list_departments(reader, call.scope, filter),
            [&](const Department& department) { return to_json(department, organizations); },
            [](const Department& department) { return to_string(department.id); }
        );
    });
}

Reply add(const Call& call) {
    const Body body(call.request, {"name", "organizationId", "enabled", "contacts"});
    const auto department = workflow::add_department(
        call.store(),
        call.by(),
        {.name = body.require_text("name"),
         .organization = body.id<OrganizationId>("organizationId"),
         .enabled = body.flag("enabled").value_or(true),
         .contacts = body.texts("contacts").value_or(std::vector<std::string>())}
    );
    return reply_created(
        show(call, department),
        department.revision.version,
        "/departments/" + to_string(department.id)
    );
}

Reply get(const Call& call) {
    const auto id = call.id<DepartmentId>();
    const auto department = call.store().read([&](const store::Reader& reader) {
        return workflow::require_visible(reader, call.scope, id);
    });
    return reply(show(call, department), department.revision.version);
}

Reply change(const Call& call) {
    const auto seen = call.seen<DepartmentId>();
    const Body body(call.request, {"name", "enabled", "contacts"});
    const auto department = workflow::change_department(
        call.store(),
        call.by(),
        seen,
        {.name = body.text("name"),
         .enabled = body.flag("enabled"),
         .contacts = body.texts("contacts")}
    );
    return reply(show(call, department), department.revision.version);
}

constexpr std::array routes{
    Route{
        "GET",
        "/departments",
        Permission::department_read,
        list,
        "organizationId enabled name q limit cursor"},
    Route{"POST", "/departments", Permission::department_change, add},
    Route{"GET", "/departments/{id}", Permission::department_read, get},
    Route{"PATCH", "/departments/{id}", Permission::department_change, change},
};

} // namespace

std::span<const Route> department_routes() {
    return routes;
}

} // namespace chancery::server::api
