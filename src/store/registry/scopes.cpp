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
    return find_one(
               reader,
               "SELECT 1 FROM delegations g JOIN held_departments h "
               "ON h.department_id = g.department_id "
               "WHERE g.domain_id = $1 AND g.status = 'active' AND h.holder_id = $2 LIMIT 1",
               [](const db::Row&) { return true; },
               domain,
               holder_of(scope)
    )
        .has_value();
}

} // namespace

Scope scope_of(const Reader& reader, const Token& token) {
    std::vector<DepartmentId> departments;
    if (!token.departments.empty())
        for_each(
            reader,
            "SELECT department_id FROM held_departments WHERE holder_id = $1 ORDER BY "
            "department_id",
            [&](const db::Row& row) { departments.push_back(id_at<DepartmentId>(row, 0)); },
            token.id
        );
    return Scope::of(token.id.bytes, std::move(departments));
}

std::optional<Account> find_within(const Reader& reader, const Scope& scope, AccountId id) {
    auto account = find_account(reader, id);
    if (account && !scope.covers(account->department)) account.reset();
    return account;
}

std::optional<Certificate> find_within(const Reader& reader, const Scope& scope, CertificateId id) {
    auto certificate = find_certificate(reader, id);
    if (certificate && !scope.covers(certificate->department)) certificate.reset();
    return certificate;
}

std::optional<Certificate>
find_certificate_within(const Reader& reader, const Scope& scope, BytesView serial) {
    auto certificate = find_certificate_by_serial(reader, serial);
    if (certificate && !scope.covers(certificate->department)) certificate.reset();
    return certificate;
}

std::optional<Client> find_within(const Reader& reader, const Scope& scope, ClientId id) {
    auto client = find_client(reader, id);
    if (client && !scope.covers(account_department(reader, client->account))) client.reset();
    return client;
}

std::optional<Delegation> find_within(const Reader& reader, const Scope& scope, DelegationId id) {
    auto delegation = find_delegation(reader, id);
    if (delegation && !scope.covers(delegation->department)) delegation.reset();
    return delegation;
}

std::optional<Department> find_within(const Reader& reader, const Scope& scope, DepartmentId id) {
    auto department = find_department(reader, id);
    if (department && !scope.covers(department->id)) department.reset();
    return department;
}

std::optional<Domain> find_within(const Reader& reader, const Scope& scope, DomainId id) {
    auto domain = find_domain(reader, id);
    if (domain && !scope.is_all() && !is_delegated_within(reader, scope, id)) domain.reset();
    return domain;
}

} // namespace chancery::store
