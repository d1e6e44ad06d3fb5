// SPDX-License-Identifier: Apache-2.0
#include "workflow/issuance/left_orders.hpp"

#include "base/log.hpp"
#include "store/certificates/certificates.hpp"
#include "store/jobs.hpp"
#include "store/orders/orders.hpp"
#include "store/registry/clients.hpp"
#include "workflow/clock.hpp"
#include "workflow/issuance/issue.hpp"
#include "workflow/refusal.hpp"
#include "workflow/validation/caa.hpp"

#include <variant>

namespace chancery::workflow {

namespace {

using namespace std::chrono_literals;

/// For an account that is disabled, a clock that is wrong, an issuer that takes its time.
constexpr auto asked_again_after = 60s;

/// Why the recorded draft may not be signed any more, whatever the register says.
std::optional<Problem> fault_of(const Certificate& certificate, const Client& client, Time now) {
    // RFC 8555 §7.3.6: what its key authorized ends with it.
    if (client.status != ClientStatus::valid) return fault_of_ended_client();
    if (certificate.draft.is_written() && now >= certificate.draft.not_after)
        return Problem{Fault::server_internal, "the certificate expired before it was signed"};
    return std::nullopt;
}

struct Left {
    Recorded recorded;
    bool waits_for_dns = false;
};

/// What is left to sign of an order, or that nothing is, or when to look again.
using Next = std::variant<Left, Done, Again>;

/// It has ended, here or elsewhere, is suspended, or has to wait for the clock or its issuer.
Next still_to_sign(
    store::Transaction& tx, const IssuerRegistry::Snapshot& issuers, const Job& job
) {
    const auto id = id_of<OrderId>(job.subject);
    const auto now = job.now;
    store::hold(tx, job.lease);
    const auto found = store::find_order(tx, id);
    if (!found || found->status != OrderStatus::processing || !found->certificate) return Done{};
    auto order = *found;
    if (objection_to_clock(tx, now)) return Again{now + asked_again_after};
    auto certificate = store::find_certificate(tx, *order.certificate);
    const auto client = store::find_standing(tx, order.client);
    ensure(certificate && client, "a processing order has its certificate and its client");
    const auto ruling = rule_on(tx, order, now);
    auto problem = fault_of(*certificate, client->client, now);
    if (!problem && ruling.suspension) return Again{now + asked_again_after};
    if (!problem) problem = ruling.refusal;
    if (problem) {
        store::set_never_signed(tx, certificate->id);
        end_invalid(
            tx, order, *problem, {.actor = client->actor(), .department = client->department}, now
        );
        return Done{};
    }
    if (!issuers->facts(certificate->issuer).enabled) return Again{now + asked_again_after};
    const bool waits_for_dns = !stale_caa(tx, order, now).empty();
    return Left{{*std::move(certificate), client->actor(), issuers, job.lease}, waits_for_dns};
}

} // namespace

void enqueue_order(store::Transaction& tx, OrderId order, Time at) {
    store::enqueue(tx, {JobKind::issue, subject_of(order)}, at);
    store::set_handed_over(tx, order);
}

JobResult go_on(Issuing& issuing, const AskCaa& ask_caa, const Job& job) {
    // Opening a key is too slow for a transaction.
    const auto issuers = issuing.issuers.current();
    const auto next = issuing.store.write([&](store::Transaction& tx) {
        return still_to_sign(tx, issuers, job);
    });
    if (std::holds_alternative<Done>(next)) return Done{};
    if (const auto* again = std::get_if<Again>(&next)) return *again;
    const auto& left = std::get<Left>(next);
    const auto id = id_of<OrderId>(job.subject);
    if (left.waits_for_dns) {
        ask_caa(id, job.lease);
        return Held{};
    }
    const auto settled = settle(issuing, left.recorded, job.now);
    if (settled.again_at) return Again{*settled.again_at};
    log::info("resumed an order that was left processing", {{"order", to_string(id)}});
    return Done{};
}

} // namespace chancery::workflow
