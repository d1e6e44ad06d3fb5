// SPDX-License-Identifier: Apache-2.0
#include "store/registry/domains.hpp"

#include "model/reserved_names.hpp"
#include "server/api/body.hpp"
#include "server/api/names.hpp"
#include "server/api/reply.hpp"
#include "workflow/registry/domains.hpp"
#include "workflow/registry/fields.hpp"
#include "workflow/registry/visible.hpp"

#include <array>

namespace chancery::server::api {

namespace {

/// A domain, and the one above it whose validation counts when it has none of its own.
struct Shown {
    Domain domain;
    std::optional<Domain> validated_by;
};

Shown shown(const store::Reader& reader, Domain domain) {
    std::optional<Domain> above;
    if (!domain.validation) above = store::find_validating_domain(reader, domain.name);
    return {std::move(domain), std::move(above)};
}

json::Value validation_of(const Shown& shown, Time now) {
    using enum store::ValidationState;
    const auto& source = shown.validated_by ? *shown.validated_by : shown.domain;
    if (!source.validation)
        return json::Object{{"status", to_string(none)}, {"inheritedFrom", nullptr}};
    const auto& validation = *source.validation;
    return json::Object{
        {"status", to_string(now < validation.valid_until ? valid : lapsed)},
        {"method", validation.method},
        {"evidence", validation.evidence},
        {"validatedBy", validation.validated_by},
        {"validatedAt", to_rfc3339(validation.validated_at)},
        {"validUntil", to_rfc3339(validation.valid_until)},
        {"inheritedFrom", shown.validated_by ? json::Value(source.name.value) : json::Value()},
    };
}

json::Value to_json(const Shown& shown, const Names<OrganizationId>& organizations, Time now) {
    const auto& domain = shown.domain;
    json::Object object{
        {"id", to_string(domain.id)},
        {"organizationId", to_string(domain.organization)},
        {"organizationName", organizations.of(domain.organization)},
        {"name", domain.name.value},
        {"enabled", domain.enabled},
        {"privateOnly", domain.enabled && is_strangers(domain.name.base())},
        {"description", domain.description},
        {"validation", validation_of(shown, now)},
    };
    add_revision(object, domain.revision);
    return object;
}

json::Value show(const Call& call, const Domain& domain) {
    return call.store().read([&](const store::Reader& reader) {
        return to_json(shown(reader, domain), organization_names(reader), call.now());
    });
}

std::optional<workflow::Evidence> evidence_of(const Body& body) {
    constexpr std::array<std::string_view, 3> members{"method", "evidence", "validUntil"};
    const auto validation = body.object("validation", members);
    if (!validation) return std::nullopt;
    if (validation->text("method").value_or("manual") != "manual")
        validation->fail("method", "must be manual: the office's own word");
    return workflow::Evidence{
        .text = validation->text("evidence"),
        .valid_until = validation->time("validUntil"),
    };
}

Reply list(const Call& call) {
    const auto& parameters = call.parameters;
    const store::DomainFilter filter{
        .organization = parameters.id<OrganizationId>("organizationId"),
        .department = parameters.id<DepartmentId>("departmentId"),
        .enabled = parameters.flag("enabled"),
        .validation = parameters.word<store::ValidationState>("validation.status"),
        .valid_until_before = parameters.time("validUntilBefore"),
        .name = parameters.text("name"),
        .containing = parameters.text("q"),
        .after = parameters.id<DomainId>("cursor"),
        .now = call.now(),
        .limit = parameters.limit() + 1,
    };
    return call.store().read([&](const store::Reader& reader) {
        const auto organizations = organization_names(reader);
        return reply_page(
            call,
            store::list_domains(reader, call.scope, filter),
            [&](const Domain& domain) {
                return to_json(shown(reader, domain), organizations, call.now());
            },
            [](const Domain& domain) { return to_string(domain.id); }
        );
    });
}

Reply add(const Call& call) {
    const Body body(
        call.request,
        {"name",
         "organizationId",
         "enabled",
         "privateOnly",
         "description",
         "validation",
         "departmentId"}
    );
    const auto domain = workflow::add_domain(
        call.store(),
        call.by(),
        {.name = body.require_text("name"),
         .organization = body.id<OrganizationId>("organizationId"),
         .enabled = body.flag("enabled").value_or(true),
         .private_only = body.flag("privateOnly").value_or(false),
         .description = body.text("description").value_or(""),
         .evidence = evidence_of(body).value_or(workflow::Evidence{}),
         .delegate_to = body.id<DepartmentId>("departmentId")}
    );
    return reply_created(
        show(call, domain), domain.revision.version, "/domains/" + to_string(domain.id)
    );
}

Reply get(const Call& call) {
    const auto id = call.id<DomainId>();
    const auto domain = call.store().read([&](const store::Reader& reader) {
        return workflow::require_visible(reader, call.scope, id);
    });
    return reply(show(call, domain), domain.revision.version);
}

Reply change(const Call& call) {
    const auto seen = call.seen<DomainId>();
    const Body body(call.request, {"enabled", "privateOnly", "description", "validation"});
    const auto domain = workflow::change_domain(
        call.store(),
        call.by(),
        seen,
        {.enabled = body.flag("enabled"),
         .private_only = body.flag("privateOnly").value_or(false),
         .description = body.text("description"),
         .evidence = evidence_of(body)}
    );
    return reply(show(call, domain), domain.revision.version);
}

Reply remove(const Call& call) {
    const auto seen = call.seen<DomainId>();
    require_no_body(call.request);
    const auto domain = workflow::remove_domain(call.store(), call.by(), seen);
    return reply(show(call, domain), domain.revision.version);
}

constexpr std::array routes{
    Route{
        "GET",
        "/domains",
        Permission::domain_read,
        list,
        "organizationId departmentId enabled validation.status validUntilBefore name q limit "
        "cursor"},
    Route{"POST", "/domains", Permission::domain_change, add},
    Route{"GET", "/domains/{id}", Permission::domain_read, get},
    Route{"PATCH", "/domains/{id}", Permission::domain_change, change},
    Route{"DELETE", "/domains/{id}", Permission::domain_change, remove},
};

} // namespace

std::span<const Route> domain_routes() {
    return routes;
}

} // namespace chancery::server::api
