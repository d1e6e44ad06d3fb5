// SPDX-License-Identifier: Apache-2.0
#include "workflow/setup.hpp"

#include "crypto/random.hpp"
#include "issuance/registry.hpp"
#include "store/endpoints.hpp"
#include "store/organizations.hpp"
#include "workflow/audit.hpp"

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
    const Profile profile{.name = "ov", .subject = SubjectForm::organization};
    const Endpoint ov{
        .id = crypto::new_id<EndpointId>(now),
        .name = "ov",
        .title = "Organization validated",
        .issuer = issuer.id,
        .profile = profile,
        .revision = first_revision(now),
    };
    const Endpoint staging{
        .id = crypto::new_id<EndpointId>(now),
        .name = "staging",
        .title = "Staging of ov: the same rules, untrusted certificates",
        .issuer = staging_issuer.id,
        .profile = profile,
        .staging_of = ov.id,
        .revision = first_revision(now),
    };

    store.write([&](store::Transaction& tx) {
        if (!store::list_organizations(tx).empty())
            throw Error(Fault::conflict, "the database holds an office already; name an empty one");
        store::insert(tx, organization);
        store::insert(tx, issuer);
        store::insert(tx, staging_issuer);
        store::insert(tx, profile);
        store::insert(tx, ov);
        store::insert(tx, staging);
        audit(tx, request, deed_on(organization, "setup.completed"));
    });
}

} // namespace chancery::workflow
