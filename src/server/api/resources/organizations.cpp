// SPDX-License-Identifier: Apache-2.0
#include "store/registry/organizations.hpp"

#include "base/text.hpp"
#include "server/api/body.hpp"
#include "server/api/reply.hpp"
#include "workflow/registry/organizations.hpp"

#include <algorithm>
#include <array>

namespace chancery::server::api {

namespace {

json::Value to_json(const Organization& organization) {
    json::Object object{
        {"id", to_string(organization.id)},
        {"name", organization.name},
        {"country", organization.country},
        {"stateOrProvince", organization.state},
        {"locality", organization.locality},
        {"contactEmail", organization.contact_email},
    };
    add_revision(object, organization.revision);
    return object;
}

/// There are few: read whole, filtered and paged here.
Reply list(const Call& call) {
    auto all = call.store().read([](const store::Reader& reader) {
        return store::list_organizations(reader);
    });
    const auto name = call.parameters.text("name");
    const auto part = to_lower(call.parameters.text("q"));
    std::erase_if(all, [&](const Organization& organization) {
        return (!name.empty() && organization.name != name) ||
               to_lower(organization.name).find(part) == std::string::npos;
    });
    return reply_page(
        call,
        following(call, std::move(all)),
        [](const Organization& organization) { return to_json(organization); },
        [](const Organization& organization) { return to_string(organization.id); }
    );
}

Reply get(const Call& call) {
    const auto id = call.id<OrganizationId>();
    const auto organization = call.store().read([&](const store::Reader& reader) {
        return store::find_organization(reader, id);
    });
    if (!organization) throw Error(Fault::not_found, "there is no such organization");
    return reply(to_json(*organization), organization->revision.version);
}

Reply change(const Call& call) {
    const auto seen = call.seen<OrganizationId>();
    const Body body(
        call.request, {"name", "country", "stateOrProvince", "locality", "contactEmail"}
    );
    const auto organization = workflow::change_organization(
        call.store(),
        call.by(),
        seen,
        {.name = body.text("name"),
         .country = body.text("country"),
         .state = body.text("stateOrProvince"),
         .locality = body.text("locality"),
         .contact_email = body.text("contactEmail")}
    );
    return reply(to_json(organization), organization.revision.version);
}

constexpr std::array routes{
    Route{"GET", "/organizations", Permission::organization_read, list, "name q limit cursor"},
    Route{"GET", "/organizations/{id}", Permission::organization_read, get},
    Route{"PATCH", "/organizations/{id}", Permission::organization_change, change},
};

} // namespace

std::span<const Route> organization_routes() {
    return routes;
}

} // namespace chancery::server::api
