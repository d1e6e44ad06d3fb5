// SPDX-License-Identifier: Apache-2.0
#pragma once

// Use cases: a certificate is revoked, by the office or by those whom RFC 8555 §7.6 names. Its
// issuer's CRL is due from then on; workflow/issuance/crl signs it.

#include "model/certificate.hpp"
#include "store/registry/clients.hpp"
#include "store/store.hpp"
#include "workflow/context.hpp"
#include "workflow/registry/changes.hpp"

namespace chancery::workflow {

/// A certificate's version counts its statuses: 1 while it is recorded, 2 once it is issued or
/// given up, 3 once it is revoked, 4 once it is revoked since its key is compromised.
int version_of(const Certificate& certificate);

/// By the office, or by who has proven to hold the certificate's key. With keyCompromise its key is
/// blocked (workflow/issuance/compromised_keys), also once the certificate has expired, and one
/// that was revoked for another reason gets this one. Throws not_found, stale, already_revoked,
/// conflict (it was not issued, or has expired).
Certificate revoke(
    store::Store& store,
    const Request& request,
    const Seen<CertificateId>& seen,
    RevocationReason reason
);

/// By a client: the one that got it, or another that holds valid authorizations for all its names
/// and may have them now; that one may not say that its key is compromised. What the first says of
/// its key revokes this certificate and nothing else: it may have finalized with another's request.
/// Throws the same, and deactivated, unauthorized, bad_revocation_reason.
Certificate revoke_for_client(
    store::Store& store,
    const store::ClientStanding& client,
    CertificateId id,
    RevocationReason reason,
    Time now
);

} // namespace chancery::workflow
