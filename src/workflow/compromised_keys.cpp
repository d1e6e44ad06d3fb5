// SPDX-License-Identifier: Apache-2.0
#include "workflow/compromised_keys.hpp"

#include "base/encoding.hpp"
#include "base/log.hpp"
#include "base/text.hpp"
#include "crypto/digest.hpp"
#include "crypto/jwk.hpp"
#include "store/blocked_keys.hpp"
#include "store/certificates.hpp"
#include "store/clients.hpp"
#include "store/orders.hpp"
#include "store/revocations.hpp"
#include "workflow/audit.hpp"
#include "workflow/clients.hpp"
#include "workflow/refusal.hpp"

#include <chrono>
#include <utility>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

/// Of keys that nobody here uses: what a stranger can write is bounded.
constexpr int most_unused = 100;
constexpr auto unused_within = 1h;

constexpr std::size_t most_listed = 100; ///< In one event; each certificate has one of its own.

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

/// What was done to the certificates with this key.
std::vector<Change>
end_certificates(store::Transaction& tx, const Request& request, BytesView key_digest) {
    std::vector<Change> changes;
    for (auto& certificate : store::list_certificates_of_key(tx, key_digest, request.now)) {
        const bool is_issued = certificate.status == CertificateStatus::issued;
        changes.push_back(change_of(certificate, is_issued ? "revoked" : "never signed"));
        if (is_issued)
            set_revoked(tx, request, certificate, RevocationReason::keyCompromise);
        else
            give_up(tx, request, certificate);
    }
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

Deed deed_on_key(BytesView key_digest, const Certificate* shown_by) {
    if (shown_by) return deed_on(*shown_by, "key.blocked");
    return {.action = "key.blocked", .object_type = "key", .object_id = to_hex(Bytes(key_digest))};
}

void append(std::vector<Change>& to, std::vector<Change> changes) {
    for (auto& change : changes)
        to.push_back(std::move(change));
}

/// Whether somebody uses it here.
bool is_used(const store::Reader& reader, const crypto::PublicKey& key, Time now) {
    const auto digest = crypto::sha256(key.spki());
    return !store::list_certificates_of_key(reader, digest, now).empty() ||
           !store::list_holders(reader, crypto::thumbprint(key)).empty();
}

/// Blocked already, or one of the keys that are only made to be blocked.
bool may_pass_over(const store::Reader& reader, const crypto::PublicKey& key, Time now) {
    if (store::is_blocked(reader, crypto::sha256(key.spki()))) return true;
    return store::count_disclosed(reader, now - unused_within) >= most_unused &&
           !is_used(reader, key, now);
}

} // namespace

std::optional<Problem> find_block(const store::Reader& reader, const crypto::PublicKey& key) {
    if (!store::is_blocked(reader, crypto::sha256(key.spki()))) return std::nullopt;
    return Problem{
        Fault::bad_public_key,
        "this account key is blocked, since it is known to be compromised; make a new key"};
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

void block_key(
    store::Transaction& tx,
    const Request& request,
    const crypto::PublicKey& key,
    const Certificate* shown_by
) {
    const auto digest = crypto::sha256(key.spki());
    const auto by = shown_by ? std::optional(shown_by->id) : std::nullopt;
    const bool is_new = store::block_key(tx, digest, by, request.now);
    auto deed = deed_on_key(digest, shown_by);
    append(deed.changes, end_certificates(tx, request, digest));
    append(deed.changes, end_clients(tx, request, key));
    if (!is_new && deed.changes.empty()) return;
    if (deed.changes.size() > most_listed) {
        const auto more = deed.changes.size() - most_listed;
        deed.changes.resize(most_listed);
        deed.changes.push_back({"more", "", std::to_string(more)});
    }
    audit(tx, request, std::move(deed));
}

void block_disclosed_key(
    store::Store& store, const Request& request, const crypto::PublicKey& key
) {
    const bool pass_over =
        store.read([&](store::Reader& reader) { return may_pass_over(reader, key, request.now); });
    if (pass_over) return;
    store.write([&](store::Transaction& tx) {
        if (!may_pass_over(tx, key, request.now)) block_key(tx, request, key, nullptr);
    });
    log::warning(
        "a request disclosed a private key, which is blocked",
        {{"address", request.actor.address}, {"keySha256", to_hex(crypto::sha256(key.spki()))}}
    );
}

} // namespace chancery::workflow
