// SPDX-License-Identifier: Apache-2.0
#include "store/certificates/revocations.hpp"

#include "store/jobs.hpp"
#include "store/orders/authorizations.hpp"
#include "store/orders/orders.hpp"
#include "store/rows.hpp"

#include <set>

namespace chancery::store {

namespace {

constexpr int orders_looked_at = 1000;

constexpr db::Fragment revoked_columns = "serial, revoked_at, revocation_reason";

RevokedCertificate revoked_at(const db::Row& row) {
    constexpr auto& at = revoked_columns;
    const auto code = static_cast<int>(row.integer(at["revocation_reason"]));
    return {
        .serial = Bytes(row.blob(at["serial"])),
        .at = time_at(row, at["revoked_at"]),
        .reason = known(find_revocation_reason(code), std::to_string(code)),
    };
}

/// The issuer's list does not show it yet.
void make_due(Transaction& tx, IssuerId issuer, Time now) {
    execute(
        tx,
        "INSERT INTO crls (issuer_id, changes, covered, number, this_update, next_update, "
        "regular_at) VALUES ($1, 1, 0, 0, 0, 0, 0) "
        "ON CONFLICT (issuer_id) DO UPDATE SET changes = crls.changes + 1",
        issuer
    );
    enqueue(tx, {JobKind::revocationLists, view_of(issuer.bytes)}, now);
}

} // namespace

bool set_revoked(Transaction& tx, const Certificate& certificate, const Revocation& revocation) {
    const auto changed = execute(
        tx,
        "UPDATE certificates SET status = 'revoked', revoked_at = $1, revocation_reason = $2, "
        "revoked_by = $3 WHERE id = $4 AND status = 'issued'",
        revocation.at,
        code_of(revocation.reason),
        revocation.by,
        certificate.id
    );
    if (changed == 0) return false;
    make_due(tx, certificate.issuer, revocation.at);
    return true;
}

void set_key_compromised(Transaction& tx, const Certificate& certificate, Time now) {
    execute(
        tx,
        "UPDATE certificates SET revocation_reason = $1 WHERE id = $2 AND status = 'revoked'",
        code_of(RevocationReason::keyCompromise),
        certificate.id
    );
    make_due(tx, certificate.issuer, now);
}

std::vector<RevokedCertificate> list_revoked(const Reader& reader, IssuerId issuer, Time since) {
    std::vector<RevokedCertificate> revoked;
    for_each(
        reader,
        db::sql<
            "SELECT " + revoked_columns +
            " FROM certificates "
            "WHERE status = 'revoked' AND issuer_id = $1 AND not_after >= $2 ORDER BY serial">,
        [&](const db::Row& row) { revoked.push_back(revoked_at(row)); },
        issuer,
        since
    );
    return revoked;
}

std::vector<Authorization>
list_held(const Reader& reader, ClientId client, const std::vector<Name>& names, Time now) {
    std::vector<Authorization> held;
    std::set<Name> missing;
    // Those that were proven before any order are in none.
    for (const auto& name : names)
        if (auto proven = find_proven(reader, client, name, now))
            held.push_back(*std::move(proven));
        else
            missing.insert(name);
    const OrderPage page{.at = now, .limit = orders_looked_at};
    for (const auto& id : list_orders(reader, client, page)) {
        if (missing.empty()) break;
        const auto order = find_order(reader, id);
        for (std::size_t i = 0; order && i < order->names.size(); ++i) {
            if (!missing.contains(order->names[i])) continue;
            auto found = find_authorization(reader, order->authorizations.at(i));
            if (!found || status_at(*found, now) != AuthorizationStatus::valid) continue;
            missing.erase(found->name);
            held.push_back(*std::move(found));
        }
    }
    return held;
}

} // namespace chancery::store
