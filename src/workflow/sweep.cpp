// SPDX-License-Identifier: Apache-2.0
#include "workflow/sweep.hpp"

#include "base/log.hpp"
#include "store/authorizations.hpp"
#include "store/certificates.hpp"
#include "store/clients.hpp"
#include "store/failures.hpp"
#include "store/limits.hpp"
#include "store/orders.hpp"
#include "workflow/authorizations.hpp"
#include "workflow/caa.hpp"
#include "workflow/clock.hpp"
#include "workflow/issue.hpp"
#include "workflow/refusal.hpp"

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

constexpr auto stuck_after = 30s;
constexpr auto lease = 60s;
constexpr auto kept_after_the_end = 30 * 24h;
constexpr auto kept_without_certificate = 24h; ///< After it expired.
/// No authorization holds for longer after it was made.
constexpr auto longest_life = open_for + ChallengeTerms::longest_lifetime;
constexpr int batch = 100;
constexpr int orders_a_step = 10; ///< Each may have 100 authorizations.
constexpr int most_dropped = 10'000;

/// Why the recorded draft may not be signed any more, whatever the register says.
std::optional<Problem> fault_of(const Certificate& certificate, const Client& client, Time now) {
    // RFC 8555 §7.3.6: what its key authorized ends with it.
    if (client.status != ClientStatus::valid) return fault_of_ended_client();
    if (certificate.draft.is_written() && now >= certificate.draft.not_after)
        return Problem{
            Fault::server_internal, "the certificate's time was over before it was signed"};
    return std::nullopt;
}

struct Left {
    Recorded recorded;
    bool waits_for_dns = false;
};

/// What is left to sign of this order; none when it has ended, here or elsewhere, is suspended, or
/// has to wait for the clock or its issuer.
std::optional<Left> still_to_sign(Issuing& issuing, OrderId id, Time now) {
    // Opening a key is too slow for a transaction.
    auto issuers = issuing.issuers.current();
    return issuing.store.write([&](store::Transaction& tx) -> std::optional<Left> {
        auto order = store::order(tx, id);
        if (order.status != OrderStatus::processing || !order.certificate) return std::nullopt;
        if (objection_to_clock(tx, now)) return std::nullopt;
        auto certificate = store::find_certificate(tx, *order.certificate);
        const auto client = store::find_standing(tx, order.client);
        ensure(certificate && client, "a processing order has its certificate and its client");
        const auto ruling = rule_on(tx, order, now);
        auto problem = fault_of(*certificate, client->client, now);
        if (!problem && ruling.suspension) return std::nullopt;
        if (!problem) problem = ruling.refusal;
        if (problem) {
            store::set_never_signed(tx, certificate->id);
            const Refused refused{.actor = client->actor(), .department = client->department};
            end_invalid(tx, order, *problem, refused, now);
            return std::nullopt;
        }
        if (!issuers->facts(certificate->issuer).enabled) return std::nullopt;
        const bool waits_for_dns = !stale_caa(tx, order, now).empty();
        return Left{{*std::move(certificate), client->actor(), issuers}, waits_for_dns};
    });
}

/// Each step is a transaction of its own, so that no client waits for more than one of them.
int drop(
    store::Store& store, int limit, const std::function<int(store::Transaction&, int limit)>& step
) {
    int dropped = 0;
    while (dropped < most_dropped) {
        const int some = store.write([&](store::Transaction& tx) { return step(tx, limit); });
        dropped += some;
        if (some < limit) break;
    }
    return dropped;
}

/// An edge: an order that cannot be settled keeps its lease, and holds up no other.
bool try_to_go_on(Issuing& issuing, const AskCaa& ask_caa, OrderId id, Time now) {
    try {
        const bool issued = go_on(issuing, ask_caa, id, now);
        log::info("went on with an order that was left processing", {{"order", to_string(id)}});
        return issued;
    } catch (const Error& error) {
        log::error(
            "an order that was left processing cannot be settled; it is tried again in a minute",
            {{"order", to_string(id)}, {"reason", error.what()}}
        );
        return false;
    }
}

} // namespace

bool go_on(Issuing& issuing, const AskCaa& ask_caa, OrderId id, Time now) {
    const auto left = still_to_sign(issuing, id, now);
    if (!left) return false; // it has ended, or waits for its account to be enabled
    if (left->waits_for_dns) {
        ask_caa(id);
        return false;
    }
    const auto settled = settle(issuing, left->recorded, now);
    return settled.certificate.status == CertificateStatus::issued;
}

Swept sweep(Issuing& issuing, const AskCaa& ask_caa, Time now) {
    auto& store = issuing.store;
    const auto any = store.read([&](store::Reader& reader) {
        return store::has_stuck_orders(reader, now - stuck_after);
    });
    if (!any) return {};
    const auto ids = store.write([&](store::Transaction& tx) {
        return store::lease_stuck_orders(tx, now - stuck_after, now, now + lease, batch);
    });
    Swept swept{.taken = static_cast<int>(ids.size())};
    for (const auto& id : ids)
        if (try_to_go_on(issuing, ask_caa, id, now)) ++swept.issued;
    return swept;
}

int drop_ended(store::Store& store, Time now) {
    const auto before = now - kept_after_the_end;
    const auto orders = [&](store::Transaction& tx, int limit) {
        return store::drop_ended_orders(tx, before, now, limit);
    };
    const auto without_certificate = [&](store::Transaction& tx, int limit) {
        return store::drop_orders_without_certificate(
            tx, now - kept_without_certificate, now, limit
        );
    };
    const auto authorizations = [&](store::Transaction& tx, int limit) {
        return store::drop_expired_authorizations(tx, before - longest_life, now, limit);
    };
    const auto arrivals = [&](store::Transaction& tx, int limit) {
        return store::drop_arrivals(tx, now, limit);
    };
    const auto failures = [&](store::Transaction& tx, int limit) {
        return store::drop_failures(tx, before, limit);
    };
    return drop(store, orders_a_step, orders) + drop(store, orders_a_step, without_certificate) +
           drop(store, batch, authorizations) + drop(store, batch, arrivals) +
           drop(store, batch, failures);
}

} // namespace chancery::workflow
