// SPDX-License-Identifier: Apache-2.0
#include "store/registry/scopes.hpp"

#include "store/certificates/certificates.hpp"
#include "store/registry/accounts.hpp"
#include "store/registry/clients.hpp"
#include "store/registry/delegations.hpp"
#include "store/registry/departments.hpp"
#include "store/registry/domains.hpp"
#include "store/registry/scope_rows.hpp"
#include "store/rows.hpp"

namespace chancery::store {

namespace {

std::optional<DepartmentId> account_department(const Reader& reader, AccountId id) {
    return find_one(
        reader,
        "SELECT department_id FROM accounts WHERE id = $1",
        [](const db::Row& row) { return id_at<DepartmentId>(row, 0); },
        id
    );
}

bool is_delegated_within(const Reader& reader, const Scope& scope, DomainId domain) {
    return any(
        reader,
        "SELECT 1 FROM delegations g JOIN held_departments h ON h.department_id = g.department_id "
        "WHERE g.domain_id = $1 AND g.status = 'active' AND h.holder_id = $2 LIMIT 1",
        domain,
        holder_of(scope)
    );
}

/// What was found, if its department is within the scope.
template <class T, class Department>
std::optional<T> covered(const Scope& scope, std::optional<T> found, Department T::*department) {
    if (found && !scope.covers((*found).*department)) found.reset();
    return found;
}

} // namespace

Scope scope_of(const Reader& reader, const Token& token) {
    std::vector<DepartmentId> departments;
    if (!token.departments.empty())
        departments = departments_in<"held_departments">(reader, token.id);
    return Scope::of(token.id.bytes, std::move(departments));
}

std::optional<Account> find_within(const Reader& reader, const Scope& scope, AccountId id) {
    return covered(scope, find_account(reader, id), &Account::department);
}

std::optional<Certificate> find_within(const Reader& reader, const Scope& scope, CertificateId id) {
    return covered(scope, find_certificate(reader, id), &Certificate::department);
}

std::optional<Certificate>
find_certificate_within(const Reader& reader, const Scope& scope, BytesView serial) {
    return covered(scope, find_certificate_by_serial(reader, serial), &Certificate::department);
}

std::optional<Client> find_within(const Reader& reader, const Scope& scope, ClientId id) {
    auto client = find_client(reader, id);
    if (client && !scope.covers(account_department(reader, client->account))) client.reset();
    return client;
}

std::optional<Delegation> find_within(const Reader& reader, const Scope& scope, DelegationId id) {
    return covered(scope, find_delegation(reader, id), &Delegation::department);
}

std::optional<Department> find_within(const Reader& reader, const Scope& scope, DepartmentId id) {
    return covered(scope, find_department(reader, id), &Department::id);
}

std::optional<Domain> find_within(const Reader& reader, const Scope& scope, DomainId id) {
    auto domain = find_domain(reader, id);
    if (domain && !scope.is_all() && !is_delegated_within(reader, scope, id)) domain.reset();
    return domain;
}

} // namespace chancery::store
