// SPDX-License-Identifier: Apache-2.0
#include "server/api/endpoints.hpp"

#include "server/api/reply.hpp"
#include "store/endpoints.hpp"

#include <algorithm>
#include <array>

namespace chancery::server::api {

namespace {

json::Value to_json(const Call& call, const Endpoint& endpoint) {
    json::Object object{
        {"id", to_string(endpoint.id)},
        {"name", endpoint.name},
        {"title", endpoint.title},
        {"directoryUrl", directory_url(call.context.public_url, endpoint.name)},
        {"issuerIds", json::Array{to_string(endpoint.issuer)}},
        {"profileIds", json::Array{endpoint.profile.name}},
        {"validation", to_string(endpoint.validation)},
        {"eabRequired", endpoint.eab_required},
        {"termsOfServiceUrl", endpoint.terms_of_service},
        {"stagingOf", to_value(endpoint.staging_of)},
        {"enabled", endpoint.enabled},
    };
    add_revision(object, endpoint.revision);
    return object;
}

/// There are few: read whole, filtered and paged here.
net::Response list(const Call& call) {
    auto all = call.store().read([](const store::Reader& reader) {
        return store::list_endpoints(reader);
    });
    const auto name = call.parameters.text("name");
    const auto enabled = call.parameters.flag("enabled");
    const auto issuer = call.parameters.id<IssuerId>("issuerId");
    std::erase_if(all, [&](const Endpoint& endpoint) {
        return (!name.empty() && endpoint.name != name) ||
               endpoint.enabled != enabled.value_or(endpoint.enabled) ||
               endpoint.issuer != issuer.value_or(endpoint.issuer);
    });
    if (const auto cursor = call.parameters.id<EndpointId>("cursor")) {
        const auto last = std::ranges::find(all, *cursor, &Endpoint::id);
        all.erase(all.begin(), last == all.end() ? last : last + 1);
    }
    return reply_page(
        call,
        std::move(all),
        [&](const Endpoint& endpoint) { return to_json(call, endpoint); },
        [](const Endpoint& endpoint) { return to_string(endpoint.id); }
    );
}

net::Response get(const Call& call) {
    const auto id = call.id<EndpointId>();
    const auto endpoint = call.store().read([&](const store::Reader& reader) {
        return store::find_endpoint(reader, id);
    });
    if (!endpoint) throw Error(Fault::not_found, "there is no such endpoint");
    return reply(to_json(call, *endpoint), endpoint->revision.version);
}

constexpr std::array routes{
    Route{
        "GET", "/endpoints", Permission::endpoint_read, list, "name enabled issuerId limit cursor"},
    Route{"GET", "/endpoints/{id}", Permission::endpoint_read, get},
};

} // namespace

std::string directory_url(std::string_view public_url, std::string_view endpoint) {
    return std::string(public_url) + "/acme/" + std::string(endpoint) + "/directory";
}

std::span<const Route> endpoint_routes() {
    return routes;
}

} // namespace chancery::server::api
