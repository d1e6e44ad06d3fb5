// SPDX-License-Identifier: Apache-2.0
#pragma once

// For tests: an office with an endpoint for strangers whose limits the test sets.

#include "policy/limits.hpp"
#include "store/registry/accounts.hpp"
#include "workflow/orders/limits.hpp"
#include "workflow/registry/open_account.hpp"
#include "workflow/validation/challenges.hpp"
#include "workflow/workflow_for_tests.hpp"

#include <optional>
#include <vector>

namespace chancery::workflow {

inline const Name www{"www.example.org"};
inline const Name mail{"mail.example.org"};

/// Which one refused.
inline std::optional<LimitKind> limit_of(const std::optional<Problem>& problem) {
    return problem ? problem->cause.find<LimitKind>() : std::nullopt;
}

/// An office with an endpoint "strict" for strangers, by challenge, beside its own.
class LimitedOffice : public IssuingOffice {
public:
    /// These alone, without the defaults.
    explicit LimitedOffice(const Limits& limits) : strict(endpoint("dv")) {
        strict.id = crypto::new_id<EndpointId>(request.now);
        strict.name = "strict";
        strict.profile = endpoint("internal").profile; // for addresses of documentation too
        strict.challenges.caa = false;
        strict.limits = overridden(no_limits(), limits);
        const auto open = new_open_account(sealer, strict, physics.id, request.now);
        account = open.account;
        store.write([&](store::Transaction& tx) {
            store::insert(tx, strict);
            store::insert(tx, open.account, open.sealed);
        });
    }

    Endpoint strict;
    Account account;

    store::ClientStanding stranger() {
        return standing(enroll(new_key(), strict, std::nullopt).client.id);
    }

    std::optional<Problem> registering() {
        return problem_of([&] { stranger(); });
    }

    Order ordered(const store::ClientStanding& client, const std::vector<Name>& names = {www}) {
        return create_order(store, strict, client, {.names = names}, request.now);
    }

    std::optional<Problem>
    ordering(const store::ClientStanding& client, const std::vector<Name>& names = {www}) {
        return problem_of([&] { ordered(client, names); });
    }

    void judge(const Order& order, const validation::Judgement& outcome) {
        for (const auto& id : order.authorizations) {
            const ChallengeRef ref{id, acme::ChallengeType::http_01};
            const auto responded = respond(store, standing(order.client), ref, request.now);
            const auto asked =
                store.read([&](store::Reader& r) { return find_asked_challenge(r, ref); });
            finish(store, asked.value(), {outcome}, responded.lease.value(), request.now);
        }
    }

    void fail(const Order& order, Fault fault = Fault::connection) {
        judge(order, Problem{fault, "nobody answered"});
    }

    /// A certificate, control of its names shown.
    Order issued(const store::ClientStanding& client, const std::vector<Name>& names = {www}) {
        const auto order = ordered(client, names);
        if (order.status == OrderStatus::pending) judge(order, validation::Proven{});
        return finalized(client, order.id);
    }

    Order finalized(const store::ClientStanding& client, OrderId id) {
        const auto wanted = finalization(order(id), strict);
        return workflow::finalize(issuing, client, wanted, request.now).order;
    }
};

} // namespace chancery::workflow
