// SPDX-License-Identifier: Apache-2.0
#include "server/api/resources/endpoints.hpp"

#include "base/duration.hpp"
#include "server/api/body.hpp"
#include "server/api/names.hpp"
#include "server/api/reply.hpp"
#include "server/api/resources/limits.hpp"
#include "store/registry/endpoints.hpp"
#include "workflow/registry/endpoints.hpp"
#include "workflow/registry/fields.hpp"

#include <algorithm>
#include <array>

namespace chancery::server::api {

namespace {

json::Value validation_of(const Endpoint& endpoint) {
    const auto& terms = endpoint.challenges;
    return json::Object{
        {"policy", to_string(endpoint.validation)},
        {"challengeTypes", to_value(terms.types)},
        {"lifetime", to_iso8601(terms.lifetime)},
        {"checkCaa", terms.caa},
        {"caaIdentities", to_value(terms.caa_identities)},
        {"targets",
         json::Object{
             {"allowed", to_value(terms.allowed_networks)},
             {"denied", to_value(terms.denied_networks)}}},
        {"ports",
         json::Object{
             {"http", terms.http_port}, {"https", terms.https_port}, {"tls", terms.tls_port}}},
    };
}

/// The names of what endpoints refer to.
struct References {
    Names<IssuerId> issuers;
    Names<EndpointId> endpoints;
};

References references(const Call& call) {
    return call.store().read([](const store::Reader& reader) {
        return References{issuer_names(reader), endpoint_names(reader)};
    });
}

json::Value to_json(const Call& call, const Endpoint& endpoint, const References& names) {
    json::Array profiles{endpoint.profile.name};
    profiles.insert(profiles.end(), endpoint.other_profiles.begin(), endpoint.other_profiles.end());
    json::Object object{
        {"id", to_string(endpoint.id)},
        {"name", endpoint.name},
        {"title", endpoint.title},
        {"directoryUrl", directory_url(call.context.bases.first(), endpoint.name)},
        {"issuerIds", json::Array{to_string(endpoint.issuer)}},
        {"issuerNames", json::Array{names.issuers.of(endpoint.issuer)}},
        {"profiles", std::move(profiles)},
        {"validation", validation_of(endpoint)},
        {"eabRequired", endpoint.eab_required},
        {"termsOfServiceUrl", endpoint.terms_of_service},
        {"stagingOf", to_value(endpoint.staging_of)},
        {"stagingOfName", names.endpoints.of(endpoint.staging_of)},
        {"enabled", endpoint.enabled},
        {"reusePendingOrders", endpoint.reuse_pending_orders},
        {"limits", to_value(endpoint.limits_in_force())},
    };
    add_revision(object, endpoint.revision);
    return object;
}

json::Value show(const Call& call, const Endpoint& endpoint) {
    return to_json(call, endpoint, references(call));
}

const Body::Members members{
    "name",
    "title",
    "issuerIds",
    "profiles",
    "validation",
    "eabRequired",
    "termsOfServiceUrl",
    "stagingOf",
    "enabled",
    "reusePendingOrders",
    "limits",
};

std::optional<IssuerId> issuer_of(const Body& body) {
    const auto texts = body.texts("issuerIds");
    if (!texts) return std::nullopt;
    if (texts->size() != 1) body.fail("issuerIds", "must name one issuer");
    const auto id = parse_id<IssuerId>(texts->front());
    if (!id) body.fail("issuerIds/0", "must be an id");
    return id;
}

/// RFC 7396: null is what it begins with.
template <class T>
std::optional<T>
unless_absent(const Body& body, const char* member, std::optional<T> value, T first) {
    return body.has(member) ? std::optional(value.value_or(first)) : std::nullopt;
}

/// As above; an empty list stays one.
std::optional<std::vector<std::string>>
types_of(const Body& body, const std::vector<std::string>& first) {
    return body.has_null("challengeTypes") ? first : body.texts("challengeTypes");
}

void put_targets(workflow::EndpointSettings& settings, const Body& validation) {
    constexpr std::array<std::string_view, 2> kinds{"allowed", "denied"};
    const auto targets = validation.object("targets", kinds);
    if (!targets) return;
    settings.allowed_networks = targets->texts("allowed");
    settings.denied_networks = targets->texts("denied");
}

void put_ports(workflow::EndpointSettings& settings, const Body& validation) {
    constexpr std::array<std::string_view, 3> kinds{"http", "https", "tls"};
    const auto ports = validation.object("ports", kinds);
    if (!ports) return;
    const auto port = [&](const char* kind, int first) {
        return unless_absent(*ports, kind, ports->number(kind), first);
    };
    const ChallengeTerms first;
    settings.http_port = port("http", first.http_port);
    settings.https_port = port("https", first.https_port);
    settings.tls_port = port("tls", first.tls_port);
}

void put_validation(workflow::EndpointSettings& settings, const Body& body) {
    constexpr std::array<std::string_view, 7> parts{
        "policy", "challengeTypes", "lifetime", "checkCaa", "caaIdentities", "targets", "ports"};
    const auto validation = body.object("validation", parts);
    if (!validation) return;
    const ChallengeTerms first;
    settings.validation = validation->word<ValidationPolicy>("policy");
    settings.challenge_types = types_of(*validation, first.types);
    settings.caa = validation->flag("checkCaa");
    settings.caa_identities = validation->texts("caaIdentities");
    settings.proof_lifetime =
        unless_absent(*validation, "lifetime", validation->duration("lifetime"), first.lifetime);
    put_targets(settings, *validation);
    put_ports(settings, *validation);
}

workflow::EndpointSettings settings_of(const Body& body) {
    workflow::EndpointSettings settings{
        .title = body.text("title"),
        .issuer = issuer_of(body),
        .profiles = body.texts("profiles"),
        .eab_required = body.flag("eabRequired"),
        .enabled = body.flag("enabled"),
        .terms_of_service = body.text("termsOfServiceUrl"),
        .reuse_pending_orders = body.flag("reusePendingOrders"),
        .limits = limits_of(body),
    };
    put_validation(settings, body);
    return settings;
}

/// There are few: read whole, filtered and paged here.
Reply list(const Call& call) {
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
    const auto names = references(call);
    return reply_page(
        call,
        following(call, std::move(all)),
        [&](const Endpoint& endpoint) { return to_json(call, endpoint, names); },
        [](const Endpoint& endpoint) { return to_string(endpoint.id); }
    );
}

Reply get(const Call& call) {
    const auto id = call.id<EndpointId>();
    const auto endpoint = call.store().read([&](const store::Reader& reader) {
        return store::find_endpoint(reader, id);
    });
    if (!endpoint) throw Error(Fault::not_found, "there is no such endpoint");
    return reply(show(call, *endpoint), endpoint->revision.version);
}

Reply add(const Call& call) {
    const Body body(call.request, members);
    for (const auto* member : {"issuerIds", "profiles", "title"})
        if (!body.has(member)) body.fail(member, "is missing");
    const auto endpoint = workflow::add_endpoint(
        call.store(),
        call.context.sealer,
        call.by(),
        {.name = body.require_text("name"),
         .staging_of = body.id<EndpointId>("stagingOf"),
         .settings = settings_of(body)}
    );
    return reply_created(
        show(call, endpoint), endpoint.revision.version, "/endpoints/" + to_string(endpoint.id)
    );
}

Reply change(const Call& call) {
    const auto seen = call.seen<EndpointId>();
    const Body body(call.request, members);
    if (body.has("name")) body.fail("name", "stays for good: clients keep the URL");
    if (body.has("stagingOf"))
        body.fail("stagingOf", "stays for good: clients keep their credentials");
    const auto endpoint = workflow::change_endpoint(
        call.store(), call.context.sealer, call.by(), seen, settings_of(body)
    );
    return reply(show(call, endpoint), endpoint.revision.version);
}

constexpr std::array routes{
    Route{
        "GET", "/endpoints", Permission::endpoint_read, list, "name enabled issuerId limit cursor"},
    Route{"POST", "/endpoints", Permission::endpoint_change, add},
    Route{"GET", "/endpoints/{id}", Permission::endpoint_read, get},
    Route{"PATCH", "/endpoints/{id}", Permission::endpoint_change, change},
};

} // namespace

std::string directory_url(std::string_view public_url, std::string_view endpoint) {
    return std::string(public_url) + "/acme/" + std::string(endpoint) + "/directory";
}

std::span<const Route> endpoint_routes() {
    return routes;
}

} // namespace chancery::server::api
