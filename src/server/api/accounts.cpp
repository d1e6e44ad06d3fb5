// SPDX-License-Identifier: Apache-2.0
#include "store/accounts.hpp"

#include "server/api/body.hpp"
#include "server/api/endpoints.hpp"
#include "server/api/reply.hpp"
#include "store/departments.hpp"
#include "store/endpoints.hpp"
#include "workflow/accounts.hpp"

#include <array>

namespace chancery::server::api {

namespace {

json::Object to_json(const Call& call, const store::Reader& reader, const Account& account) {
    const auto department = store::find_department(reader, account.department);
    const auto endpoint = store::find_endpoint(reader, account.endpoint);
    ensure(department && endpoint, "an ACME account has a department and an endpoint");
    const auto counts = store::count(reader, account.id);
    json::Object object{
        {"id", to_string(account.id)},
        {"name", account.name},
        {"departmentId", to_string(account.department)},
        {"departmentName", department->name},
        {"endpointId", to_string(account.endpoint)},
        {"endpointName", endpoint->name},
        {"directoryUrl", directory_url(call.context.public_url, endpoint->name)},
        {"status", account.enabled ? "active" : "disabled"},
        {"credential",
         json::Object{
             {"keyId", account.key_id},
             {"algorithm", "HS256"},
             {"uses", account.uses},
             {"maxUses", nullptr},
             {"expiresAt", nullptr}}},
        {"contacts", to_value(account.contacts)},
        {"lastUsedAt", to_value(account.last_used_at)},
        {"counts", json::Object{{"names", counts.names}, {"clients", counts.clients}}},
    };
    add_revision(object, account.revision);
    return object;
}

json::Object show(const Call& call, const Account& account) {
    return call.store().read([&](const store::Reader& reader) {
        return to_json(call, reader, account);
    });
}

std::optional<bool> enabled_of(const Parameters& parameters) {
    const auto word = parameters.text("status");
    if (word.empty()) return std::nullopt;
    if (word != "active" && word != "disabled") Parameters::fail("status", "active or disabled");
    return word == "active";
}

net::Response list(const Call& call) {
    const auto& parameters = call.parameters;
    const store::AccountFilter filter{
        .department = parameters.id<DepartmentId>("departmentId"),
        .endpoint = parameters.id<EndpointId>("endpointId"),
        .enabled = enabled_of(parameters),
        .name = parameters.text("name"),
        .containing = parameters.text("q"),
        .after = parameters.id<AccountId>("cursor"),
        .limit = parameters.limit() + 1,
    };
    return call.store().read([&](const store::Reader& reader) {
        return reply_page(
            call,
            store::list_accounts(reader, filter),
            [&](const Account& account) { return to_json(call, reader, account); },
            [](const Account& account) { return to_string(account.id); }
        );
    });
}

/// The only answer that ever carries the HMAC key.
net::Response create(const Call& call) {
    const Body body(call.request, {"name", "departmentId", "endpointId", "names", "contacts"});
    const auto created = workflow::create_account(
        call.store(),
        call.context.sealer,
        call.by(),
        {.name = body.require_text("name"),
         .department = body.require_id<DepartmentId>("departmentId"),
         .endpoint = body.require_id<EndpointId>("endpointId"),
         .names = body.texts("names").value_or(std::vector<std::string>()),
         .contacts = body.texts("contacts").value_or(std::vector<std::string>())}
    );
    json::Array added;
    for (const auto& name : created.names)
        added.push_back(name.value);
    auto object = show(call, created.account);
    object.emplace_back("hmacKey", created.hmac_key.reveal());
    object.emplace_back("added", std::move(added));
    object.emplace_back("requested", json::Array());
    object.emplace_back("rejected", json::Array());
    return reply_created(
        std::move(object),
        created.account.revision.version,
        "/acme-accounts/" + to_string(created.account.id)
    );
}

net::Response get(const Call& call) {
    const auto id = call.id<AccountId>();
    const auto account = call.store().read([&](const store::Reader& reader) {
        return store::find_account(reader, id);
    });
    if (!account) throw Error(Fault::not_found, "there is no such ACME account");
    return reply(show(call, *account), account->revision.version);
}

net::Response change(const Call& call) {
    const auto seen = call.seen<AccountId>();
    const Body body(call.request, {"name", "contacts"});
    const auto account = workflow::change_account(
        call.store(),
        call.by(),
        seen,
        {.name = body.text("name"), .contacts = body.texts("contacts")}
    );
    return reply(show(call, account), account.revision.version);
}

net::Response disable(const Call& call) {
    const auto seen = call.seen<AccountId>();
    require_no_body(call.request);
    const auto account = workflow::disable_account(call.store(), call.by(), seen);
    return reply(show(call, account), account.revision.version);
}

net::Response enable(const Call& call) {
    const auto seen = call.seen<AccountId>();
    require_no_body(call.request);
    const auto account = workflow::enable_account(call.store(), call.by(), seen);
    return reply(show(call, account), account.revision.version);
}

constexpr std::array routes{
    Route{
        "GET",
        "/acme-accounts",
        Permission::account_read,
        list,
        "departmentId endpointId status name q limit cursor"},
    Route{"POST", "/acme-accounts", Permission::account_change, create},
    Route{"GET", "/acme-accounts/{id}", Permission::account_read, get},
    Route{"PATCH", "/acme-accounts/{id}", Permission::account_change, change},
    Route{"POST", "/acme-accounts/{id}/disable", Permission::account_change, disable},
    Route{"POST", "/acme-accounts/{id}/enable", Permission::account_change, enable},
};

} // namespace

std::span<const Route> account_routes() {
    return routes;
}

} // namespace chancery::server::api
