// SPDX-License-Identifier: Apache-2.0
#include "server/api/resources/accounts.hpp"

#include "server/api/body.hpp"
#include "server/api/names.hpp"
#include "server/api/reply.hpp"
#include "server/api/resources/endpoints.hpp"
#include "server/api/resources/limits.hpp"
#include "store/registry/accounts.hpp"
#include "workflow/registry/accounts.hpp"
#include "workflow/registry/fields.hpp"
#include "workflow/registry/visible.hpp"

#include <array>
#include <span>

namespace chancery::server::api {

namespace {

json::Value revocation_word(CredentialState state) {
    return state == CredentialState::current ? json::Value() : json::Value(to_string(state));
}

json::Value credential_of(const Account& account) {
    const auto& terms = account.terms;
    return json::Object{
        {"keyId", account.key_id},
        {"algorithm", terms.algorithm.empty() ? json::Value() : json::Value(terms.algorithm)},
        {"uses", account.uses},
        {"maxUses", json::Value(terms.max_uses)},
        {"expiresAt", to_value(terms.expires_at)},
        {"rotatedAt", to_value(account.rotated_at)},
        {"previousValidUntil", to_value(account.previous_valid_until)},
        {"revoked", revocation_word(account.credential_state)},
    };
}

/// The names of what ACME accounts refer to.
struct References {
    Names<DepartmentId> departments;
    Names<EndpointId> endpoints;
};

template <class Accounts>
References references_of(const store::Reader& reader, const Accounts& accounts) {
    return {
        names_of(reader, ids_in<DepartmentId>(accounts, &Account::department)),
        endpoint_names(reader)};
}

json::Object to_json(
    const Call& call,
    const store::Reader& reader,
    const Account& account,
    const References& references
) {
    const auto endpoint = references.endpoints.of(account.endpoint);
    ensure(!endpoint.is_null(), "an ACME account has an endpoint");
    const auto& endpoint_name = std::get<std::string>(endpoint.variant());
    const auto counts = store::count(reader, account.id);
    json::Object object{
        {"id", to_string(account.id)},
        {"name", account.name},
        {"departmentId", to_string(account.department)},
        {"departmentName", references.departments.of(account.department)},
        {"endpointId", to_string(account.endpoint)},
        {"endpointName", endpoint},
        {"directoryUrl", directory_url(call.context.bases.first(), endpoint_name)},
        {"enabled", account.enabled},
        {"status", to_string(status_of(account, call.now()))},
        {"open", account.open},
        {"credential", credential_of(account)},
        {"allowedNetworks", to_value(account.terms.networks)},
        {"contacts", to_value(account.contacts)},
        {"limits", to_value(account.limits)},
        {"lastUsedAt", to_value(account.last_used_at)},
        {"counts", json::Object{{"names", counts.names}, {"clients", counts.clients}}},
    };
    add_revision(object, account.revision);
    return object;
}

/// null lifts a term.
workflow::TermsChange terms_of(const Body& body) {
    workflow::TermsChange terms{.networks = body.texts("allowedNetworks")};
    constexpr std::array<std::string_view, 3> members{"algorithm", "maxUses", "expiresAt"};
    const auto credential = body.object("credential", members);
    if (!credential) return terms;
    terms.algorithm = credential->text("algorithm");
    if (credential->has("maxUses")) terms.max_uses.emplace(credential->number("maxUses"));
    if (credential->has("expiresAt")) terms.expires_at.emplace(credential->time("expiresAt"));
    return terms;
}

Reply list(const Call& call) {
    const auto& parameters = call.parameters;
    const store::AccountFilter filter{
        .department = parameters.id<DepartmentId>("departmentId"),
        .endpoint = parameters.id<EndpointId>("endpointId"),
        .status = parameters.word<AccountStatus>("status"),
        .now = call.now(),
        .name = parameters.text("name"),
        .containing = parameters.text("q"),
        .after = parameters.id<AccountId>("cursor"),
        .limit = parameters.limit() + 1,
    };
    return call.store().read([&](const store::Reader& reader) {
        auto accounts = store::list_accounts(reader, call.scope, filter);
        const auto references = references_of(reader, accounts);
        return reply_page(
            call,
            std::move(accounts),
            [&](const Account& account) { return to_json(call, reader, account, references); },
            [](const Account& account) { return to_string(account.id); }
        );
    });
}

/// The only answer that ever carries this HMAC key.
Reply create(const Call& call) {
    const Body body(
        call.request,
        {"name",
         "departmentId",
         "endpointId",
         "names",
         "enabled",
         "contacts",
         "credential",
         "allowedNetworks"}
    );
    const auto created = workflow::create_account(
        call.store(),
        call.context.sealer,
        call.by(),
        {.name = body.require_text("name"),
         .department = body.require_id<DepartmentId>("departmentId"),
         .endpoint = body.require_id<EndpointId>("endpointId"),
         .names = body.texts("names").value_or(std::vector<std::string>()),
         .enabled = body.flag("enabled").value_or(true),
         .contacts = body.texts("contacts").value_or(std::vector<std::string>()),
         .terms = terms_of(body)}
    );
    json::Array added;
    for (const auto& name : created.names)
        added.push_back(name.value);
    auto object = show(call, created.account);
    object.emplace_back("hmacKey", created.hmac_key.reveal());
    object.emplace_back("added", std::move(added));
    object.emplace_back("requested", json::Array());
    return reply_created(
        std::move(object),
        created.account.revision.version,
        "/acme-accounts/" + to_string(created.account.id)
    );
}

Reply get(const Call& call) {
    const auto id = call.id<AccountId>();
    const auto account = call.store().read([&](const store::Reader& reader) {
        return workflow::require_visible(reader, call.scope, id);
    });
    return reply(show(call, account), account.revision.version);
}

Reply change(const Call& call) {
    const auto seen = call.seen<AccountId>();
    const Body body(
        call.request, {"name", "enabled", "contacts", "credential", "allowedNetworks", "limits"}
    );
    if (body.has("limits")) call.require(Permission::account_limits_change);
    const auto account = workflow::change_account(
        call.store(),
        call.by(),
        seen,
        {.name = body.text("name"),
         .enabled = body.flag("enabled"),
         .contacts = body.texts("contacts"),
         .terms = terms_of(body),
         .limits = limits_of(body)}
    );
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
};

} // namespace

json::Object show(const Call& call, const Account& account) {
    return call.store().read([&](const store::Reader& reader) {
        return to_json(call, reader, account, references_of(reader, std::span(&account, 1)));
    });
}

std::span<const Route> account_routes() {
    return routes;
}

} // namespace chancery::server::api
