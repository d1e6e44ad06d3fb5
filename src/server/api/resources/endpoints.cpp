// SPDX-License-Identifier: Apache-2.0
#include "server/api/resources/endpoints.hpp"

#include "base/duration.hpp"
#include "server/api/body.hpp"
#include "server/api/reply.hpp"
#include "server/api/resources/limits.hpp"
#include "store/registry/endpoints.hpp"
#include "workflow/registry/endpoints.hpp"
#include "workflow/registry/fields.hpp"

#include <algorithm>
#include <array>

namespace chancery::server::api {

namespace {

json::Value to_json(const Call& call, const Endpoint& endpoint) {
    const auto& terms = endpoint.challenges;
    json::Array profiles{endpoint.profile.name};
    profiles.insert(profiles.end(), endpoint.other_profiles.begin(), endpoint.other_profiles.end());
    json::Object object{
        {"id", to_string(endpoint.id)},
        {"name", endpoint.name},
        {"title", endpoint.title},
        {"directoryUrl", directory_url(call.context.bases.first(), endpoint.name)},
        {"issuerIds", json::Array{to_string(endpoint.issuer)}},
        {"profiles", std::move(profiles)},
        {"validation", to_string(endpoint.validation)},
        {"eabRequired", endpoint.eab_required},
        {"termsOfServiceUrl", endpoint.terms_of_service},
        {"stagingOf", to_value(endpoint.staging_of)},
        {"enabled", endpoint.enabled},
        {"reusePendingOrders", endpoint.reuse_pending_orders},
        {"challengeTypes", to_value(terms.types)},
        {"caa", terms.caa},
        {"caaIdentities", to_value(terms.caa_identities)},
        {"allowedNetworks", to_value(terms.allowed_networks)},
        {"deniedNetworks", to_value(terms.denied_networks)},
        {"httpPort", terms.http_port},
        {"httpsPort", terms.https_port},
        {"tlsPort", terms.tls_port},
        {"proofLifetime", to_iso8601(terms.lifetime)},
        {"limits", to_value(endpoint.limits_in_force())},
    };
    add_revision(object, endpoint.revision);
    return object;
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
    "challengeTypes",
    "caa",
    "caaIdentities",
    "allowedNetworks",
    "deniedNetworks",
    "httpPort",
    "httpsPort",
    "tlsPort",
    "proofLifetime",
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

workflow::EndpointSettings settings_of(const Body& body) {
    const auto port = [&](const char* member, int first) {
        return unless_absent(body, member, body.number(member), first);
    };
    const ChallengeTerms first;
    return {
        .title = body.text("title"),
        .issuer = issuer_of(body),
        .profiles = body.texts("profiles"),
        .validation = body.word<ValidationPolicy>("validation"),
        .eab_required = body.flag("eabRequired"),
        .enabled = body.flag("enabled"),
        .terms_of_service = body.text("termsOfServiceUrl"),
        .reuse_pending_orders = body.flag("reusePendingOrders"),
        .challenge_types = types_of(body, first.types),
        .caa = body.flag("caa"),
        .caa_identities = body.texts("caaIdentities"),
        .allowed_networks = body.texts("allowedNetworks"),
        .denied_networks = body.texts("deniedNetworks"),
        .http_port = port("httpPort", first.http_port),
        .https_port = port("httpsPort", first.https_port),
        .tls_port = port("tlsPort", first.tls_port),
        .proof_lifetime =
            unless_absent(body, "proofLifetime", body.duration("proofLifetime"), first.lifetime),
        .limits = limits_of(body),
    };
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

Reply get(const Call& call) {
    const auto id = call.id<EndpointId>();
    const auto endpoint = call.store().read([&](const store::Reader& reader) {
        return store::find_endpoint(reader, id);
    });
    if (!endpoint) throw Error(Fault::not_found, "there is no such endpoint");
    return reply(to_json(call, *endpoint), endpoint->revision.version);
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
        to_json(call, endpoint), endpoint.revision.version, "/endpoints/" + to_string(endpoint.id)
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
    return reply(to_json(call, endpoint), endpoint.revision.version);
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
