// SPDX-License-Identifier: Apache-2.0
#include "workflow/registry/endpoints.hpp"

#include "crypto/random.hpp"
#include "store/registry/endpoints.hpp"
#include "store/registry/profiles.hpp"
#include "workflow/audit.hpp"
#include "workflow/registry/endpoint_rules.hpp"
#include "workflow/registry/fields.hpp"
#include "workflow/registry/open_account.hpp"

namespace chancery::workflow {

namespace {

constexpr std::size_t most_profiles = 20;

std::optional<std::vector<Network>>
networks_of(std::string_view pointer, const std::optional<std::vector<std::string>>& texts) {
    if (!texts) return std::nullopt;
    return require_networks(pointer, *texts);
}

void apply(std::vector<Change>& changes, ChallengeTerms& terms, const EndpointSettings& settings) {
    set(changes, "validation/challengeTypes", terms.types, settings.challenge_types);
    set(changes, "validation/checkCaa", terms.caa, settings.caa);
    set(changes, "validation/caaIdentities", terms.caa_identities, settings.caa_identities);
    set(changes,
        "validation/targets/allowed",
        terms.allowed_networks,
        networks_of("/validation/targets/allowed", settings.allowed_networks));
    set(changes,
        "validation/targets/denied",
        terms.denied_networks,
        networks_of("/validation/targets/denied", settings.denied_networks));
    set(changes, "validation/ports/http", terms.http_port, settings.http_port);
    set(changes, "validation/ports/https", terms.https_port, settings.https_port);
    set(changes, "validation/ports/tls", terms.tls_port, settings.tls_port);
    set(changes, "validation/lifetime", terms.lifetime, settings.proof_lifetime);
}

std::vector<std::string> offered(const Endpoint& endpoint) {
    auto names = endpoint.other_profiles;
    if (!endpoint.profile.name.empty()) names.insert(names.begin(), endpoint.profile.name);
    return names;
}

void apply_profiles(
    const store::Reader& reader,
    std::vector<Change>& changes,
    Endpoint& endpoint,
    const std::optional<std::vector<std::string>>& wanted
) {
    auto names = offered(endpoint);
    set(changes, "profiles", names, wanted);
    if (names.empty() || names.size() > most_profiles)
        fail_field("/profiles", "must name 1 to 20 profiles");
    auto first = store::find_profile(reader, names.front());
    if (!first) fail_field("/profiles/0", "does not name a profile");
    endpoint.profile = *std::move(first);
    endpoint.other_profiles.assign(names.begin() + 1, names.end());
}

void apply_validation(
    std::vector<Change>& changes, Endpoint& endpoint, std::optional<ValidationPolicy> wanted
) {
    if (!wanted || *wanted == endpoint.validation) return;
    changes.push_back(
        {"validation/policy",
         std::string(to_string(endpoint.validation)),
         std::string(to_string(*wanted))}
    );
    endpoint.validation = *wanted;
}

void apply_issuer(
    std::vector<Change>& changes, Endpoint& endpoint, const std::optional<IssuerId>& wanted
) {
    if (!wanted || *wanted == endpoint.issuer) return;
    const bool is_new = endpoint.issuer == IssuerId{};
    changes.push_back({"issuerIds", is_new ? "" : to_string(endpoint.issuer), to_string(*wanted)});
    endpoint.issuer = *wanted;
}

/// What it changes of the endpoint, which is valid afterwards. Throws invalid.
std::vector<Change>
apply(const store::Reader& reader, Endpoint& endpoint, const EndpointSettings& settings) {
    std::vector<Change> changes;
    set(changes, "title", endpoint.title, settings.title);
    apply_issuer(changes, endpoint, settings.issuer);
    apply_profiles(reader, changes, endpoint, settings.profiles);
    apply_validation(changes, endpoint, settings.validation);
    set(changes, "eabRequired", endpoint.eab_required, settings.eab_required);
    set(changes, "enabled", endpoint.enabled, settings.enabled);
    set(changes, "termsOfServiceUrl", endpoint.terms_of_service, settings.terms_of_service);
    set(changes, "reusePendingOrders", endpoint.reuse_pending_orders, settings.reuse_pending_orders
    );
    apply(changes, endpoint.challenges, settings);
    set_limits(changes, endpoint.limits, settings.limits);
    require_valid(endpoint);
    require_known(reader, endpoint);
    return changes;
}

/// Sealing is too slow for a transaction.
std::optional<NewCredential>
credential_for(const crypto::Sealer& sealer, const EndpointSettings& settings) {
    if (settings.eab_required.value_or(true)) return std::nullopt;
    return new_credential(sealer);
}

} // namespace

Endpoint add_endpoint(
    store::Store& store,
    const crypto::Sealer& sealer,
    const Request& request,
    const NewEndpoint& input
) {
    const auto id = crypto::new_id<EndpointId>(request.now);
    const auto credential = credential_for(sealer, input.settings);
    return store.write([&](store::Transaction& tx) {
        Endpoint endpoint{
            .id = id,
            .name = input.name,
            .title = {},
            .issuer = {},
            .profile = {},
            .staging_of = input.staging_of,
            .revision = {.created_at = request.now, .updated_at = request.now},
        };
        auto changes = apply(tx, endpoint, input.settings);
        if (store::find_endpoint(tx, endpoint.name))
            throw Error(Fault::conflict, "there is an endpoint " + endpoint.name + " already");
        store::insert(tx, endpoint);
        auto deed = deed_on(endpoint, "endpoint.created");
        deed.changes = std::move(changes);
        audit(tx, request, std::move(deed));
        if (credential) require_open_account(tx, request, endpoint, *credential);
        return endpoint;
    });
}

Endpoint change_endpoint(
    store::Store& store,
    const crypto::Sealer& sealer,
    const Request& request,
    const Seen<EndpointId>& seen,
    const EndpointSettings& settings
) {
    const auto credential = credential_for(sealer, settings);
    return store.write([&](store::Transaction& tx) {
        auto found = store::find_endpoint(tx, seen.id);
        if (!found) throw Error(Fault::not_found, "there is no such endpoint");
        auto& endpoint = *found;
        require_version(endpoint.revision.version, seen.version);
        auto changes = apply(tx, endpoint, settings);
        if (changes.empty()) return endpoint;

        store::update(tx, endpoint, request.now);
        auto deed = deed_on(endpoint, "endpoint.changed");
        deed.changes = std::move(changes);
        audit(tx, request, std::move(deed));
        if (credential) require_open_account(tx, request, endpoint, *credential);
        return endpoint;
    });
}

} // namespace chancery::workflow
