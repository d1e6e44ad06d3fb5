// SPDX-License-Identifier: Apache-2.0
#include "workflow/revocation.hpp"

#include "base/text.hpp"
#include "store/certificates.hpp"
#include "store/revocations.hpp"
#include "workflow/audit.hpp"
#include "workflow/refusal.hpp"

namespace chancery::workflow {

namespace {

Certificate find(const store::Reader& reader, CertificateId id) {
    auto certificate = store::find_certificate(reader, id);
    if (!certificate) throw Error(Fault::not_found, "there is no such certificate");
    return *std::move(certificate);
}

void require_revocable(const Certificate& certificate, Time now) {
    if (certificate.revocation)
        throw Error(
            Fault::already_revoked,
            "this certificate was revoked at " + to_rfc3339(certificate.revocation->at) +
                " already, for the reason " + std::string(to_string(certificate.revocation->reason))
        );
    if (certificate.status != CertificateStatus::issued)
        throw Error(Fault::conflict, "this certificate was not issued, so nothing can be revoked");
    if (now >= certificate.draft.not_after)
        throw Error(
            Fault::conflict,
            "this certificate expired at " + to_rfc3339(certificate.draft.not_after) +
                "; nobody accepts it any more, revoked or not"
        );
}

/// The row and its audit. The list is signed afterwards: nothing slow happens in here.
void revoke_in(
    store::Transaction& tx,
    const Request& request,
    Certificate& certificate,
    RevocationReason reason
) {
    require_revocable(certificate, request.now);
    advance(certificate, CertificateStatus::revoked);
    certificate.revocation =
        Revocation{.reason = reason, .at = request.now, .by = request.actor.name};
    ensure(
        store::set_revoked(tx, certificate, *certificate.revocation),
        "a certificate that is issued can be revoked"
    );
    auto deed = deed_on(certificate, "certificate.revoked");
    deed.changes = {
        {"status", "issued", "revoked"}, {"reason", "", std::string(to_string(reason))}};
    audit(tx, request, std::move(deed));
    if (reason != RevocationReason::keyCompromise) return;
    if (!store::block_key(tx, certificate, request.now)) return;
    audit(tx, request, deed_on(certificate, "key.blocked"));
}

/// By what right a client revokes (RFC 8555 §7.6).
enum class Claim { none, got_it, holds_names };

/// Looks through the client's orders, which is too slow for a transaction.
Claim claim_of(
    const store::Reader& reader, ClientId client, const Certificate& certificate, Time now
) {
    if (certificate.client == client) return Claim::got_it;
    const bool holds = store::holds_authorizations(reader, client, certificate.names, now);
    return holds ? Claim::holds_names : Claim::none;
}

void require_may_revoke(Claim claim, const Certificate& certificate, RevocationReason reason) {
    if (claim == Claim::none)
        throw Error(
            Fault::unauthorized,
            "this certificate was issued to another client; whoever revokes it signs with its own "
            "key, or holds valid authorizations for all of " +
                printable(join(certificate.names, ", "), 400)
        );
    // It has authority over the names, and knows nothing of the key.
    if (claim == Claim::holds_names && reason == RevocationReason::keyCompromise)
        throw Error(
            Fault::bad_revocation_reason,
            "only the client that got the certificate, or who signs with its key, may say "
            "keyCompromise (1); use cessationOfOperation (5) or superseded (4)"
        );
}

} // namespace

int version_of(const Certificate& certificate) {
    switch (certificate.status) {
    case CertificateStatus::recorded: return 1;
    case CertificateStatus::issued:
    case CertificateStatus::never_signed: return 2;
    case CertificateStatus::revoked: return 3;
    }
    throw Error(Fault::internal, "a certificate status without a version");
}

Certificate revoke(
    store::Store& store,
    const Request& request,
    const Seen<CertificateId>& seen,
    RevocationReason reason
) {
    return store.write([&](store::Transaction& tx) {
        auto certificate = find(tx, seen.id);
        require_version(version_of(certificate), seen.version);
        revoke_in(tx, request, certificate, reason);
        return certificate;
    });
}

Certificate revoke_for_client(
    store::Store& store,
    const store::ClientStanding& client,
    CertificateId id,
    RevocationReason reason,
    Time now
) {
    store.read([&](store::Reader& reader) {
        const auto certificate = find(reader, id);
        const auto claim = claim_of(reader, client.client.id, certificate, now);
        require_may_revoke(claim, certificate, reason);
    });
    return store.write([&](store::Transaction& tx) {
        require_valid(tx, client.client.id);
        auto certificate = find(tx, id);
        revoke_in(tx, {.actor = client.actor(), .now = now}, certificate, reason);
        return certificate;
    });
}

} // namespace chancery::workflow
