// SPDX-License-Identifier: Apache-2.0
#include "testca/office.hpp"

#include "acme/challenge.hpp"
#include "base/text.hpp"
#include "crypto/random.hpp"

#include <algorithm>

namespace chancery::testca {

namespace {

constexpr auto terms_of_service = "data:text/plain,Do%20what%20thou%20wilt";
/// Where redirects to https may lead: the HTTPS port of the challenge test server.
constexpr int https_port = 5003;

Revision first_revision(Time now) {
    return {.version = 1, .created_at = now, .updated_at = now};
}

ChallengeTerms challenge_terms(const Config& config, const Knobs& knobs) {
    ChallengeTerms terms{
        .types = {},
        // A CA is asked for where it was named: Pebble itself asks for none.
        .caa = config.asks_caa && !knobs.always_valid,
        .caa_identities = config.caa_identities,
        .http_port = config.http_port,
        .https_port = https_port,
        .tls_port = config.tls_port,
    };
    for (const auto type : every<acme::ChallengeType>)
        terms.types.emplace_back(acme::to_string(type));
    for (const auto* everywhere : {"0.0.0.0/0", "::/0"})
        terms.allowed_networks.push_back(parse_network(everywhere).value());
    return terms;
}

/// The one called "default", or the first.
const ProfileConfig& default_profile(const Config& config) {
    const auto found = std::ranges::find(config.profiles, "default", &ProfileConfig::name);
    return found == config.profiles.end() ? config.profiles.front() : *found;
}

/// As Pebble, each takes keys on P-521 too, copies must-staple, lets an order say from when until
/// when it is, and is for any name: ".test", "localhost", "co.uk".
Profile make_profile(const ProfileConfig& profile, Time now) {
    return {
        .name = profile.name,
        .description = profile.description,
        .lifetime = profile.lifetime,
        .key_types =
            {"rsa2048", "rsa3072", "rsa4096", "ecdsaP256", "ecdsaP384", "ecdsaP521", "ed25519"},
        .validity_by_order = ValidityByOrder::within_rules,
        .takes_must_staple = true,
        .names = {.rules = RuleSet::office},
        .revision = first_revision(now),
    };
}

Endpoint
make_endpoint(const Config& config, const Knobs& knobs, const IssuerRecord& issuer, Time now) {
    const auto& first = default_profile(config);
    std::vector<std::string> others;
    for (const auto& profile : config.profiles)
        if (profile.name != first.name) others.push_back(profile.name);
    return {
        .id = crypto::new_id<EndpointId>(now),
        .name = std::string(endpoint_name),
        .title = "A test CA: any name, by challenge",
        .issuer = issuer.id,
        .profile = make_profile(first, now),
        .validation = ValidationPolicy::challenge,
        .eab_required = config.eab_required,
        .terms_of_service = terms_of_service,
        .challenges = challenge_terms(config, knobs),
        .reuse_pending_orders = config.reuse_orders,
        .other_profiles = std::move(others),
        .limits = no_limits(),
        .revision = first_revision(now),
    };
}

IssuerRecord make_issuer(const crypto::Sealer& sealer, const Authorities& authorities, Time now) {
    const auto& chain = authorities.chains.front();
    workflow::BuiltInCa ca{
        authorities.name, issuing_pem(chain), chain.root_pem, authorities.issuing_key};
    for (std::size_t i = 1; i < authorities.chains.size(); ++i)
        ca.alternates.push_back(authorities.chains[i].intermediates_pem);
    return workflow::new_issuer(sealer, ca, now);
}

Domain blocked_domain(const std::string& name, OrganizationId organization, Time now) {
    return {
        .id = crypto::new_id<DomainId>(now),
        .organization = organization,
        .name = {to_lower(name)},
        .enabled = false,
        .description = "on the blocklist",
        .revision = first_revision(now),
    };
}

} // namespace

workflow::Beginning make_office(
    const crypto::Sealer& sealer,
    const Config& config,
    const Knobs& knobs,
    const Authorities& authorities,
    Time now
) {
    const auto issuer = make_issuer(sealer, authorities, now);
    const auto endpoint = make_endpoint(config, knobs, issuer, now);

    Organization organization;
    organization.id = crypto::new_id<OrganizationId>(now);
    organization.name = "Test CA";
    organization.revision = first_revision(now);
    const Department office{
        .id = crypto::new_id<DepartmentId>(now),
        .organization = organization.id,
        .name = "Office",
        .revision = first_revision(now),
    };
    workflow::Beginning beginning{
        .organization = organization,
        .issuers = {issuer},
        .endpoints = {endpoint},
        .office = office,
        // First, since it is the one of those who register without a credential.
        .open_accounts = {workflow::new_open_account(sealer, endpoint, office.id, now)},
    };
    for (const auto& profile : config.profiles)
        beginning.profiles.push_back(make_profile(profile, now));
    for (const auto& [key_id, hmac_key] : config.eab_keys)
        beginning.open_accounts.push_back(workflow::new_open_account(
            sealer, endpoint, office.id, {.key_id = key_id, .hmac_key = hmac_key.copy()}, now
        ));
    for (const auto& name : config.blocked_domains)
        beginning.domains.push_back(blocked_domain(name, organization.id, now));
    return beginning;
}

} // namespace chancery::testca
