// SPDX-License-Identifier: Apache-2.0
#include "workflow/orders/open_orders.hpp"

#include "policy/limits.hpp"
#include "store/orders/orders.hpp"

namespace chancery::workflow {

std::optional<Problem> crowded_by(
    const store::Reader& reader, const Limits& limits, const store::ClientStanding& client, Time now
) {
    const auto fault = [&](LimitKind kind, std::optional<ClientId> of, const std::string& subject
                       ) -> std::optional<Problem> {
        const auto rate = rate_of(limits, kind);
        if (!rate) return std::nullopt;
        const auto open =
            store::count_open_orders(reader, {client.client.account, of, now}, rate->count);
        if (open.count < rate->count) return std::nullopt;
        return policy::crowded({kind, *rate, subject, client.account.ask}, open.earliest_end, now);
    };
    if (auto crowded = fault(LimitKind::open_orders_per_client, client.client.id, "this client"))
        return crowded;
    return fault(
        LimitKind::open_orders_per_account,
        std::nullopt,
        "the ACME account \"" + client.account_name + '"'
    );
}

} // namespace chancery::workflow
