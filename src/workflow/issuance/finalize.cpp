// SPDX-License-Identifier: Apache-2.0
#include "workflow/issuance/finalize.hpp"

#include "base/log.hpp"
#include "crypto/csr.hpp"
#include "crypto/random.hpp"
#include "issuance/draft.hpp"
#include "store/orders/orders.hpp"
#include "workflow/issuance/left_orders.hpp"
#include "workflow/orders/limits.hpp"
#include "workflow/refusal.hpp"
#include "workflow/validation/caa.hpp"

namespace chancery::workflow {

namespace {

/// What is wrong with the CSR leaves the order ready.
Drafted draft_for(
    const Issuing& issuing,
    const store::ClientStanding& client,
    const Finalization& request,
    Time now
) {
    const auto csr = crypto::parse_csr(request.csr);
    const auto& order = request.seen;
    issuance::require_fit(csr, order.names, request.profile, client.client.spki);
    return draft_certificate(
        issuing,
        request.endpoint.issuer,
        {.profile = request.profile,
         .organization = request.organization,
         .key = csr.key,
         .names = order.names,
         .common_name = issuance::choose_common_name(csr, order.names),
         .validity = order.validity,
         .must_staple = csr.asks_for_must_staple,
         .csr = request.csr},
        now
    );
}

Certificate new_certificate(
    const Order& order, IssuerId issuer, const Draft& draft, DepartmentId department, Time now
) {
    return {
        .id = crypto::new_id<CertificateId>(now),
        .issuer = issuer,
        .endpoint = order.endpoint,
        .account = order.account,
        .client = order.client,
        .order = order.id,
        .department = department,
        .names = spelled(order.names),
        .draft = draft,
        .created_at = now,
    };
}

/// What the first transaction leaves: a recorded certificate, or why there is none.
struct Step {
    Order order;
    std::optional<Certificate> certificate = std::nullopt;
    bool waits_for_dns = false;
    std::optional<Problem> limited = std::nullopt;
};

Step record_order(
    store::Transaction& tx,
    const store::ClientStanding& client,
    const Finalization& request,
    const Draft& draft,
    Time now
) {
    require_valid(tx, client.client.id);
    auto current = store::order(tx, request.seen.id, request.seen.client);
    require_ready(current, now);

    // A delegation may have been withdrawn since newOrder. A refusal is a result, not an
    // exception: its audit row must be committed.
    const auto ruling = rule_on(tx, current, now);
    if (ruling.suspension) throw Error(*ruling.suspension);
    if (const auto& problem = ruling.refusal) {
        const Refused refused{.actor = client.actor(), .department = client.department};
        end_invalid(tx, current, *problem, refused, now);
        return {current};
    }
    const auto limits = request.endpoint.limits_in_force();
    // The order stays ready: its client may finalize it later.
    if (auto limited = take_certificate(tx, {limits, client, now}, current)) {
        auto event = order_event(current, client.actor(), client.department);
        limited = record_limited(tx, *std::move(limited), std::move(event), now);
        return {.order = current, .limited = std::move(limited)};
    }
    auto certificate =
        new_certificate(current, request.endpoint.issuer, draft, client.department, now);
    record(tx, certificate, now);
    current.certificate = certificate.id;
    advance(current, OrderStatus::processing);
    store::update(tx, current, now);
    const bool waits = request.endpoint.challenges.caa && !stale_caa(tx, current, now).empty();
    if (waits) enqueue_order(tx, current.id, now);
    return {current, std::move(certificate), waits};
}

/// None where it has trouble that may pass: the order waits.
std::optional<Said> try_to_ask(const Recorded& recorded, Time now) {
    try {
        return ask_issuer(recorded, now);
    } catch (const Error& trouble) {
        log::warning(
            "an order is waiting because its issuer reported a problem; will retry",
            {{"order", to_string(recorded.certificate.order.value())}, {"reason", trouble.what()}}
        );
        return std::nullopt;
    }
}

} // namespace

void require_ready(const Order& order, Time now) {
    const auto status = status_at(order, now);
    if (status != OrderStatus::ready)
        throw Error(
            Fault::order_not_ready, "the order is " + std::string(to_string(status)) + ", not ready"
        );
}

Finalized finalize(
    Issuing& issuing, const store::ClientStanding& client, const Finalization& request, Time now
) {
    require_ready(request.seen, now);
    auto drafted = draft_for(issuing, client, request, now);
    auto step = issuing.store.write([&](store::Transaction& tx) {
        return record_order(tx, client, request, drafted.draft, now);
    });
    if (step.limited) throw Error(*std::move(step.limited));
    if (step.order.problem) {
        auto problem = *step.order.problem;
        problem.recorded = true;
        throw Error(std::move(problem));
    }
    if (step.waits_for_dns) return {step.order, true};
    const Recorded recorded{
        *std::move(step.certificate), client.actor(), std::move(drafted.issuers)};
    // From here on it is recorded: whatever stops this, a job goes on with it.
    const auto said = try_to_ask(recorded, now);
    if (!said) return {step.order};
    return {keep(issuing, recorded, *said, now).order.value()};
}

} // namespace chancery::workflow
