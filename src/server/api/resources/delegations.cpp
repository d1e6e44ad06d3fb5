// SPDX-License-Identifier: Apache-2.0
#include "store/registry/delegations.hpp"

#include "server/api/body.hpp"
#include "server/api/names.hpp"
#include "server/api/reply.hpp"
#include "workflow/registry/delegations.hpp"
#include "workflow/registry/fields.hpp"
#include "workflow/registry/visible.hpp"

#include <array>
#include <span>

namespace chancery::server::api {

namespace {

json::Value to_json(const Delegation& delegation, const Names<DepartmentId>& departments) {
    json::Object object{
        {"id", to_string(delegation.id)},
        {"domainId", to_string(delegation.domain)},
        {"domainName", delegation.name.value},
        {"departmentId", to_string(delegation.department)},
        {"departmentName", departments.of(delegation.department)},
        {"reach", to_string(delegation.reach)},
        {"wildcard", delegation.wildcard},
        {"status", to_string(delegation.status)},
        {"reason", delegation.reason},
        {"decidedBy", delegation.decided_by},
        {"decidedAt", to_value(delegation.decided_at)},
    };
    add_revision(object, delegation.revision);
    return object;
}

template <class Delegations>
Names<DepartmentId> departments_of(const store::Reader& reader, const Delegations& delegations) {
    return names_of(reader, ids_in<DepartmentId>(delegations, &Delegation::department));
}

json::Value show(const Call& call, const Delegation& delegation) {
    return call.store().read([&](const store::Reader& reader) {
        return to_json(delegation, departments_of(reader, std::span(&delegation, 1)));
    });
}

Reply list(const Call& call) {
    const auto& parameters = call.parameters;
    const store::DelegationFilter filter{
        .status = parameters.word<DelegationStatus>("status"),
        .department = parameters.id<DepartmentId>("departmentId"),
        .domain = parameters.id<DomainId>("domainId"),
        .name = parameters.text("domainName"),
        .after = parameters.id<DelegationId>("cursor"),
        .limit = parameters.limit() + 1,
    };
    return call.store().read([&](const store::Reader& reader) {
        auto delegations = store::list_delegations(reader, call.scope, filter);
        const auto departments = departments_of(reader, delegations);
        return reply_page(
            call,
            std::move(delegations),
            [&](const Delegation& delegation) { return to_json(delegation, departments); },
            [](const Delegation& delegation) { return to_string(delegation.id); }
        );
    });
}

Reply add(const Call& call) {
    const Body body(
        call.request, {"domainId", "domainName", "departmentId", "reach", "wildcard", "reason"}
    );
    const auto domain = body.id<DomainId>("domainId");
    const auto name = body.text("domainName").value_or("");
    if (domain.has_value() == !name.empty())
        body.fail("domainName", "or /domainId must be given, and not both");
    const auto reach = find_value<Reach>(body.require_text("reach"));
    if (!reach) body.fail("reach", "must be exact or below");
    const auto delegation = workflow::add_delegation(
        call.store(),
        call.by(),
        {.domain = domain,
         .name = name,
         .department = body.require_id<DepartmentId>("departmentId"),
         .reach = *reach,
         .wildcard = body.flag("wildcard").value_or(false),
         .reason = body.text("reason").value_or("")}
    );
    return reply_created(
        show(call, delegation),
        delegation.revision.version,
        "/delegations/" + to_string(delegation.id)
    );
}

Reply get(const Call& call) {
    const auto id = call.id<DelegationId>();
    const auto delegation = call.store().read([&](const store::Reader& reader) {
        return workflow::require_visible(reader, call.scope, id);
    });
    return reply(show(call, delegation), delegation.revision.version);
}

Reply withdraw(const Call& call) {
    const auto seen = call.seen<DelegationId>();
    require_no_body(call.request);
    const auto delegation = workflow::withdraw_delegation(call.store(), call.by(), seen);
    return reply(show(call, delegation), delegation.revision.version);
}

constexpr std::array routes{
    Route{
        "GET",
        "/delegations",
        Permission::delegation_read,
        list,
        "status departmentId domainId domainName limit cursor"},
    Route{"POST", "/delegations", Permission::delegation_approve, add},
    Route{"GET", "/delegations/{id}", Permission::delegation_read, get},
    Route{"POST", "/delegations/{id}/withdraw", Permission::delegation_withdraw, withdraw},
};

} // namespace

std::span<const Route> delegation_routes() {
    return routes;
}

} // namespace chancery::server::api
