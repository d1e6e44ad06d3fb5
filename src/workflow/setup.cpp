// SPDX-License-Identifier: Apache-2.0
#include "workflow/setup.hpp"

#include "crypto/random.hpp"
#include "issuance/registry.hpp"
#include "store/registry/accounts.hpp"
#include "store/registry/departments.hpp"
#include "store/registry/domains.hpp"
#include "store/registry/endpoints.hpp"
#include "store/registry/issuers.hpp"
#include "store/registry/organizations.hpp"
#include "store/registry/profiles.hpp"
#include "workflow/audit.hpp"

namespace chancery::workflow {

namespace {

Revision first_revision(Time now) {
    return {.version = 1, .created_at = now, .updated_at = now};
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
    const Profile ov_profile{
        .name = "ov",
        .description = "Organization validated: the certificate names the organization",
        .subject = SubjectForm::organization,
        .revision = first_revision(now),
    };
    const Profile dv_profile{
        .name = "dv",
        .description = "Domain validated: the certificate names the host alone",
        .revision = first_revision(now),
    };
    const Profile internal_profile{
        .name = "internal",
        .description = "For hosts of the organization's own networks",
        .names = {.rules = RuleSet::office},
        .revision = first_revision(now),
    };
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
                .profile = dv_profile,
                .validation = ValidationPolicy::challenge,
                .eab_required = false,
                .challenges = {.caa = true},
                .revision = first_revision(now),
            },
        .internal =
            {
                .id = crypto::new_id<EndpointId>(now),
                .name = "internal",
                .title = "Internal hosts: the register's names, by challenge",
                .issuer = issuer,
                .profile = internal_profile,
                .validation = ValidationPolicy::challenge,
                .challenges = {.allowed_networks = private_networks()},
                .revision = first_revision(now),
            },
    };
}

} // namespace

IssuerRecord new_issuer(const crypto::Sealer& sealer, const BuiltInCa& ca, Time now) {
    const auto id = crypto::new_id<IssuerId>(now);
    return {
        .id = id,
        .name = ca.name,
        .kind = "builtIn",
        .certificate = ca.issuing_pem,
        .root = ca.root_pem,
        .alternates = ca.alternates,
        .sealed_key = sealer.seal(issuance::seal_purpose(id), ca.issuing_key.to_pkcs8()),
        .revision = first_revision(now),
    };
}

void begin(store::Store& store, const Request& request, const Beginning& beginning) {
    store.write([&](store::Transaction& tx) {
        if (!store::list_organizations(tx).empty())
            throw Error(Fault::conflict, "the database holds an office already; name an empty one");
        store::insert(tx, beginning.organization);
        for (const auto& issuer : beginning.issuers)
            store::insert(tx, issuer);
        for (const auto& profile : beginning.profiles)
            store::insert(tx, profile);
        for (const auto& endpoint : beginning.endpoints)
            store::insert(tx, endpoint);
        store::insert(tx, beginning.office);
        for (const auto& [account, sealed] : beginning.open_accounts)
            store::insert(tx, account, sealed);
        for (const auto& domain : beginning.domains)
            store::insert(tx, domain);
        audit(tx, request, deed_on(beginning.organization, "setup.completed"));
    });
}

void set_up(
    store::Store& store, const crypto::Sealer& sealer, const Request& request, const Setup& setup
) {
    const auto now = request.now;
    auto organization = setup.organization;
    organization.id = crypto::new_id<OrganizationId>(now);
    organization.revision = first_revision(now);

    // Sealing is too slow for a transaction.
    const auto issuer_of = [&](const issuance::Authority& ca) {
        const BuiltInCa built_in{ca.name, ca.issuing_pem, ca.root_pem, ca.issuing_key};
        return new_issuer(sealer, built_in, now);
    };
    const auto issuer = issuer_of(setup.authority);
    const auto staging_issuer = issuer_of(setup.staging_authority);
    const auto [ov, staging, dv, internal] = new_endpoints(issuer.id, staging_issuer.id, now);
    const Department office{
        .id = crypto::new_id<DepartmentId>(now),
        .organization = organization.id,
        .name = "Office",
        .revision = first_revision(now),
    };
    begin(
        store,
        request,
        {.organization = organization,
         .issuers = {issuer, staging_issuer},
         .profiles = {ov.profile, dv.profile, internal.profile},
         .endpoints = {ov, staging, dv, internal},
         .office = office,
         .open_accounts = {new_open_account(sealer, dv, office.id, now)}}
    );
}

} // namespace chancery::workflow
