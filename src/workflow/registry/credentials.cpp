// SPDX-License-Identifier: Apache-2.0
#include "workflow/registry/credentials.hpp"

#include "base/error.hpp"
#include "store/registry/accounts.hpp"
#include "store/registry/clients.hpp"
#include "workflow/audit.hpp"
#include "workflow/registry/account_credentials.hpp"
#include "workflow/registry/account_names.hpp"
#include "workflow/registry/clients.hpp"
#include "workflow/registry/fields.hpp"

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

constexpr auto usual_overlap = std::chrono::seconds(7 * 24h);
constexpr auto longest_overlap = std::chrono::seconds(90 * 24h);
constexpr std::size_t longest_reason = 500;

void require_credential(const Account& account) {
    if (account.open)
        throw Error(
            Fault::conflict, "this ACME account is open: its clients register without a credential"
        );
}

/// How long the old one goes on.
std::chrono::seconds
overlap_for(const Account& account, const std::optional<std::chrono::seconds>& asked) {
    if (asked && (*asked < 0s || *asked > longest_overlap))
        fail_field("/overlap", "must be 0 to 90 days");
    if (account.credential_state == CredentialState::current) return asked.value_or(usual_overlap);
    if (asked.value_or(0s) == 0s) return 0s;
    throw Error(
        Fault::conflict, "the credential was revoked; rotate it without an overlap (0 days)"
    );
}

/// How many there were, whose orders end with them.
std::size_t cut_off(store::Transaction& tx, AccountId account) {
    const auto revoked = store::revoke_clients(tx, account);
    for (const auto& client : revoked)
        end_orders(tx, client);
    return revoked.size();
}

/// What the rotation makes of the account, and what is noted of it.
std::vector<Change>
rotate(Account& account, std::string key_id, std::chrono::seconds overlap, Time now) {
    std::vector<Change> changes{
        {"keyId", account.key_id, key_id},
        {"hmacKey", "set", "set"},
        {"previousValidUntil", "", to_rfc3339(now + overlap)},
    };
    account.key_id = std::move(key_id);
    account.rotated_at = now;
    account.previous_valid_until = now + overlap;
    account.credential_state = CredentialState::current;
    return changes;
}

} // namespace

Rotated rotate_credential(
    store::Store& store,
    const crypto::Sealer& sealer,
    const Request& request,
    const Seen<AccountId>& seen,
    std::optional<std::chrono::seconds> overlap
) {
    auto fresh = new_credential(sealer);
    auto account = store.write([&](store::Transaction& tx) {
        auto rotated = require_account(tx, request, seen);
        require_credential(rotated);
        if (rotated.terms.expires_at && *rotated.terms.expires_at <= request.now)
            throw Error(
                Fault::conflict,
                "this credential has expired, and a new one would have the same expiry; change "
                "the expiry first"
            );
        const bool was_cut_off = rotated.credential_state == CredentialState::cut_off;
        const auto until = overlap_for(rotated, overlap);
        auto deed = deed_on(rotated, "acmeAccount.rotated");
        deed.changes = rotate(rotated, fresh.key_id, until, request.now);
        store::rotate(tx, rotated, fresh.sealed, request.now);
        // Or the new credential would let them in again.
        if (was_cut_off)
            deed.changes.push_back(
                {"clients", "valid", std::to_string(cut_off(tx, rotated.id)) + " revoked"}
            );
        audit(tx, request, std::move(deed));
        return rotated;
    });
    return {std::move(account), std::move(fresh.hmac_key)};
}

Account revoke_credential(
    store::Store& store,
    const Request& request,
    const Seen<AccountId>& seen,
    const CredentialRevocation& revocation
) {
    require_text("/reason", revocation.reason, {0, longest_reason});
    ensure(revocation.to != CredentialState::current, "a revocation blocks or cuts off");
    return store.write([&](store::Transaction& tx) {
        auto account = require_account(tx, request, seen);
        require_credential(account);
        if (account.credential_state >= revocation.to)
            throw Error(
                Fault::conflict, "the credential of this ACME account has already been revoked"
            );
        auto deed = deed_on(account, "acmeAccount.revoked");
        deed.changes = {
            {"credential",
             std::string(to_string(account.credential_state)),
             std::string(to_string(revocation.to))}};
        if (!revocation.reason.empty()) deed.changes.push_back({"reason", "", revocation.reason});
        account.credential_state = revocation.to;
        store::update(tx, account, request.now);
        audit(tx, request, std::move(deed));
        return account;
    });
}

} // namespace chancery::workflow
