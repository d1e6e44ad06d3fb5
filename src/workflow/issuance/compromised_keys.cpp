// SPDX-License-Identifier: Apache-2.0
#include "workflow/issuance/compromised_keys.hpp"

#include "base/encoding.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "crypto/digest.hpp"
#include "crypto/jwk.hpp"
#include "store/certificates/blocked_keys.hpp"
#include "store/certificates/certificates.hpp"
#include "store/certificates/revocations.hpp"
#include "store/orders/orders.hpp"
#include "store/registry/clients.hpp"
#include "workflow/audit.hpp"
#include "workflow/refusal.hpp"
#include "workflow/registry/clients.hpp"

#include <utility>

namespace chancery::workflow {

namespace {

/// Certificates that one transaction ends, and one event lists; each has an event of its own too.
constexpr int batch = 100;

Change change_of(const Certificate& certificate, std::string_view to) {
    return {
        "certificate",
        to_hex(certificate.draft.serial) + " (" + printable(join(certificate.names, ", "), 200) +
            ')',
        std::string(to)};
}

/// Not signed yet: it never is.
void give_up(store::Transaction& tx, const Request& request, const Certificate& certificate) {
    store::set_never_signed(tx, certificate.id);
    auto order =
        certificate.order ? store::find_order(tx, *certificate.order) : std::optional<Order>();
    if (!order || order->status != OrderStatus::processing) return;
    const Problem problem{
        Fault::bad_csr, "the key of this order's certificate was found to be compromised"};
    end_invalid(
        tx,
        *order,
        problem,
        {.actor = request.actor,
         .department = certificate.department.value_or(DepartmentId{}),
         .outcome = Outcome::failed},
        request.now
    );
}

/// What was done to it, in a word. One that was revoked for another reason stays revoked since
/// then.
std::string end(store::Transaction& tx, const Request& request, Certificate& certificate) {
    switch (certificate.status) {
    case CertificateStatus::issued:
        set_revoked(tx, request, certificate, RevocationReason::keyCompromise);
        return "revoked";
    case CertificateStatus::revoked:
        set_key_compromised(tx, request, certificate);
        return "keyCompromise";
    case CertificateStatus::recorded: give_up(tx, request, certificate); return "never signed";
    case CertificateStatus::never_signed: break;
    }
    throw Error(Fault::internal, "a certificate that was never signed is not listed for its key");
}

/// What was done to the certificates with this key: to some, the others are for the next step.
std::vector<Change>
end_certificates(store::Transaction& tx, const Request& request, BytesView key_digest) {
    std::vector<Change> changes;
    auto some = store::list_certificates_of_key(tx, key_digest, request.now, batch);
    for (auto& certificate : some) {
        const auto done = end(tx, request, certificate);
        changes.push_back(change_of(certificate, done));
    }
    if (some.size() < batch) store::set_finished(tx, key_digest, request.now);
    return changes;
}

/// What was done to the clients whose account key it is.
std::vector<Change>
end_clients(store::Transaction& tx, const Request& request, const crypto::PublicKey& key) {
    std::vector<Change> changes;
    for (const auto& id : store::list_holders(tx, crypto::thumbprint(key))) {
        auto client = store::find_client(tx, id);
        if (!client || client->status != ClientStatus::valid) continue;
        deactivate_client(tx, request, *client);
        changes.push_back({"client", to_string(id), "deactivated"});
    }
    return changes;
}

/// The office's own, since other departments' certificates may have the same key.
Deed deed_on_key(BytesView key_digest, const Certificate* shown_by) {
    if (shown_by) {
        auto deed = deed_on(*shown_by, "key.blocked");
        deed.department.reset();
        return deed;
    }
    return {.action = "key.blocked", .object_type = "key", .object_id = to_hex(Bytes(key_digest))};
}

void append(std::vector<Change>& to, std::vector<Change> changes) {
    for (auto& change : changes)
        to.push_back(std::move(change));
}

/// The certificates that were left, as the key's block lists them.
void end_more(store::Transaction& tx, const Request& request, BytesView key_digest) {
    const auto blocked = store::find_blocked_key(tx, key_digest);
    ensure(blocked.has_value(), "a key stays blocked");
    const auto shown_by =
        blocked->shown_by ? store::find_certificate(tx, *blocked->shown_by) : std::nullopt;
    auto deed = deed_on_key(key_digest, shown_by ? &*shown_by : nullptr);
    deed.changes = end_certificates(tx, request, key_digest);
    if (!deed.changes.empty()) audit(tx, request, std::move(deed));
}

} // namespace

std::optional<Problem> find_block(const store::Reader& reader, const crypto::PublicKey& key) {
    if (!store::is_blocked(reader, crypto::sha256(key.spki()))) return std::nullopt;
    return Problem{
        Fault::bad_public_key,
        "this account key is blocked because it is known to be compromised; make a new key"};
}

void set_revoked(
    store::Transaction& tx,
    const Request& request,
    Certificate& certificate,
    RevocationReason reason
) {
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
}

void set_key_compromised(store::Transaction& tx, const Request& request, Certificate& certificate) {
    auto deed = deed_on(certificate, "certificate.revoked");
    deed.changes = {
        {"reason", std::string(to_string(certificate.revocation->reason)), "keyCompromise"}};
    certificate.revocation->reason = RevocationReason::keyCompromise;
    store::set_key_compromised(tx, certificate, request.now);
    audit(tx, request, std::move(deed));
}

void block_key(
    store::Transaction& tx,
    const Request& request,
    const crypto::PublicKey& key,
    const Certificate* shown_by
) {
    const auto unbounded = beyond_scope(request);
    const auto digest = crypto::sha256(key.spki());
    const auto by = shown_by ? std::optional(shown_by->id) : std::nullopt;
    const bool is_new = store::block_key(tx, digest, by, request.now);
    auto deed = deed_on_key(digest, shown_by);
    append(deed.changes, end_clients(tx, unbounded, key));
    append(deed.changes, end_certificates(tx, unbounded, digest));
    if (is_new || !deed.changes.empty()) audit(tx, unbounded, std::move(deed));
}

void finish_block(store::Store& store, const Request& request, BytesView key_digest) {
    const auto is_left = [&](const store::Reader& reader) {
        return store::is_unfinished(reader, key_digest);
    };
    while (store.read(is_left))
        store.write([&](store::Transaction& tx) {
            if (is_left(tx)) end_more(tx, beyond_scope(request), key_digest);
        });
}

JobResult finish_block(store::Store& store, const Job& job) {
    const Request request{.actor = {.name = "chanceryd"}, .now = job.now, .scope = Scope::all()};
    finish_block(store, request, job.subject);
    return Done{};
}

void block_disclosed_key(
    store::Store& store, const Request& request, const crypto::PublicKey& key
) {
    const auto digest = crypto::sha256(key.spki());
    const auto is_known = [&](const store::Reader& reader) {
        return store::is_blocked(reader, digest);
    };
    // Who repeats it is turned away before the writer's door.
    if (!store.read(is_known)) {
        store.write([&](store::Transaction& tx) {
            if (!is_known(tx)) block_key(tx, request, key, nullptr);
        });
        log::warning(
            "a request disclosed a private key, which is blocked",
            {{"address", request.actor.address}, {"keySha256", to_hex(digest)}}
        );
    }
    finish_block(store, request, digest);
}

} // namespace chancery::workflow
