// SPDX-License-Identifier: Apache-2.0
#include "workflow/setup.hpp"

#include "acme/challenge.hpp"
#include "crypto/random.hpp"
#include "issuance/registry.hpp"
#include "store/endpoints.hpp"
#include "store/organizations.hpp"
#include "workflow/audit.hpp"
#include "workflow/open_account.hpp"

namespace chancery::workflow {

namespace {

Revision first_revision(Time now) {
    return {.version = 1, .created_at = now, .updated_at = now};
}

IssuerRecord
issuer_record(const issuance::Authority& authority, const crypto::Sealer& sealer, Time now) {
    const auto id = crypto::new_id<IssuerId>(now);
    return {
        .id = id,
        .name = authority.name,
        .kind = "builtIn",
        .certificate = authority.issuing_pem,
        .root = authority.root_pem,
        .sealed_key = sealer.seal(issuance::seal_purpose(id), authority.issuing_key.to_pkcs8()),
        .revision = first_revision(now),
    };
}

std::vector<std::string> every_challenge_type() {
    std::vector<std::string> words;
    for (const auto type : acme::every_challenge_type())
        words.emplace_back(acme::to_string(type));
    return words;
}

/// Where hosts of an organization are that no stranger reaches (RFC 1918, RFC 4193).
std::vector<Network> private_networks() {
    std::vector<Network> networks;
    for (const auto* text : {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7"})
        networks.push_back(parse_network(text).value());
    return networks;
}

struct Endpoints {
    Endpoint ov, staging, dv, internal;
};

Endpoints new_endpoints(IssuerId issuer, IssuerId staging_issuer, Time now) {
    const Profile ov_profile{.name = "ov", .subject = SubjectForm::organization};
    const Endpoint ov{
        .id = crypto::new_id<EndpointId>(now),
        .name = "ov",
        .title = "Organization validated",
        .issuer = issuer,
        .profile = ov_profile,
        .revision = first_revision(now),
    };
    return {
        .ov = ov,
        .staging =
            {
                .id = crypto::new_id<EndpointId>(now),
                .name = "staging",
                .title = "Staging of ov: the same rules, untrusted certificates",
                .issuer = staging_issuer,
                .profile = ov_profile,
                .staging_of = ov.id,
                .revision = first_revision(now),
            },
        .dv =
            {
                .id = crypto::new_id<EndpointId>(now),
                .name = "dv",
                .title = "Domain validated: any name, by challenge, without a credential",
                .issuer = issuer,
                .profile = {.name = "dv"},
                .validation = ValidationPolicy::challenge,
                .eab_required = false,
                .challenges = {.types = every_challenge_type(), .caa = true},
                .revision = first_revision(now),
            },
        .internal =
            {
                .id = crypto::new_id<EndpointId>(now),
                .name = "internal",
                .title = "Internal hosts: the register's names, by challenge",
                .issuer = issuer,
                .profile = {.name = "internal"},
                .validation = ValidationPolicy::challenge,
                .challenges =
                    {.types = every_challenge_type(), .allowed_networks = private_networks()},
                .revision = first_revision(now),
            },
    };
}

} // namespace

void set_up(
    store::Store& store, const crypto::Sealer& sealer, const Request& request, const Setup& setup
) {
    const auto now = request.now;
    auto organization = setup.organization;
    organization.id = crypto::new_id<OrganizationId>(now);
    organization.revision = first_revision(now);

    // Sealing is too slow for a transaction.
    const auto issuer = issuer_record(setup.authority, sealer, now);
    const auto staging_issuer = issuer_record(setup.staging_authority, sealer, now);
    const auto endpoints = new_endpoints(issuer.id, staging_issuer.id, now);
    const auto open = new_credential(sealer);

    store.write([&](store::Transaction& tx) {
        if (!store::list_organizations(tx).empty())
            throw Error(Fault::conflict, "the database holds an office already; name an empty one");
        store::insert(tx, organization);
        store::insert(tx, issuer);
        store::insert(tx, staging_issuer);
        for (const auto* endpoint : {&endpoints.ov, &endpoints.dv, &endpoints.internal})
            store::insert(tx, endpoint->profile);
        for (const auto* endpoint :
             {&endpoints.ov, &endpoints.staging, &endpoints.dv, &endpoints.internal})
            store::insert(tx, *endpoint);
        audit(tx, request, deed_on(organization, "setup.completed"));
        require_open_account(tx, request, endpoints.dv, open);
    });
}

} // namespace chancery::workflow
