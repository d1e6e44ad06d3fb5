// SPDX-License-Identifier: Apache-2.0
#include "workflow/registry/tokens.hpp"

#include "base/text.hpp"
#include "crypto/digest.hpp"
#include "crypto/random.hpp"
#include "store/registry/scopes.hpp"
#include "store/registry/tokens.hpp"
#include "workflow/audit.hpp"
#include "workflow/registry/changes.hpp"
#include "workflow/registry/fields.hpp"

#include <set>

namespace chancery::workflow {

namespace {

/// Only a department administrator has departments, and has at least one.
void require_fit(Role role, const std::vector<DepartmentId>& departments) {
    const bool has_departments = role == Role::department_administrator;
    if (has_departments && departments.empty())
        fail_field(
            "/departmentIds",
            "must name at least one department for the role departmentAdministrator"
        );
    if (!has_departments && !departments.empty())
        fail_field("/departmentIds", "is for the role departmentAdministrator only");
    const std::set<DepartmentId> each(departments.begin(), departments.end());
    if (each.size() != departments.size())
        fail_field("/departmentIds", "must not name a department twice");
}

/// A token may be left somewhere and forgotten: only those of administrators' services may be
/// without an end.
void require_end(const NewToken& input, Time now) {
    if (!input.expires_at && input.role != Role::administrator)
        fail_field(
            "/expiresAt", "is missing: only a token of the role administrator may be valid for good"
        );
    if (input.expires_at && *input.expires_at <= now)
        fail_field("/expiresAt", "must be in the future");
}

/// Their names, as the log shows them. Throws invalid for one that there is not.
std::string names_of(
    const store::Reader& reader, const Request& request, const std::vector<DepartmentId>& ids
) {
    std::vector<std::string> names;
    for (const auto& id : ids) {
        const auto department = store::find_within(reader, request.scope, id);
        if (!department)
            fail_field("/departmentIds", "does not name a department: " + to_string(id));
        names.push_back(department->name);
    }
    return join(names, ", ");
}

Deed deed_on(const Token& token, std::string action) {
    return {
        .action = std::move(action),
        .object_type = "token",
        .object_id = to_string(token.id),
        .object_name = token.name,
    };
}

Token require_token(const store::Reader& reader, const Seen<TokenId>& seen) {
    auto token = store::find_token(reader, seen.id);
    if (!token) throw Error(Fault::not_found, "there is no such token");
    require_version(token->version, seen.version);
    if (token->revoked_at) throw Error(Fault::conflict, "the token has already been revoked");
    return *std::move(token);
}

} // namespace

CreatedToken create_token(store::Store& store, const Request& request, const NewToken& input) {
    require_text("/name", input.name, {1, 128});
    require_end(input, request.now);
    require_fit(input.role, input.departments);
    const Token token{
        .id = crypto::new_id<TokenId>(request.now),
        .name = input.name,
        .role = input.role,
        .departments = input.departments,
        .created_at = request.now,
        .expires_at = input.expires_at,
    };
    Secret text("chy_" + crypto::random_text(32));
    const auto digest = crypto::sha256(text.reveal());
    store.write([&](store::Transaction& tx) {
        const auto departments = names_of(tx, request, token.departments);
        store::insert(tx, token, digest);
        auto deed = deed_on(token, "token.created");
        deed.changes = {{"role", "", std::string(to_string(token.role))}, {"token", "", "set"}};
        if (!departments.empty()) deed.changes.push_back({"departments", "", departments});
        audit(tx, request, std::move(deed));
    });
    return {token, std::move(text)};
}

Token change_token(
    store::Store& store,
    const Request& request,
    const Seen<TokenId>& seen,
    const TokenChange& change
) {
    return store.write([&](store::Transaction& tx) {
        auto token = require_token(tx, seen);
        if (!change.departments || *change.departments == token.departments) return token;
        require_fit(token.role, *change.departments);
        auto deed = deed_on(token, "token.changed");
        deed.changes = {
            {"departments",
             names_of(tx, request, token.departments),
             names_of(tx, request, *change.departments)}};
        token.departments = *change.departments;
        store::update(tx, token);
        audit(tx, request, std::move(deed));
        return token;
    });
}

Token revoke_token(store::Store& store, const Request& request, const Seen<TokenId>& seen) {
    return store.write([&](store::Transaction& tx) {
        auto token = require_token(tx, seen);
        token.revoked_at = request.now;
        store::update(tx, token);
        audit(tx, request, deed_on(token, "token.revoked"));
        return token;
    });
}

} // namespace chancery::workflow
