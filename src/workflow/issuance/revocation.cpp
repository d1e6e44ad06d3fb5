// SPDX-License-Identifier: Apache-2.0
#include "workflow/issuance/revocation.hpp"

#include "base/text.hpp"
#include "crypto/certificate.hpp"
#include "policy/decide.hpp"
#include "store/certificates/blocked_keys.hpp"
#include "store/certificates/certificates.hpp"
#include "store/certificates/revocations.hpp"
#include "store/registry/facts.hpp"
#include "workflow/audit.hpp"
#include "workflow/issuance/compromised_keys.hpp"
#include "workflow/refusal.hpp"
#include "workflow/registry/visible.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace chancery::workflow {

namespace {

Certificate find(const store::Reader& reader, CertificateId id) {
    auto certificate = store::find_certificate(reader, id);
    if (!certificate) throw Error(Fault::not_found, "there is no such certificate");
    return *std::move(certificate);
}

bool is_revoked_for(const Certificate& certificate, RevocationReason reason) {
    return certificate.revocation && certificate.revocation->reason == reason;
}

void require_revocable(const Certificate& certificate) {
    if (certificate.revocation)
        throw Error(
            Fault::already_revoked,
            "this certificate was revoked at " + to_rfc3339(certificate.revocation->at) +
                ", for the reason " + std::string(to_string(certificate.revocation->reason))
        );
    if (certificate.status != CertificateStatus::issued)
        throw Error(Fault::conflict, "this certificate was not issued, so nothing can be revoked");
}

/// The row and its audit. The list is signed afterwards: nothing slow happens in here.
void revoke_one(
    store::Transaction& tx,
    const Request& request,
    Certificate& certificate,
    RevocationReason reason
) {
    require_revocable(certificate);
    if (request.now >= certificate.draft.not_after)
        throw Error(
            Fault::conflict,
            "this certificate expired at " + to_rfc3339(certificate.draft.not_after) +
                "; expired certificates cannot be revoked"
        );
    set_revoked(tx, request, certificate, reason);
}

/// The key is proven to be compromised, whenever the certificate expires: others may have it too,
/// and so may what was revoked before, for another reason or by a client's word.
void revoke_with_key(store::Transaction& tx, const Request& request, Certificate& certificate) {
    const bool is_said = is_revoked_for(certificate, RevocationReason::keyCompromise);
    if (is_said && store::is_blocked(tx, certificate.draft.key_digest))
        require_revocable(certificate);
    else if (certificate.revocation && !is_said)
        set_key_compromised(tx, request, certificate);
    else if (!certificate.revocation) {
        require_revocable(certificate);
        set_revoked(tx, request, certificate, RevocationReason::keyCompromise);
    }
    block_key(tx, request, crypto::read_certificate(certificate.der).key, &certificate);
}

/// By what right a client revokes (RFC 8555 §7.6).
enum class Claim { got_it, holds_names };

std::vector<Name> names_of(const Certificate& certificate) {
    std::vector<Name> names;
    for (const auto& name : certificate.names)
        names.push_back({name});
    return names;
}

bool holds_all(const std::vector<Authorization>& held, const std::vector<Name>& names) {
    return std::ranges::all_of(names, [&](const Name& name) {
        return std::ranges::find(held, name, &Authorization::name) != held.end();
    });
}

/// An authorization that is held still says what was so when it was made. What the register says
/// now decides, as it does for an order.
std::optional<Problem> fault_of(
    const store::Reader& reader,
    const Client& client,
    const std::vector<Name>& names,
    const std::vector<Authorization>& held,
    Time now
) {
    const auto facts =
        store::facts(reader, client.account, client.endpoint, names, store::any_profile);
    const auto verdicts = policy::decide(facts, names, now);
    if (auto refusal = policy::refusal(verdicts, facts.contacts)) return refusal;
    return policy::unproven(verdicts, held, facts.contacts, now);
}

/// Looks through the client's orders, which is too slow for a transaction. Throws unauthorized.
Claim require_claim(
    const store::Reader& reader, const Client& client, const Certificate& certificate, Time now
) {
    if (certificate.client == client.id) return Claim::got_it;
    const auto names = names_of(certificate);
    const auto held = store::list_held(reader, client.id, names, now);
    if (!holds_all(held, names))
        throw Error(
            Fault::unauthorized,
            "this certificate was issued to another client; to revoke it, sign with its own key, "
            "or hold valid authorizations for all of " +
                printable(join(certificate.names, ", "), 400)
        );
    if (const auto fault = fault_of(reader, client, names, held, now))
        throw Error(
            Fault::unauthorized,
            "this certificate was issued to another client, and the authorizations held for its "
            "names no longer count: " +
                fault->detail
        );
    return Claim::holds_names;
}

/// Who has authority over the names knows nothing of the key.
void require_may_say(Claim claim, RevocationReason reason) {
    if (claim == Claim::holds_names && reason == RevocationReason::keyCompromise)
        throw Error(
            Fault::bad_revocation_reason,
            "only the client that received the certificate, or whoever signs with its key, may "
            "give "
            "keyCompromise (1); use cessationOfOperation (5) or superseded (4)"
        );
}

} // namespace

int version_of(const Certificate& certificate) {
    switch (certificate.status) {
    case CertificateStatus::recorded: return 1;
    case CertificateStatus::issued:
    case CertificateStatus::never_signed: return 2;
    case CertificateStatus::revoked:
        return is_revoked_for(certificate, RevocationReason::keyCompromise) ? 4 : 3;
    }
    throw Error(Fault::internal, "a certificate status without a version");
}

Certificate revoke(
    store::Store& store,
    const Request& request,
    const Seen<CertificateId>& seen,
    RevocationReason reason
) {
    const bool is_compromised = reason == RevocationReason::keyCompromise;
    auto revoked = store.write([&](store::Transaction& tx) {
        auto certificate = require_visible(tx, request.scope, seen.id);
        require_version(version_of(certificate), seen.version);
        if (is_compromised)
            revoke_with_key(tx, request, certificate);
        else
            revoke_one(tx, request, certificate, reason);
        return certificate;
    });
    if (is_compromised) finish_block(store, request, revoked.draft.key_digest);
    return revoked;
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
        require_may_say(require_claim(reader, client.client, certificate, now), reason);
    });
    return store.write([&](store::Transaction& tx) {
        require_valid(tx, client.client.id);
        auto certificate = find(tx, id);
        // Its word is about this certificate alone: what proves that the key is compromised is for
        // who has it to show, or for the office to say.
        revoke_one(
            tx, {.actor = client.actor(), .now = now, .scope = Scope::all()}, certificate, reason
        );
        return certificate;
    });
}

} // namespace chancery::workflow
