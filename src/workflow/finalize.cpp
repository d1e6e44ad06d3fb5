// SPDX-License-Identifier: Apache-2.0
#include "workflow/finalize.hpp"

#include "crypto/random.hpp"
#include "store/certificates.hpp"
#include "store/events.hpp"
#include "store/orders.hpp"
#include "store/renewals.hpp"
#include "workflow/caa.hpp"
#include "workflow/clock.hpp"
#include "workflow/limits.hpp"
#include "workflow/refusal.hpp"

namespace chancery::workflow {

namespace {

std::vector<std::string> spelled(const std::vector<Name>& names) {
    std::vector<std::string> texts;
    for (const auto& name : names)
        texts.push_back(name.value);
    return texts;
}

Certificate new_certificate(
    const Order& order, const Finalization& request, DepartmentId department, Time now
) {
    return {
        .id = crypto::new_id<CertificateId>(now),
        .issuer = request.issuer,
        .endpoint = order.endpoint,
        .account = order.account,
        .client = order.client,
        .order = order.id,
        .department = department,
        .names = spelled(order.names),
        .draft = request.draft,
        .created_at = now,
    };
}

Event issued_event(const Order& order, const Recorded& recorded) {
    auto event = order_event(order, recorded.actor, recorded.department);
    event.action = "certificate.issued";
    event.object_type = "certificate";
    event.object_id = to_string(recorded.certificate);
    return event;
}

struct Step {
    Finalized finalized;
    std::optional<Problem> limited = std::nullopt;
};

} // namespace

Finalized finalize(
    store::Store& store,
    const issuance::Issuer& issuer,
    const store::ClientStanding& client,
    const Finalization& request,
    Time now
) {
    const auto step = store.write([&](store::Transaction& tx) -> Step {
        require_right_clock(tx, now);
        require_valid(tx, client.client.id);
        auto current = store::order(tx, request.seen.id, request.seen.client);
        if (status_at(current, now) != OrderStatus::ready)
            throw Error(Fault::order_not_ready, "the order is not ready, or has expired");

        // A delegation may have been withdrawn since newOrder. A refusal is a result, not an
        // exception: its audit row must be committed.
        const auto ruling = rule_on(tx, current, now);
        if (ruling.suspension) throw Error(*ruling.suspension);
        if (const auto& problem = ruling.refusal) {
            end_invalid(
                tx,
                current,
                *problem,
                {.actor = client.actor(), .department = client.department},
                now
            );
            return {{current}};
        }
        // The order stays ready: its client may finalize it later.
        if (auto limited = take_certificate(tx, {request.limits, client, now}, current)) {
            auto event = order_event(current, client.actor(), client.department);
            return {{current}, record_limited(tx, *std::move(limited), std::move(event), now)};
        }
        const auto certificate = new_certificate(current, request, client.department, now);
        store::insert(tx, certificate);
        current.certificate = certificate.id;
        advance(current, OrderStatus::processing);
        store::update(tx, current, now);
        return {{current, request.caa && !stale_caa(tx, current, now).empty()}};
    });
    if (step.limited) throw Error(*step.limited);
    const auto& finalized = step.finalized;
    const auto& order = finalized.order;
    if (order.problem) {
        auto problem = *order.problem;
        problem.recorded = true;
        throw Error(std::move(problem));
    }

    if (finalized.waits_for_dns) return finalized;

    // From here on the serial is recorded; a crash leaves a row that the sweep settles.
    return {settle(
        store,
        issuer,
        {.order = order.id,
         .certificate = *order.certificate,
         .actor = client.actor(),
         .department = client.department,
         .draft = request.draft},
        now
    )};
}

Order settle(
    store::Store& store, const issuance::Issuer& issuer, const Recorded& recorded, Time now
) {
    const auto outcome = issuer.issue(recorded.draft, recorded.resume);

    return store.write([&](store::Transaction& tx) {
        auto current = store::order(tx, recorded.order);
        // Someone else was first: the certificate that is stored exists, ours does not.
        if (current.status != OrderStatus::processing) return current;

        if (const auto* issued = std::get_if<Issued>(&outcome)) {
            if (!store::set_issued(tx, recorded.certificate, *issued, now)) return current;
            advance(current, OrderStatus::valid);
            store::update(tx, current, now);
            store::record(tx, issued_event(current, recorded), now);
            if (!current.replaces.empty())
                store::set_replaced(tx, current.id, recorded.certificate);
        } else if (const auto* pending = std::get_if<issuance::Pending>(&outcome)) {
            store::save_resume(tx, recorded.certificate, pending->resume);
        } else {
            store::set_never_signed(tx, recorded.certificate);
            end_invalid(
                tx,
                current,
                std::get<Problem>(outcome),
                {.actor = recorded.actor,
                 .department = recorded.department,
                 .outcome = Outcome::failed},
                now
            );
        }
        return current;
    });
}

Counter issued_counter(Metrics& metrics) {
    return metrics.counter("chancery_certificates_issued_total", "Certificates issued.");
}

} // namespace chancery::workflow
