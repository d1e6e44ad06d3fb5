// SPDX-License-Identifier: Apache-2.0
#include "policy/decide.hpp"
#include "server/api/body.hpp"
#include "server/api/reply.hpp"
#include "store/registry/accounts.hpp"
#include "store/registry/facts.hpp"
#include "workflow/registry/accounts.hpp"
#include "workflow/registry/visible.hpp"

#include <array>

namespace chancery::server::api {

namespace {

struct Named {
    Name name;
    Rule rule;
    std::string detail;
};

json::Value to_json(const Named& named) {
    return json::Object{
        {"name", named.name.value},
        {"kind", named.name.is_wildcard() ? "wildcard" : "exact"},
        {"verdict", json::Object{{"code", to_string(named.rule)}, {"detail", named.detail}}},
    };
}

/// Each with what policy would say to an order for it now.
std::vector<Named> read(const Call& call, const store::Reader& reader, AccountId id) {
    const auto account = workflow::require_visible(reader, call.scope, id);
    const auto names = store::list_names(
        reader,
        id,
        {.containing = call.parameters.text("q"),
         .after = call.parameters.text("cursor"),
         .limit = call.parameters.limit() + 1}
    );
    const auto facts = store::facts(reader, id, account.endpoint, names, store::any_profile);
    std::vector<Named> items;
    for (const auto& verdict : policy::decide(facts, names, call.now()))
        items.push_back({verdict.name, verdict.rule, policy::explain(verdict, facts.contacts)});
    return items;
}

Reply list(const Call& call) {
    const auto id = call.id<AccountId>();
    return reply_page(
        call,
        call.store().read([&](const store::Reader& reader) { return read(call, reader, id); }),
        [](const Named& named) { return to_json(named); },
        [](const Named& named) { return named.name.value; }
    );
}

json::Value texts_of(const std::vector<Name>& names) {
    json::Array texts;
    for (const auto& name : names)
        texts.push_back(name.value);
    return texts;
}

Reply change(const Call& call) {
    const auto seen = call.seen<AccountId>();
    const Body body(call.request, {"add", "remove"});
    const auto names = [&](std::string_view member) {
        return body.texts(member).value_or(std::vector<std::string>());
    };
    const auto changed = workflow::change_names(
        call.store(), call.by(), seen, {.add = names("add"), .remove = names("remove")}
    );
    return reply(
        json::Object{
            {"added", texts_of(changed.added)},
            {"requested", json::Array()},
            {"removed", texts_of(changed.removed)}},
        changed.account.revision.version
    );
}

constexpr std::array routes{
    Route{"GET", "/acme-accounts/{id}/names", Permission::account_read, list, "q limit cursor"},
    Route{"PATCH", "/acme-accounts/{id}/names", Permission::account_change, change},
};

} // namespace

std::span<const Route> account_name_routes() {
    return routes;
}

} // namespace chancery::server::api
