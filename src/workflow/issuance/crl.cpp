// SPDX-License-Identifier: Apache-2.0
#include "workflow/issuance/crl.hpp"

#include "base/log.hpp"
#include "issuance/crl.hpp"
#include "store/certificates/crls.hpp"
#include "store/certificates/revocations.hpp"
#include "workflow/audit.hpp"

#include <algorithm>
#include <optional>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

bool is_refresh_due(const store::CrlState& state, Time now) {
    return now >= state.regular_at + crl_refresh;
}

bool is_due(const store::CrlState& state, Time now) {
    return state.number == 0 || state.changes > state.covered || is_refresh_due(state, now);
}

store::CrlState state_of(const std::vector<store::CrlState>& states, IssuerId issuer) {
    const auto found = std::ranges::find(states, issuer, &store::CrlState::issuer);
    return found == states.end() ? store::CrlState{.issuer = issuer} : *found;
}

/// What the next list is after this state.
store::CrlState next_after(const store::CrlState& state, Time now) {
    auto next = state;
    next.covered = state.changes;
    // Larger than the last one's also after a backup of some days ago was restored.
    next.number = std::max(state.number + 1, std::int64_t{now.time_since_epoch().count()});
    next.this_update = std::max(now, state.this_update);
    next.next_update = next.this_update + crl_lifetime;
    if (is_refresh_due(state, now)) next.regular_at = next.this_update;
    return next;
}

struct Due {
    store::CrlState before;
    store::CrlState next;
    issuance::RevocationList list;
};

/// From one view of the database, so that the list shows all the revocations that it counts.
std::optional<Due> read_due(const store::Store& store, IssuerId issuer, Time now) {
    return store.read([&](store::Reader& reader) -> std::optional<Due> {
        const auto state = state_of(store::list_crl_states(reader), issuer);
        if (!is_due(state, now)) return std::nullopt;
        const auto next = next_after(state, now);
        Due due{
            .before = state,
            .next = next,
            .list = {
                .number = next.number,
                .this_update = next.this_update,
                .next_update = next.next_update,
                .entries = {}}};
        // RFC 5280 §3.3: an entry stays until it was on one regular list after its certificate's
        // time was over.
        for (auto& revoked : store::list_revoked(reader, issuer, state.regular_at))
            due.list.entries.push_back(
                issuance::crl_entry(std::move(revoked.serial), revoked.at, revoked.reason)
            );
        return due;
    });
}

} // namespace

std::vector<IssuerId>
list_due_crls(const store::Reader& reader, const IssuerRegistry& issuers, Time now) {
    const auto states = store::list_crl_states(reader);
    auto due = issuers.current(reader)->ids();
    std::erase_if(due, [&](IssuerId id) { return !is_due(state_of(states, id), now); });
    return due;
}

JobResult publish_crl(store::Store& store, const IssuerRegistry& registry, const Job& job) {
    const auto id = id_of<IssuerId>(job.subject);
    const auto now = job.now;
    const auto due = read_due(store, id, now);
    if (!due) return Done{};
    const auto issuers = registry.current();
    const auto& facts = issuers->facts(id);
    const auto count = static_cast<std::int64_t>(due->list.entries.size());
    const auto crl = issuers->issuer(id).sign_crl(issuance::draft_crl(facts, due->list));
    if (!crl) return Again{now + 1min}; // somebody else publishes it
    const bool published = store.write([&](store::Transaction& tx) {
        store::hold(tx, job.lease);
        if (!store::publish_crl(tx, due->next, *crl, due->before.number)) return false;
        audit(
            tx,
            {.actor = {.name = "chanceryd"}, .now = now, .scope = Scope::all()},
            {.action = "issuer.crlPublished",
             .object_type = "issuer",
             .object_id = to_string(id),
             .object_name = facts.word,
             .changes =
                 {{"number", std::to_string(due->before.number), std::to_string(due->next.number)}}}
        );
        return true;
    });
    if (published)
        log::info(
            "published a revocation list",
            {{"issuer", facts.word}, {"number", due->next.number}, {"revoked", count}}
        );
    return Done{};
}

} // namespace chancery::workflow
