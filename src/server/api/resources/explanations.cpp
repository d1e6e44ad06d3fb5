// SPDX-License-Identifier: Apache-2.0
#include "policy/decide.hpp"
#include "server/api/body.hpp"
#include "server/api/reply.hpp"
#include "store/registry/facts.hpp"
#include "store/registry/scopes.hpp"
#include "workflow/registry/fields.hpp"

#include <array>

namespace chancery::server::api {

namespace {

/// Policy's own answer, now, to an order of this ACME account for these names.
json::Value explain(
    const store::Reader& reader, const Account& account, const std::vector<Name>& names, Time now
) {
    const auto facts =
        store::facts(reader, account.id, account.endpoint, names, store::any_profile);
    json::Array verdicts;
    for (const auto& verdict : policy::decide(facts, names, now))
        verdicts.push_back(json::Object{
            {"name", verdict.name.value},
            {"code", to_string(verdict.rule)},
            {"detail", policy::explain(verdict, facts.contacts)},
            {"needsChallenge", verdict.needs_challenge},
        });
    return json::Object{{"verdicts", std::move(verdicts)}};
}

Reply ask(const Call& call) {
    const Body body(call.request, {"acmeAccountId", "names"});
    const auto id = body.require_id<AccountId>("acmeAccountId");
    const auto names = workflow::require_names("/names", body.require_texts("names"));
    return reply(call.store().read([&](const store::Reader& reader) {
        const auto account = store::find_within(reader, call.scope, id);
        if (!account) body.fail("acmeAccountId", "names no ACME account");
        return explain(reader, *account, names, call.now());
    }));
}

constexpr std::array routes{
    Route{"POST", "/explanations", Permission::explanation_read, ask},
};

} // namespace

std::span<const Route> explanation_routes() {
    return routes;
}

} // namespace chancery::server::api
